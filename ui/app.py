"""The web page: a chat, a wall of pictures that appear as they are painted, a book.

It only watches: turns run in `jobs.py` and go on when the page is closed. Knows no painter.
"""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ..agent.session import Project
from . import chat, pages
from .jobs import Jobs
from .theme import HEAD, theme

STYLE = Path(__file__).parent / "style.css"
EXAMPLES = (
    "a picture book in four pages about a brave little fox who finds a star",
    "three pictures of a rabbit with a blue scarf",
    "a cat and a dog together on the beach, in pastel colours",
    "a red robot with three balloons at night, ink drawing",
    "a bear with a green hat in four seasons",
)
LOGO = """<div class="tri-brand"><svg viewBox="0 0 34 24" aria-hidden="true">
<rect x="1" y="4" width="8" height="16" rx="2"/><rect x="12" y="1" width="10" height="22" rx="2"/>
<rect x="25" y="4" width="8" height="16" rx="2"/></svg>
<h1>Triptych</h1><p>Say it, and see it.</p></div>"""
WELCOME = """<div class="tri-welcome"><h2>What shall we draw?</h2>
<p>A picture, a set of pictures, or a whole picture book. Then change it, one sentence at a time.</p></div>"""

Update = tuple[Any, ...]


def build(jobs: Jobs) -> gr.Blocks:
    """The page over the jobs of a project."""
    page = gr.Blocks(title="Triptych", analytics_enabled=False, fill_height=True, fill_width=True)
    with page:
        thread = gr.BrowserState("", storage_key="triptych-thread", secret="triptych")
        with gr.Row(elem_classes="tri-top"):
            gr.HTML(LOGO, elem_classes="tri-logo")
            undo, redo, new = (
                gr.Button(name, elem_classes="tri-new", scale=0, min_width=72)
                for name in ("Undo", "Redo", "New")
            )
        with gr.Row(elem_classes="tri-main"):
            with gr.Column(scale=4, min_width=320, elem_classes="tri-left"):
                talk = gr.Chatbot(
                    show_label=False,
                    container=False,
                    layout="bubble",
                    buttons=[],
                    feedback_options=None,
                    placeholder=WELCOME,
                    examples=[{"text": text} for text in EXAMPLES],
                    elem_classes="tri-chat",
                )
                with gr.Row(visible=False, elem_classes="tri-ask") as ask:
                    yes = gr.Button("Do it", variant="primary")
                    no = gr.Button("Leave it")
                box = gr.MultimodalTextbox(
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
            with (
                gr.Column(scale=6, min_width=320, elem_classes="tri-right"),
                gr.Tabs(elem_classes="tri-tabs") as tabs,
            ):
                with gr.Tab("Pictures", id="pictures"):
                    wall = gr.HTML(pages.EMPTY_WALL, elem_classes="tri-pane")
                with gr.Tab("Book", id="book"):
                    book = gr.HTML(pages.EMPTY_BOOK, elem_classes="tri-pane")
        parts = _Parts(page, thread, talk, box, tabs, wall, book, ask, yes, no, undo, redo, new)
        _listen(parts, jobs)
    return page


@dataclass(frozen=True)
class _Parts:
    """What the page is made of."""

    page: gr.Blocks
    thread: gr.BrowserState
    talk: gr.Chatbot
    box: gr.MultimodalTextbox
    tabs: gr.Tabs
    wall: gr.HTML
    book: gr.HTML
    ask: gr.Row
    yes: gr.Button
    no: gr.Button
    undo: gr.Button
    redo: gr.Button
    new: gr.Button


def _listen(parts: _Parts, jobs: Jobs) -> None:
    def opened(name: str) -> str:
        return name or secrets.token_hex(8)

    def send(message: dict[str, Any], name: str) -> Any:
        text, files = message.get("text") or "", [Path(file) for file in message.get("files") or ()]
        if not jobs.start(name, text, files):
            _warn_busy()
            return gr.skip()
        return gr.MultimodalTextbox(value=None)

    def example(event: gr.SelectData, name: str) -> None:
        jobs.start(name, event.value["text"])

    def step(move: Callable[[str], bool]) -> Callable[[str], None]:
        def moved(name: str) -> None:
            if not move(name):
                _warn_busy()

        return moved

    def answer(*, yes: bool) -> Callable[[str], None]:
        def answered(name: str) -> None:
            jobs.answer(name, yes=yes)

        return answered

    def follow(name: str) -> Iterator[Update]:
        yield from _changes(jobs, name)

    thread = [parts.thread]
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    at_once: dict[str, Any] = {"concurrency_limit": None, **private}
    shown = [parts.talk, parts.wall, parts.book, parts.tabs, parts.box, parts.ask]
    watch: dict[str, Any] = {"fn": follow, "inputs": thread, "outputs": shown, **at_once}
    parts.page.load(opened, thread, thread, **private).then(**watch)
    parts.box.submit(send, [parts.box, parts.thread], [parts.box], **at_once).then(**watch)
    parts.talk.example_select(example, thread, None, **at_once).then(**watch)
    parts.box.stop(jobs.stop, thread, None, **at_once)
    parts.yes.click(answer(yes=True), thread, None, **at_once).then(**watch)
    parts.no.click(answer(yes=False), thread, None, **at_once).then(**watch)
    parts.undo.click(step(jobs.undo), thread, None, **at_once).then(**watch)
    parts.redo.click(step(jobs.redo), thread, None, **at_once).then(**watch)
    parts.new.click(lambda: secrets.token_hex(8), None, thread, **private).then(**watch)


def _warn_busy() -> None:
    gr.Warning("One thing at a time: this conversation is still being painted. Stop it, or wait a moment.")


def _changes(jobs: Jobs, name: str) -> Iterator[Update]:
    """What differs from what the page shows already; first everything."""
    last: Update = ()
    tab = None
    for turns in jobs.follow(name):
        busy = bool(turns) and not turns[-1].outcome
        asks = bool(turns) and turns[-1].asks
        wanted = "book" if turns and turns[-1].is_book else "pictures"
        now = (chat.messages(turns), pages.wall(turns), pages.book(turns), wanted, busy, asks)
        widgets = (
            now[0],
            now[1],
            now[2],
            gr.Tabs(selected=wanted) if wanted != tab else gr.skip(),
            gr.MultimodalTextbox(submit_btn=not busy, stop_btn=busy),
            gr.Row(visible=asks),
        )
        yield tuple(
            widget if not last or new != old else gr.skip()
            for widget, new, old in zip(widgets, now, last or now, strict=True)
        )
        last, tab = now, wanted


@contextlib.contextmanager
def launched(project: Project, host: str, port: int) -> Iterator[str]:
    """The page's address, while it is served; port 0 is any free one."""
    jobs = Jobs(project)
    page = build(jobs)
    try:
        _, url, _ = page.launch(
            server_name=host,
            server_port=port or None,
            theme=theme(),
            css_paths=STYLE,
            head=HEAD,
            footer_links=[],
            # Pictures and books only: the databases lie beside them.
            allowed_paths=[str(project.store.folder / "images"), str(project.store.exports)],
            prevent_thread_lock=True,
            quiet=True,
            ssr_mode=False,
        )
        yield url
    finally:
        page.close(verbose=False)
        jobs.close()
