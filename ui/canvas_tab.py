"""The tab Canvas: what lies on the table or is being painted, large. The example of a tab."""

from collections.abc import Sequence

import gradio as gr

from .keyed import Piece, keyed
from .pages import wall
from .scene import Scene
from .tab import Page


class CanvasTab:
    """Pictures of the table, and everything of before, small."""

    name = "canvas"

    def build(self) -> list[gr.HTML]:
        """One block of pieces."""
        self._wall = keyed("tri-wall")
        return [self._wall]

    def listen(self, page: Page) -> None:
        """Nothing is done here yet."""

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """The wall."""
        return [wall(scene)]
