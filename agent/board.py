"""The storyboard of a book as a value: got from a brief, changed row by row before anything is painted.

Sentences, outlines, pasted stories and pictures that are there all become a brief first. Paints nothing and
reads no words: who is seen on a new page is found by a `Reader`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Protocol

from pydantic import Field, StringConstraints

from ..tools.book_terms import Layout
from .state import Binding, Brief, Check, Output, Value, output_name

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
MOST_ROWS = 64


class Row(Value):
    """A page: what it says, perhaps in two languages, what is painted on it, and how it is laid out.

    `was` is the number of the page that it comes from, 0 for a new one.
    """

    prompt: Said
    text: Words = ""
    second_text: Words = ""
    layout: Layout | None = None
    was: int = Field(default=0, ge=0)


class Board(Value):
    """A whole book before it is painted."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_ROWS)]


class Reader(Protocol):
    """Knows whom a sentence shows."""

    def page(self, brief: Brief, prompt: str) -> Output:
        """What is painted by a sentence in a book with this cast."""
        ...


def board_of(brief: Brief) -> Board | None:
    """The storyboard of a book; None where a brief makes none, or keeps pages that are painted."""
    if brief.operation != "book" or brief.keeps or not brief.outputs:
        return None
    pages = len(brief.outputs)
    seconds = brief.binding.second_texts or ("",) * pages
    layouts = brief.binding.layouts or (None,) * pages
    rows = (
        Row(prompt=page.prompt, text=page.text, second_text=second, layout=layout, was=number)
        for number, (page, second, layout) in enumerate(
            zip(brief.outputs, seconds, layouts, strict=True), start=1
        )
    )
    return Board(title=brief.title, rows=tuple(rows))


def with_board(brief: Brief, board: Board, reader: Reader) -> Brief:
    """The brief of the book as the board has it; a page whose prompt stayed keeps its checks and sheets."""
    places = {row.was: place for place, row in enumerate(board.rows, start=1) if row.was}
    pages = [_page(brief, row, reader) for row in board.rows]
    outputs = [_compared(page, place, places) for place, page in enumerate(pages, start=1)]
    return brief.model_copy(
        update={
            "title": board.title,
            "outputs": tuple(outputs),
            "binding": _bound(brief.binding, board.rows),
            "waits": False,
        }
    )


def _page(brief: Brief, row: Row, reader: Reader) -> Output:
    old = brief.outputs[row.was - 1] if 0 < row.was <= len(brief.outputs) else None
    page = old if old and old.prompt == row.prompt else reader.page(brief, row.prompt)
    return page.model_copy(update={"text": row.text})


def _compared(page: Output, place: int, places: Mapping[int, int]) -> Output:
    """The page with its comparisons where the others stand now; with none that comes after it."""
    return page.model_copy(update={"checks": tuple(_checks(page.checks, place, places))})


def _checks(checks: Sequence[Check], place: int, places: Mapping[int, int]) -> Iterator[Check]:
    for check in checks:
        number = check.of.removeprefix("picture:")
        if number == check.of or not number.isdecimal():
            yield check
        elif (now := places.get(int(number), place)) < place:
            yield check.model_copy(update={"of": output_name(now)})


def _bound(binding: Binding, rows: Sequence[Row]) -> Binding:
    seconds, layouts = tuple(row.second_text for row in rows), tuple(row.layout for row in rows)
    return binding.model_copy(
        update={
            "second_texts": seconds if any(seconds) else (),
            "layouts": layouts if any(layouts) else (),
        }
    )
