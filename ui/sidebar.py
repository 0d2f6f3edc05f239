"""The sidebar: a new thread, and the threads of the project by name. Knows no turns."""

from collections.abc import Sequence
from html import escape

import gradio as gr
from gradio.components import Component

from .addresses import thread_url
from .scene import Scene
from .tab import Page
from .words import label

LOGO = """<div class="tri-brand"><svg viewBox="0 0 34 24" aria-hidden="true">
<rect x="1" y="4" width="8" height="16" rx="2"/><rect x="12" y="1" width="10" height="22" rx="2"/>
<rect x="25" y="4" width="8" height="16" rx="2"/></svg>
<h1>Triptych</h1></div>"""


class Sidebar:
    """Who else was talked to."""

    def build(self) -> Sequence[Component]:
        """Make the widgets."""
        with gr.Sidebar(elem_classes="tri-side"):
            gr.HTML(LOGO, elem_classes="tri-logo")
            gr.Button(label("new_thread"), link="/", elem_classes="tri-new")
            self._threads = gr.HTML(elem_classes="tri-threads")
        return [self._threads]

    def listen(self, page: Page) -> None:
        """Its links need nobody."""

    def shown(self, scene: Scene) -> Sequence[str]:
        """The list, with this thread marked."""
        links = (_link(name, title, scene.thread) for name, title in scene.threads)
        return [f"<nav>{''.join(links)}</nav>"]


def _link(name: str, title: str, here: str) -> str:
    current = ' aria-current="page"' if name == here else ""
    return f'<a href="{escape(thread_url(name), quote=True)}"{current}>{escape(title or name)}</a>'
