"""The tab Versions: the tree of all that was on the table; go back to any of it, compare two pictures.

Which pictures are compared is the browser's affair (`scripts/versions.js`).
"""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from .keyed import Piece, done, keyed
from .markup import markup
from .scene import Scene
from .tab import TELLING, Page
from .version_tree import rows, width
from .words import language_of, word

MOST_SHOWN = 6


class VersionsTab:
    """Two pictures side by side over the tree."""

    name = "versions"

    def build(self) -> list[gr.HTML]:
        """One block of pieces."""
        self._tree = keyed("tri-versions")
        return [self._tree]

    def listen(self, page: Page) -> None:
        """Go back, delete, look at one picture in the canvas."""

        def act(event: gr.EventData, name: str, language: str, request: gr.Request) -> Any:
            what, jobs = done(event), page.jobs(request)
            if what.act == "canvas":
                return gr.Tabs(selected="canvas")
            if what.act == "branch" and not jobs.branch(name, what.value):
                page.warn("busy", language)
            if what.act == "delete" and not jobs.say(name, _delete(what.value, language)):
                page.warn("busy", language)
            return gr.skip()

        self._tree.click(act, [page.thread, page.language], page.tabs, **TELLING)

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """The tree, while anything was ever on the table."""
        history, language = scene.history, scene.language
        if not history.moments:
            empty = {"title": "versions_empty", "more": "versions_empty_more", "book": False}
            return [[("empty", markup("empty", language, **empty))]]
        told = {turn.turn: turn.text for turn in scene.turns}
        captions = {picture.id: picture.caption for turn in scene.turns for picture in turn.pictures}
        tree = markup(
            "versions",
            language,
            rows=rows(history),
            width=width(history),
            told=told,
            captions=captions,
            most=MOST_SHOWN,
            busy=scene.busy,
        )
        gone = [(id, history.before_deletion(id)) for id in history.deleted]
        deleted = markup("deleted", language, deleted=gone, captions=captions, busy=scene.busy)
        return [[("compare", markup("compare", language)), ("tree", tree), ("deleted", deleted)]]


def _delete(id: str, language: str) -> str:
    return word("delete_this", language_of(language), id=id)
