"""The tab Book: a storyboard before it is painted, then the book to read, its cast, a table of its pages.

Every button begins a turn of its own, which the chat shows, and which can be undone. Knows no painter.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

import gradio as gr

from ..agent.events import Event
from ..agent.session import Session
from ..agent.state import Moment
from ..agent.versions import at
from ..tools.book_terms import Format
from . import book_form, book_view
from .book_form import FormError
from .jobs import Jobs
from .keyed import Done, Piece, done, keyed
from .scene import Scene
from .tab import TELLING, Page
from .view import TurnView
from .words import language_of, word

Work = Callable[[Session], Iterator[Event]]


class BookTab:
    """Storyboard, book and table."""

    name = "book"

    def build(self) -> list[gr.HTML]:
        """One block of pieces."""
        self._pieces = keyed("tri-bookwork")
        return [self._pieces]

    def listen(self, page: Page) -> None:
        """Do what a button of a form says; point at a picture."""

        def act(event: gr.EventData, name: str, language: str, request: gr.Request) -> object:
            what = done(event)
            if what.act == "show":
                return what.value
            if trouble := _do(what, page.jobs(request), name, language_of(language)):
                page.warn(trouble, language)
            return gr.skip()

        self._pieces.click(act, [page.thread, page.language], page.picked, **TELLING)

    def shown(self, scene: Scene) -> Sequence[list[Piece]]:
        """The pieces."""
        return [book_view.pieces(scene)]


def _do(what: Done, jobs: Jobs, thread: str, language: str) -> str:
    """Begin what was asked for; gives the key of the words for why it cannot be, or ""."""
    if what.act == "ask":
        return "" if jobs.say(thread, word("book_ask_said", language)) else "busy"
    if what.act in ("paint", "refuse"):
        return _answered(what, jobs, thread)
    history = jobs.project.session(thread).history()
    book = at(history.moments, history.head)
    if not book.title:
        return "book_gone"
    try:
        work = _work(what, book)
    except FormError as error:
        return str(error)
    said = word(f"book_{what.act}_said", language, value=what.value)
    return "" if work is None or jobs.begin(thread, TurnView(said), work) else "busy"


def _answered(what: Done, jobs: Jobs, thread: str) -> str:
    """Paint the storyboard as its form says, or leave it."""
    if what.act == "refuse":
        return "" if jobs.answer(thread, yes=False) else "busy"
    waiting, board = jobs.open_question(thread), jobs.project.session(thread).book.board
    if waiting is None or board is None:
        return "book_gone"
    try:
        wanted = book_form.board_in(what.form, len(board.rows))
    except FormError as error:
        return str(error)
    begun = jobs.begin(thread, waiting.go_on(), lambda session: session.book.approve(wanted))
    return "" if begun else "busy"


def _work(what: Done, book: Moment) -> Work | None:
    """What a button of the book does; None for one that there is not. Raises `FormError`."""
    form, pages = what.form, len(book.images)
    number = book_form.number_in(what.value, pages)
    match what.act:
        case "save" | "up" | "down":
            by = {"up": -1, "down": 1}.get(what.act, 0)
            changed = book_form.changed(form, book, number if by else 0, by)
            return lambda session: session.book.rebind(
                changed.pages, title=changed.title, locked=changed.locked
            )
        case "repaint":
            prompt = form.get(f"prompt-{number}", "").strip()[: book_form.LONGEST]
            return lambda session: session.book.repaint(number, prompt)
        case "insert":
            prompt = form.get("prompt", "").strip()[: book_form.LONGEST]
            if not prompt:
                raise FormError("book_form_wrong")
            after = book_form.number_in(form.get("after", ""), pages)
            text = form.get("text", "").strip()[: book_form.LONGEST]
            return lambda session: session.book.insert(after, prompt, text)
        case "export" if what.value in get_args(Format):
            return lambda session: session.book.export((what.value,))  # type: ignore[arg-type]  # one of them
    return None
