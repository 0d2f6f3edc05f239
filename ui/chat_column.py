"""The column of the chat: what was said and done, and the box to say more. Begins turns; runs none."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from . import chat
from .scene import Scene
from .tab import QUIET, Page
from .words import label

EXAMPLES = (
    "a picture book in four pages about a brave little fox who finds a star",
    "three pictures of a rabbit with a blue scarf",
    "a cat and a dog together on the beach, in pastel colours",
    "a red robot with three balloons at night, ink drawing",
    "a bear with a green hat in four seasons",
)
WELCOME = """<div class="tri-welcome"><h2>What shall we draw?</h2>
<p>A picture, a set of pictures, or a whole picture book. Then change it, one sentence at a time.</p></div>"""


class ChatColumn:
    """Chat, approval, message box."""

    def build(self) -> Sequence[Component]:
        """Make the widgets."""
        self.talk = gr.Chatbot(
            show_label=False,
            container=False,
            layout="bubble",
            buttons=[],
            feedback_options=None,
            placeholder=WELCOME,
            examples=[{"text": text} for text in EXAMPLES],
            elem_classes="tri-chat",
        )
        with gr.Row(elem_classes="tri-moves"):
            self.undo = gr.Button(label("undo"), elem_classes="tri-new", scale=0, min_width=72)
            self.redo = gr.Button(label("redo"), elem_classes="tri-new", scale=0, min_width=72)
        with gr.Row(elem_classes="tri-ask"):
            self.yes = gr.Button(label("do_it"), variant="primary", visible=False)
            self.no = gr.Button(label("leave_it"), visible=False)
        self.box = gr.MultimodalTextbox(
            show_label=False,
            container=False,
            placeholder="a red fox in the snow …",
            file_count="multiple",
            file_types=["image"],
            sources=["upload"],
            max_plain_text_length=4000,
            autofocus=True,
            elem_classes="tri-box",
        )
        return [self.talk, self.yes, self.no, self.box]

    def listen(self, page: Page) -> None:
        """Say, answer, undo, redo, stop."""

        def say(message: dict[str, Any], name: str, language: str, request: gr.Request) -> Any:
            text, files = message.get("text") or "", [Path(file) for file in message.get("files") or ()]
            if not page.jobs(request).say(name, text, files):
                page.warn("busy", language)
                return gr.skip()
            return gr.MultimodalTextbox(value=None)

        def example(event: gr.SelectData, name: str, language: str, request: gr.Request) -> None:
            if not page.jobs(request).say(name, event.value["text"]):
                page.warn("busy", language)

        def move(step: str) -> Callable[[str, str, gr.Request], None]:
            def moved(name: str, language: str, request: gr.Request) -> None:
                jobs = page.jobs(request)
                if not (jobs.undo(name) if step == "undo" else jobs.redo(name)):
                    page.warn("busy", language)

            return moved

        def answer(*, yes: bool) -> Callable[[str, gr.Request], None]:
            def answered(name: str, request: gr.Request) -> None:
                page.jobs(request).answer(name, yes=yes)

            return answered

        def stop(name: str, request: gr.Request) -> None:
            page.jobs(request).stop(name)

        here = [page.thread, page.language]
        self.box.submit(say, [self.box, *here], self.box, **QUIET)
        self.box.stop(stop, page.thread, None, **QUIET)
        self.talk.example_select(example, here, None, **QUIET)
        self.undo.click(move("undo"), here, None, **QUIET)
        self.redo.click(move("redo"), here, None, **QUIET)
        self.yes.click(answer(yes=True), page.thread, None, **QUIET)
        self.no.click(answer(yes=False), page.thread, None, **QUIET)

    def shown(self, scene: Scene) -> Sequence[Any]:
        """The conversation, and what can be done now."""
        asks = bool(scene.last and scene.last.asks)
        return [
            chat.messages(scene.turns),
            gr.update(visible=asks),
            gr.update(visible=asks),
            gr.update(submit_btn=not scene.busy, stop_btn=scene.busy),
        ]
