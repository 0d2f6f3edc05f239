"""The column of the chat: what was said and done, and the box to say more. Begins turns; runs none."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from ..agent.plan_edits import only, with_text
from ..agent.state import Plan
from . import chat, moves
from .jobs import Jobs
from .keyed import Done, done, keyed
from .markup import markup
from .plan_card import edited
from .scene import Scene
from .tab import QUIET, TELLING, Page
from .words import label, language_of, word

NOTHING: tuple[Any, Any] = (gr.skip(), gr.skip())
SORTED = "(value) => document.querySelector('tri-uploads').sorted(value)"


class ChatColumn:
    """Conversation, moves, message box."""

    def build(self) -> Sequence[Component]:
        """Make the widgets."""
        with gr.Column(elem_classes="tri-follow"):
            self.talk = keyed("tri-talk")
        self.moves = keyed("tri-moves")
        self.uploads = keyed("tri-order")
        self.box = gr.MultimodalTextbox(
            label=label("message"),
            show_label=False,
            container=False,
            placeholder=label("message_placeholder"),
            file_count="multiple",
            file_types=["image"],
            sources=["upload"],
            max_lines=8,
            max_plain_text_length=8000,
            autofocus=True,
            elem_classes="tri-box",
        )
        return [self.talk, self.moves, self.uploads, self.box]

    def listen(self, page: Page) -> None:
        """Say, answer, undo, redo, stop, go back to an earlier message, point at a picture."""

        def say(message: dict[str, Any], name: str, language: str, request: gr.Request) -> Any:
            text, files = message.get("text") or "", [Path(file) for file in message.get("files") or ()]
            if not text.strip() and not files:
                return gr.skip()
            if not page.jobs(request).say(name, text, files):
                page.warn("busy", language)
                return gr.skip()
            return gr.MultimodalTextbox(value=None)

        def stop(name: str, request: gr.Request) -> None:
            page.jobs(request).stop(name)

        def act(event: gr.EventData, name: str, language: str, request: gr.Request) -> tuple[Any, Any]:
            what = done(event)
            if what.act == "show":
                return what.value, gr.Tabs(selected="canvas")
            if what.act == "book":
                return gr.skip(), gr.Tabs(selected="book")
            if trouble := _do(what, page.jobs(request), name, language_of(language)):
                page.warn(trouble, language)
            return NOTHING

        here = [page.thread, page.language]
        self.box.submit(say, [self.box, *here], self.box, **TELLING)
        self.box.stop(stop, page.thread, None, **QUIET)
        self.uploads.click(None, self.box, self.box, js=SORTED, **QUIET)
        for part in (self.talk, self.moves):
            part.click(act, here, [page.picked, page.tabs], **TELLING)

    def shown(self, scene: Scene) -> Sequence[Any]:
        """The conversation, and what can be done now."""
        return [
            chat.pieces(scene.turns, scene.language, before=scene.before),
            moves.pieces(scene),
            [("uploads", markup("uploads", scene.language))],
            gr.update(submit_btn=not scene.busy, stop_btn=scene.busy),
        ]


def _do(what: Done, jobs: Jobs, thread: str, language: str) -> str:
    """Begin what was asked for; gives the key of the words for why it cannot be, or ""."""
    begin: dict[str, Callable[[], bool]] = {
        "say": lambda: jobs.say(thread, what.value),
        "again": lambda: jobs.say(thread, word("again_said", language)),
        "edit": lambda: jobs.amend(thread, what.value, what.form.get("text", "")),
        "undo": lambda: jobs.undo(thread),
        "redo": lambda: jobs.redo(thread),
        "go_on": lambda: jobs.answer(thread, yes=True),
        "leave": lambda: jobs.answer(thread, yes=False),
        "refuse": lambda: jobs.answer(thread, yes=False),
    }
    if what.act == "stop":
        jobs.stop(thread)
        return ""
    if what.act == "approve":
        return _approve(what, jobs, thread)
    return "" if what.act not in begin or begin[what.act]() else "busy"


def _approve(what: Done, jobs: Jobs, thread: str) -> str:
    """Do the plan that waits as its form says; one that nobody touched as it is."""
    asked = jobs.project.session(thread).waiting
    if asked is None:
        return ""
    kept, texts = edited(asked.plan, what.form)
    plan = asked.plan
    for number, text in texts.items():
        plan = with_text(plan, number, text)
    plan = plan if len(kept) == len(plan.steps) else only(plan, kept)
    if not plan.steps:
        return "nothing_left"
    changed: Plan | None = plan if plan != asked.plan else None
    return "" if jobs.answer(thread, yes=True, plan=changed) else "busy"
