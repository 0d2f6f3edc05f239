"""The formats a book comes in, each made from its sheets and checked. Knows nothing of the store."""

from collections.abc import Iterator, Mapping, Sequence

from .book_article import article
from .book_checks import check
from .book_comic import comic
from .book_epub import epub
from .book_html import html
from .book_slides import slides
from .book_terms import Format
from .typesetting import Printed, typeset
from .volume import Volume

PRINTED = frozenset({"pdf", "pages", "cbz"})


def files_of(
    volume: Volume, name: str, formats: Sequence[Format], *, bleed: bool
) -> tuple[Mapping[str, bytes], str]:
    """The files of a book called `name` (relative path → content), checked, and a remark."""
    printed = typeset(volume, bleed=bleed) if PRINTED & set(formats) else Printed(b"", (), "")
    files = {path: content for format in formats for path, content in _made(volume, name, format, printed)}
    check(files, volume)
    return files, printed.note


def _made(volume: Volume, name: str, format: Format, printed: Printed) -> Iterator[tuple[str, bytes]]:
    match format:
        case "pdf":
            yield f"{name}.pdf", printed.pdf
        case "html":
            yield f"{name}.html", html(volume)
        case "pages":
            for sheet, page in zip(volume.sheets, printed.pages, strict=True):
                yield f"pages/{sheet.name}.png", page
        case "epub":
            yield f"{name}.epub", epub(volume)
        case "cbz":
            yield f"{name}.cbz", comic(printed.pages)
        case "markdown":
            yield from article(volume, name).items()
        case "pptx":
            yield f"{name}.pptx", slides(volume)
