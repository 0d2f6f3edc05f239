"""The tab Canvas: what lies on the table or is being painted, large. The example of a tab.

Which picture is looked at is the browser's affair (`scripts/viewer.js`); only what is asked for comes here.
"""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from . import frames
from .keyed import Done, Piece, done, keyed
from .markup import markup
from .scene import Scene
from .tab import QUIET, Page
from .words import language_of, word

PICK = "(id) => triptych.pick(id)"


class CanvasTab:
    """Pictures of the table and one of them large, over everything of before, small."""

    name = "canvas"

    def build(self) -> list[gr.HTML]:
        """The large pictures, and the small ones: they change seldom."""
        self._large, self._small = keyed("tri-canvas"), keyed("tri-small")
        return [self._large, self._small]

    def listen(self, page: Page) -> None:
        """Try again, enlarge, delete; go to the tab where it is edited."""

        def act(event: gr.EventData, name: str, language: str, request: gr.Request) -> Any:
            what = done(event)
            if what.act == "edit":
                return gr.Tabs(selected="edit")
            begin = _sentences(what, language_of(language))
            if begin and not page.jobs(request).say(name, begin):
                page.warn("busy", language)
            return gr.skip()

        self._large.click(act, [page.thread, page.language], page.tabs, **QUIET)
        page.picked.change(None, page.picked, None, js=PICK, **QUIET)

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """The table, the viewer, the strip."""
        strip = frames.strip(scene, "about_picture")
        return [_large(scene, has_pictures=bool(strip)), strip]


def _large(scene: Scene, *, has_pictures: bool) -> list[Piece]:
    table = scene.table
    if not table and not has_pictures:
        empty = {"title": "canvas_empty", "more": "canvas_empty_more", "book": False}
        return [("empty", markup("empty", scene.language, **empty))]
    turn = scene.last.turn if scene.busy and scene.last else scene.history.head
    wall = markup("table", scene.language, pictures=table, turn=turn, busy=scene.busy)
    return [("table", wall), ("viewer", markup("viewer", scene.language))]


def _sentences(what: Done, language: str) -> str:
    """What a button says in the user's place, so that it can be read, undone and said again."""
    says: dict[str, Callable[[], str]] = {
        "again": lambda: word("again_this", language, id=what.value),
        "upscale2": lambda: word("enlarge_said", language, id=what.value, factor=2),
        "upscale4": lambda: word("enlarge_said", language, id=what.value, factor=4),
        "delete": lambda: word("delete_said", language, id=what.value),
    }
    return says[what.act]() if what.act in says else ""
