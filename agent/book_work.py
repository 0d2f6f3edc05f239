"""Work on a book page by page, without words: its storyboard before it is painted, its pages afterwards.

Each change is a turn of its own, as if it had been said. Reads no text but what a page is to show.
"""

import secrets
from collections.abc import Callable, Generator, Sequence

from ..models.image_model import ImageModel
from ..tools.assets import Store
from ..tools.book_terms import Format
from ..tools.members import Members
from .approve import first_seed
from .board import Board, Reader, board_of, with_board
from .book_moves import BookError, exported, rebound, repainted, with_page
from .events import Event
from .pages import Pages
from .plan_check import problem_with
from .prepare import prepared
from .request import brief_of_move, new_turn
from .rules import reader
from .state import Brief, Moment, Plan
from .steps import steps_for
from .thread import SessionError, Thread
from .versions import at

Events = Generator[Event, None, None]


class BookWork:
    """The book of one thread. What cannot be done raises `SessionError`, and changes nothing."""

    def __init__(self, turns: Thread, store: Store, painter: ImageModel) -> None:
        self._turns, self._store, self._painter = turns, store, painter

    @property
    def board(self) -> Board | None:
        """The storyboard of the book whose plan waits; None where none does."""
        return board_of(self._turns.state["brief"]) if self._turns.waiting else None

    def approve(self, board: Board) -> Events:
        """Paint the book that waits as a changed storyboard has it."""
        with self._turns.alone():
            asked = self._turns.waiting
            if asked is None or self.board is None:
                raise SessionError("no storyboard waits for an answer; ask for a book, and to see it first")
            brief = with_board(self._turns.state["brief"], board, self._reader())
            seed = first_seed(asked.plan)
            plan = asked.plan.model_copy(update={"steps": steps_for(brief, seed, self._painter.abilities)})
            if problem := problem_with(prepared(plan, seed), brief, self._store):
                raise SessionError(problem)
            yield from self._turns.answer(approved=True, plan=plan, brief=brief)

    def rebind(self, pages: Pages, *, title: str = "", locked: Sequence[str] | None = None) -> Events:
        """The book on the table with these of its pages, in this order, with these texts and locks."""
        return self._worked("change the book", lambda book: rebound(book, pages, title=title, locked=locked))

    def export(self, formats: Sequence[Format]) -> Events:
        """The book on the table as it is, in these formats, and in the one that is read in the page."""
        return self._worked(f"export the book as {', '.join(formats)}", lambda book: exported(book, formats))

    def repaint(self, number: int, prompt: str = "") -> Events:
        """Paint one page (from 1) again, by another prompt or by what it shows; all others stay."""
        return self._worked(
            f"redo page {number}",
            lambda book: repainted(book, number, prompt or self._shown_on(book, number), self._reader()),
        )

    def insert(self, after: int, prompt: str, text: str = "") -> Events:
        """Paint one page more, after page `after` (0 for the front)."""
        return self._worked(
            f"insert a page after {after}: {prompt}",
            lambda book: with_page(book, after, prompt, text, self._reader()),
        )

    def _worked(self, words: str, make: Callable[[Moment], Brief]) -> Events:
        with self._turns.alone():
            state = self._turns.state
            try:
                brief = make(at(state.get("moments", ()), state.get("head", "")))
            except BookError as error:
                raise SessionError(str(error)) from error
            stays = brief_of_move(state, brief.operation, "")
            brief = brief.model_copy(update={"wishes": stays.wishes, "language": stays.language})
            plan = Plan(steps=steps_for(brief, None, self._painter.abilities))
            yield from self._turns.begin(new_turn(secrets.token_hex(6), words, preset=brief, given=plan))

    def _reader(self) -> Reader:
        return reader(self._painter.vocabulary, Members(self._store.folder).listed())

    def _shown_on(self, book: Moment, number: int) -> str:
        """What a page shows, as far as that is known; else what it tells."""
        if not 1 <= number <= len(book.images):
            return "nothing"  # the page is asked for next, and is not there
        shown = {seen.id: seen.shows for seen in self._turns.state.get("seen", ())}
        return shown.get(book.images[number - 1]) or (book.texts[number - 1] if book.texts else "")
