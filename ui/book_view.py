"""What the tab Book shows of a thread: a storyboard that waits, pages that are being painted, or the book.

Values for the templates; knows no widgets and writes no HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ..agent.state import Binding, Moment, Plan
from ..agent.versions import at
from ..tools.book_terms import Format, Layout, PageSize
from .keyed import Piece
from .markup import markup
from .scene import Scene
from .view import WAITING, PictureView, TurnView

LAYOUTS: tuple[Layout, ...] = get_args(Layout)
SIZES: tuple[PageSize, ...] = get_args(PageSize)
FORMATS: Mapping[Format, str] = {
    "pdf": "PDF",
    "epub": "EPUB",
    "html": "HTML",
    "pptx": "PowerPoint",
    "cbz": "CBZ",
    "markdown": "Markdown",
}
SUFFIX: Mapping[Format, str] = {"markdown": "md"}


@dataclass(frozen=True)
class RowView:
    """A line of the table: number of the page, its picture ("" before it is painted), what can be changed."""

    number: int
    image: str
    prompt: str
    text: str
    second_text: str
    layout: Layout | None
    locked: bool = False
    seen: str = ""


def pieces(scene: Scene) -> list[Piece]:
    """The tab."""
    language, last = scene.language, scene.last
    if last and (rows := board_rows(scene)):
        return [
            ("board", markup("storyboard", language, rows=rows, title=_title(last.plan), layouts=LAYOUTS))
        ]
    if scene.busy and last and last.is_book and last.pictures:
        return list(_painted(last, scene))
    book = at(scene.history.moments, scene.history.head)
    return list(_book(book, scene)) if book.title else [("empty", markup("book_empty", language))]


def board_rows(scene: Scene) -> list[RowView]:
    """The storyboard that waits for an answer; nothing where none does."""
    last = scene.last
    return list(planned_rows(last.plan)) if last and last.outcome == WAITING else []


def planned_rows(plan: Plan) -> Iterator[RowView]:
    """The pages of a book that a plan paints anew; nothing where it keeps pages, or binds none."""
    prompts = {
        name: step.arguments.get("prompt") or "; ".join(step.arguments.get("prompts", ()))
        for step in plan.steps
        for name in step.outputs
    }
    pages: list[dict[str, Any]] = next(
        (step.arguments["pages"] for step in plan.steps if step.tool == "book"), []
    )
    if not all(page["image"] in prompts for page in pages):
        return
    for number, page in enumerate(pages, start=1):
        second, layout = page.get("second_text", ""), page.get("layout")
        yield RowView(number, "", prompts[page["image"]], page["text"], second, layout)


def rows_of(book: Moment, scene: Scene) -> Iterator[RowView]:
    """The pages of the book on the table."""
    known = {picture.id: picture for picture in scene.table}
    none = PictureView()
    for n, image in enumerate(book.images):
        picture = known.get(image, none)
        yield RowView(
            n + 1,
            image,
            picture.caption,
            book.texts[n] if n < len(book.texts) else "",
            book.binding.second_texts[n] if book.binding.second_texts else "",
            book.binding.layouts[n] if book.binding.layouts else None,
            image in book.locked,
            picture.seen,
        )


def _book(book: Moment, scene: Scene) -> Iterator[Piece]:
    """Head with files, the book to read, who is in it, its table, a new page."""
    files, language = _files(scene, book), scene.language
    yield "head", markup("book_head", language, book=book, files=files, formats=FORMATS, suffix=SUFFIX)
    if read := files.get("html"):
        yield "read", markup("book_read", language, title=book.title, url=read)
    if cast := _cast(book, scene):
        yield "cast", markup("book_cast", language, cast=cast)
    rows = list(rows_of(book, scene))
    yield (
        "table",
        markup(
            "book_table",
            language,
            book=book,
            rows=rows,
            layouts=LAYOUTS,
            sizes=SIZES,
            binding=_binding(book.binding),
            busy=scene.busy,
        ),
    )
    yield "new", markup("book_new", language, pages=len(rows), busy=scene.busy)


def _painted(turn: TurnView, scene: Scene) -> Iterator[Piece]:
    """Pages as they come, one piece each."""
    yield "title", markup("book_title", scene.language, title=turn.title)
    for number, picture in enumerate(turn.pictures, start=1):
        yield f"page-{number}", markup("book_page", scene.language, number=number, picture=picture)


def _cast(book: Moment, scene: Scene) -> list[PictureView]:
    """The front views of who is in the book, with what they show."""
    slots = {slot.id: slot for turn in scene.turns for slot in turn.slots if slot.id}
    return [slots.get(id) or PictureView(id=id) for id in book.sheets]


def _files(scene: Scene, book: Moment) -> dict[str, str]:
    """The files of this version of the book; a lock, or another format, leaves earlier ones as they are."""
    turns = {one.turn: one for one in scene.turns}
    moments = {one.turn: one for one in scene.history.moments}
    files: dict[str, str] = {}
    now: Moment | None = book
    while now and _content(now) == _content(book):
        files = (dict(turns[now.turn].files) if now.turn in turns else {}) | files
        now = moments.get(now.parent)
    return files


def _content(book: Moment) -> object:
    """What a reader would see of it."""
    return book.title, book.images, book.texts, book.binding.model_copy(update={"formats": ()})


def _binding(binding: Binding) -> dict[str, object]:
    return {"layout": binding.layout, "page_size": binding.page_size, "bleed": binding.bleed}


def _title(plan: Plan) -> str:
    return next((str(step.arguments["title"]) for step in plan.steps if step.tool == "book"), "")
