"""The web page: a chat, a wall of pictures that appear as they are painted, a book.

It only watches: turns run in `jobs.py` and go on when the page is closed. Knows no painter.
"""

import contextlib
import secrets
from collections.abc import Iterator
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
            new = gr.Button("New", elem_classes="tri-new", scale=0, min_width=72)
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
        _listen(page, jobs, thread, talk, box, tabs, wall, book, new)
    return page


def _listen(
    page: gr.Blocks,
    jobs: Jobs,
    thread: gr.BrowserState,
    talk: gr.Chatbot,
    box: gr.MultimodalTextbox,
    tabs: gr.Tabs,
    wall: gr.HTML,
    book: gr.HTML,
    new: gr.Button,
) -> None:
    shown = [talk, wall, book, tabs, box]

    def opened(name: str) -> str:
        return name or secrets.token_hex(8)

    def send(message: dict[str, Any], name: str) -> Any:
        text, files = message.get("text") or "", [Path(file) for file in message.get("files") or ()]
        if not jobs.start(name, text, files):
            gr.Warning(
                "One thing at a time: this conversation is still being painted. Stop it, or wait a moment."
            )
            return gr.skip()
        return gr.MultimodalTextbox(value=None)

    def example(event: gr.SelectData, name: str) -> None:
        jobs.start(name, event.value["text"])

    def follow(name: str) -> Iterator[Update]:
        yield from _changes(jobs, name)

    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    watch: dict[str, Any] = {
        "fn": follow,
        "inputs": [thread],
        "outputs": shown,
        "concurrency_limit": None,
        **private,
    }
    page.load(opened, [thread], [thread], **private).then(**watch)
    box.submit(send, [box, thread], [box], concurrency_limit=None, **private).then(**watch)
    talk.example_select(example, [thread], None, concurrency_limit=None, **private).then(**watch)
    box.stop(jobs.stop, [thread], None, concurrency_limit=None, **private)
    new.click(lambda: secrets.token_hex(8), None, [thread], **private).then(**watch)


def _changes(jobs: Jobs, name: str) -> Iterator[Update]:
    """What differs from what the page shows already; first everything."""
    last: Update = ()
    tab = None
    for turns in jobs.follow(name):
        busy = bool(turns) and not turns[-1].outcome
        wanted = "book" if turns and turns[-1].is_book else "pictures"
        now = (chat.messages(turns), pages.wall(turns), pages.book(turns), wanted, busy)
        widgets = (
            now[0],
            now[1],
            now[2],
            gr.Tabs(selected=wanted) if wanted != tab else gr.skip(),
            gr.MultimodalTextbox(submit_btn=not busy, stop_btn=busy),
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
