"""The studio's page: a sidebar of threads, a chat, and tabs that show and change what is made.

It only watches: turns run in `jobs.py` and go on when the page is closed. Knows no painter.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from ..agent.session import SessionError
from ..agent.versions import at
from .assembly import Refused
from .book_tab import BookTab
from .book_view import board_rows
from .canvas_tab import CanvasTab
from .cast_tab import CastTab
from .chat_column import ChatColumn
from .edit_tab import EditTab
from .layout_tab import LayoutTab
from .models_tab import ModelsTab
from .projects import Projects
from .scene import Scene
from .sidebar import Sidebar
from .tab import QUIET, Page, Part, Tab
from .versions_tab import VersionsTab
from .words import label, language_of

TABS: Sequence[Callable[[], Tab]] = (
    CanvasTab,
    VersionsTab,
    EditTab,
    LayoutTab,
    CastTab,
    BookTab,
    ModelsTab,
)
"""The tabs in their order; each is one line here."""

OPEN = "() => triptych.open()"
MOST_PAGES = 200
"""Of so many, closed ones too, Gradio keeps what they showed; a page that it forgot goes on all the same."""
STYLES = sorted((Path(__file__).parent / "styles").glob("*.css"))


def build(projects: Projects) -> gr.Blocks:
    """The page over the projects."""
    tabs = [make() for make in TABS]
    sidebar, chat = Sidebar(), ChatColumn()
    blocks = gr.Blocks(title="Triptych", analytics_enabled=False, fill_height=True, fill_width=True)
    blocks.state_session_capacity = MOST_PAGES
    with blocks:
        thread, language, picked = (gr.Textbox(visible=False) for _ in range(3))
        shown = [*sidebar.build()]
        with gr.Row(elem_classes="tri-main"):
            with gr.Column(scale=4, min_width=320, elem_classes="tri-left"):
                shown += chat.build()
            with (
                gr.Column(scale=6, min_width=320, elem_classes="tri-right"),
                gr.Tabs(elem_classes="tri-tabs") as all_tabs,
            ):
                for tab in tabs:
                    with gr.Tab(label(f"tab_{tab.name}"), id=tab.name):
                        shown += tab.build()
        page = Page(blocks, projects, thread, language, picked, chat.box, all_tabs)
        parts: list[Part] = [sidebar, chat, *tabs]
        for part in parts:
            part.listen(page)
        _follow(page, parts, shown)
    return blocks


def _follow(page: Page, parts: Sequence[Part], shown: Sequence[Any]) -> None:
    """From its opening on, the page shows what happens in its thread, whoever began it."""

    async def follow(name: str, language: str, request: gr.Request) -> AsyncIterator[list[Any]]:
        before = None
        try:
            async for scene in page.jobs(request).watch(name):
                spoken = replace(scene, language=language_of(language))
                now = [_tab(scene), *(value for part in parts for value in part.shown(spoken))]
                yield _changed(before, now)
                before = now
        except (SessionError, Refused) as error:
            raise gr.Error(str(error), title="Triptych", duration=None, print_exception=False) from error

    here = [page.thread, page.language]
    opening = page.blocks.load(None, None, here, js=OPEN, **QUIET)
    opening.then(follow, here, [page.tabs, *shown], **{**QUIET, "queue": True})


def _tab(scene: Scene) -> dict[str, Any]:
    """Where the last thing that was asked for can be seen, or answered."""
    last, table = scene.last, at(scene.history.moments, scene.history.head)
    is_book = last is not None and (last.is_book or bool(board_rows(scene)))
    still_read = last is not None and not last.pictures and bool(table.title)  # locks, for one, paint nothing
    return gr.update(selected="book" if is_book or still_read else "canvas")


def _changed(before: list[Any] | None, now: list[Any]) -> list[Any]:
    """First everything; then updates only where they differ from what the page shows already.

    Values go each time: Gradio sends what differs of them, and for each one that comes after a `gr.skip()`
    it would keep another component, with the value, for as long as the page is open.
    """
    if before is None:
        return now
    return [
        gr.skip() if isinstance(new, dict) and new == old else new
        for new, old in zip(now, before, strict=True)
    ]
