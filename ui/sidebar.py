"""The sidebar: a new thread, the threads of the project by name, and how the page looks. Knows no turns."""

from collections.abc import Sequence

import gradio as gr
from gradio.components import Component

from .addresses import task_url
from .keyed import Piece, done, keyed
from .markup import markup
from .scene import Scene
from .tab import QUIET, Page
from .words import label

LOGO = """<h1><a class="tri-brand" href="/"><svg viewBox="0 0 34 24" aria-hidden="true">
<rect x="1" y="4" width="8" height="16" rx="2"/><rect x="12" y="1" width="10" height="22" rx="2"/>
<rect x="25" y="4" width="8" height="16" rx="2"/></svg><span>Triptych</span></a></h1>"""
SPOKEN = {"en": "English", "zh": "中文"}
LOOKS = ("system", "light", "dark")


class Sidebar:
    """Who else was talked to."""

    def build(self) -> Sequence[Component]:
        """Make the widgets."""
        with gr.Sidebar(label=label("threads"), elem_classes="tri-side", width=272):
            gr.HTML(LOGO, apply_default_css=False)
            self._threads = keyed("tri-threads")
        return [self._threads]

    def listen(self, page: Page) -> None:
        """A thread can be called something else; its links need nobody."""

        def act(event: gr.EventData, request: gr.Request) -> None:
            what = done(event)
            if what.act == "rename" and what.form.get("text", "").strip():
                page.jobs(request).rename(what.value, what.form["text"])

        self._threads.click(act, None, None, **QUIET)

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """New, search, the list with this thread marked, and the settings."""
        language = scene.language
        listed = markup("threads", language, threads=scene.threads, here=scene.thread, task=_task(scene))
        settings = markup("settings", language, spoken=SPOKEN, looks=LOOKS)
        return [[("top", markup("threads_top", language)), ("list", listed), ("settings", settings)]]


def _task(scene: Scene) -> str:
    """Where the thread is a task file; "" where no turn is over yet."""
    is_over = any(turn.turn and turn.reply and not turn.asks for turn in scene.turns)
    return task_url(scene.thread) if is_over else ""
