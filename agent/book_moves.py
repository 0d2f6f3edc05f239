"""The book on the table changed as a program asks: its pages so, one painted again, one more. Paints nothing.

What a sentence asks of a book is read in `phrasebook/`; here nothing is read but what a page shows.
"""

from collections.abc import Sequence

from ..tools.book_terms import Format
from .board import Reader
from .pages import Pages
from .state import Brief, ImageUse, Moment, Output, output_name


class BookError(ValueError):
    """A change that cannot be made in a book; one sentence: value, expectation, remedy."""


def rebound(book: Moment, pages: Pages, *, title: str = "", locked: Sequence[str] | None = None) -> Brief:
    """The book with these of its pages, in this order, with these texts; without paint.

    Only locks that change bind nothing anew.
    """
    _check(book)
    if foreign := [id for id in pages.images if id not in book.images]:
        raise BookError(f"{foreign[0][:40]!r} is no page of the book; its pages are {', '.join(book.images)}")
    if len(set(pages.images)) < len(pages.images) or not pages.images:
        raise BookError(f"a book of the pages {', '.join(pages.images) or 'none'}: name each page once")
    gone = [id for id in book.locked if id in book.images and id not in pages.images]
    if gone and (locked is None or set(gone) & set(locked)):
        number = book.images.index(gone[0]) + 1
        raise BookError(f"page {number} is locked and cannot go; unlock it first")
    same = pages == Pages.of(book) and title in ("", book.title)
    locks = None if locked is None else tuple(id for id in pages.images if id in locked)
    return Brief(
        task="edit",
        operation="lock" if same else "edit",
        title=title or book.title,
        locks=locks if locks is not None or not same else book.locked,
        **pages.in_brief,
    )


def exported(book: Moment, formats: Sequence[Format]) -> Brief:
    """The book as it is, in these formats, and in the one that is read in the page."""
    _check(book)
    wanted = (*dict.fromkeys((*formats, "html")),)
    binding = book.binding.model_copy(update={"formats": wanted})
    pages = Pages(book.images, book.texts, binding)
    return Brief(task="edit", operation="edit", title=book.title, **pages.in_brief)


def repainted(book: Moment, number: int, prompt: str, reader: Reader) -> Brief:
    """Page `number` (from 1) painted again by a prompt; all others stay as they are, byte for byte."""
    _check(book)
    if not 1 <= number <= len(book.images):
        raise BookError(f"the book has {len(book.images)} pages, no page {number}; name one that it has")
    text = book.texts[number - 1] if book.texts else ""
    page = _page(book, prompt, text, reader)
    source = ImageUse(id=book.images[number - 1], role="source")
    return _painted(book, page, Pages.of(book), source)


def with_page(book: Moment, after: int, prompt: str, text: str, reader: Reader) -> Brief:
    """One more page, after page `after` (0 for the front)."""
    _check(book)
    page = _page(book, prompt, text, reader)
    at = max(0, min(after, len(book.images)))
    return _painted(book, page, Pages.of(book).with_new(at, output_name(1), text))


def _check(book: Moment) -> None:
    if not book.title or not book.images:
        raise BookError("no book lies on the table; make one first, or go back to one")


def _page(book: Moment, prompt: str, text: str, reader: Reader) -> Output:
    sheets = tuple(ImageUse(id=id, role="reference") for id in book.sheets)
    cast = Brief(task="picture_book", operation="book", images=sheets)
    return reader.page(cast, prompt).model_copy(update={"text": text})


def _painted(book: Moment, page: Output, pages: Pages, *source: ImageUse) -> Brief:
    like = tuple(ImageUse(id=id, role="reference") for id in page.like)
    return Brief(
        task="edit",
        operation="reuse_character" if like else "generate",
        images=(*like, *source),
        outputs=(page,),
        title=book.title,
        **pages.in_brief,
    )
