"""The tab Canvas: what lies on the table or is being painted, large. The example of a tab.

Which picture is looked at is the browser's affair (`scripts/viewer.js`); only what is asked for comes here.
"""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from . import frames
from .asking import call
from .jobs import Jobs
from .keyed import Done, Piece, done, keyed
from .markup import markup
from .scene import Scene
from .tab import QUIET, TELLING, Page
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
            if not _begin(what, page.jobs(request), name, language_of(language)):
                page.warn("busy", language)
            return gr.skip()

        self._large.click(act, [page.thread, page.language], page.tabs, **TELLING)
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
    is_painting = scene.busy and scene.last is not None and bool(scene.last.pictures)
    turn = scene.last.turn if is_painting and scene.last else scene.history.head
    wall = markup("table", scene.language, pictures=table, turn=turn, busy=is_painting)
    return [("table", wall), ("viewer", markup("viewer", scene.language))]


def _begin(what: Done, jobs: Jobs, thread: str, language: str) -> bool:
    """Do what a button says, told in the user's place; False where the thread is still busy."""
    id = what.value
    if what.act in ("again", "delete"):
        return jobs.say(thread, word(f"{what.act}_this", language, id=id))
    if what.act == "upscale":
        id, _, factor = id.partition(":")
        words = word("enlarge_said", language, id=id, factor=factor)
        return call(jobs, thread, words, "upscale", {"image": id, "factor": factor})
    return True
