"""The tab Book: the last book, page by page, with its files."""

from collections.abc import Sequence

import gradio as gr

from .pages import book
from .scene import Scene
from .tab import Page


class BookTab:
    """The pages of the last book."""

    name = "book"

    def build(self) -> list[gr.HTML]:
        """One block of HTML."""
        self._book = gr.HTML(elem_classes="tri-pane")
        return [self._book]

    def listen(self, page: Page) -> None:
        """Nothing is done here yet."""

    def shown(self, scene: Scene) -> Sequence[str]:
        """The book."""
        return [book(scene)]
