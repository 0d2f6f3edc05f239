"""What a form of the tab Book says → a storyboard, or the pages of a book. Trusts no browser.

A row `n` has the fields `text-n`, `prompt-n`, `second-n`, `layout-n`, `place-n`, and the boxes `out-n` and
`lock-n`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from ..agent.board import Board, Row
from ..agent.pages import Pages
from ..agent.state import Binding, Moment

Form = Mapping[str, str]
NEW = "new"
LONGEST = 2000


class FormError(ValueError):
    """A form that cannot be read; the message is a key of the words."""


@dataclass(frozen=True)
class Changed:
    """A book as its table says."""

    pages: Pages
    title: str
    locked: tuple[str, ...]


def board_in(form: Form, pages: int) -> Board:
    """The storyboard that a form says, in the order of its places; a row without words to paint goes."""
    names = [*map(str, range(1, pages + 1)), NEW]
    kept = [name for name in _in_order(names, form) if form.get(f"prompt-{name}", "").strip()]
    try:
        return Board(title=form.get("title", ""), rows=tuple(_row(name, form) for name in kept))
    except ValidationError as error:
        raise FormError("book_form_wrong") from error


def changed(form: Form, book: Moment, moved: int = 0, by: int = 0) -> Changed:
    """The book that a form says; page `moved` (from 1) goes `by` places further."""
    names = [str(n) for n in range(1, len(book.images) + 1)]
    order = [int(name) - 1 for name in _in_order(names, form)]
    if moved - 1 in order:
        at = order.index(moved - 1)
        order.insert(max(0, at + by), order.pop(at))
    pages = Pages.of(book)
    for n in range(len(book.images)):
        pages = _with_row(pages, n, form)
    try:
        binding = Binding.model_validate(pages.binding.model_dump() | _whole(form))
    except ValidationError as error:
        raise FormError("book_form_wrong") from error
    locked = tuple(id for n, id in enumerate(book.images, start=1) if form.get(f"lock-{n}"))
    arranged = _tidied(replace(pages, binding=binding).arranged(order), book)
    return Changed(arranged, form.get("title", "").strip()[:120] or book.title, locked)


def number_in(text: str, most: int) -> int:
    """A number of a page, 0 to `most`; the nearest where it is none of those."""
    return min(int(text), most) if text.strip().isdecimal() and len(text) < 6 else most


def _row(name: str, form: Form) -> Row:
    return Row(
        prompt=form.get(f"prompt-{name}", ""),
        text=form.get(f"text-{name}", ""),
        second_text=form.get(f"second-{name}", ""),
        layout=form.get(f"layout-{name}") or None,
        was=0 if name == NEW else int(name),
    )


def _in_order(names: Iterable[str], form: Form) -> list[str]:
    """The rows that are not left out, by their places; of two with one place, the moved one comes first."""

    def place(numbered: tuple[int, str]) -> tuple[float, bool]:
        number, name = numbered
        try:
            said = float(form.get(f"place-{name}", ""))
        except ValueError:
            said = number
        return (said if abs(said) < 1000 else number), said == number

    rows = [(n, name) for n, name in enumerate(names, start=1) if not form.get(f"out-{name}")]
    return [name for _, name in sorted(rows, key=place)]


def _with_row(pages: Pages, n: int, form: Form) -> Pages:
    name = n + 1
    if f"text-{name}" in form:
        pages = pages.with_text(n, form[f"text-{name}"].strip()[:LONGEST])
    if f"second-{name}" in form:
        pages = pages.with_second_text(n, form[f"second-{name}"].strip()[:LONGEST])
    if f"layout-{name}" in form:
        pages = pages.with_layout(n, form[f"layout-{name}"] or None)  # type: ignore[arg-type]  # checked after
    return pages


def _whole(form: Form) -> dict[str, object]:
    """What holds for all pages, where the form has it."""
    if "layout" not in form:
        return {}
    return {
        "layout": form["layout"] or None,
        "page_size": form.get("page_size") or None,
        "bleed": bool(form.get("bleed")),
    }


def _tidied(pages: Pages, book: Moment) -> Pages:
    """Without lists of nothing, so that a form that nobody touched changes nothing."""
    seconds, layouts = pages.binding.second_texts, pages.binding.layouts
    binding = pages.binding.model_copy(
        update={"second_texts": seconds if any(seconds) else (), "layouts": layouts if any(layouts) else ()}
    )
    texts = pages.texts if any(pages.texts) or book.texts else ()
    return replace(pages, texts=texts, binding=binding)
