"""A book's sheets → a PDF and a picture of each page, set by typst. Knows nothing of the store.

The PDF is tagged for screen readers (PDF/UA-1) and for archives (PDF/A-2a), with its fonts embedded.
"""

import io
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from .fonts import FOLDERS
from .passages import Passage
from .print_resolution import for_print
from .sheets import BLEED, Sheet, Written
from .text_fitting import MM_PER_POINT
from .volume import Volume

TEMPLATES = resources.files(__package__) / "templates"
PAGE_PPI = 124  # 210 mm → 1025 pixels
STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")


@dataclass(frozen=True)
class Printed:
    """A finished book: the PDF, a PNG of each of its sheets, a remark."""

    pdf: bytes
    pages: tuple[bytes, ...]
    note: str


def typeset(volume: Volume, *, bleed: bool) -> Printed:
    """Set a book; with `bleed`, its PDF is larger than the trimmed pages and has crop marks."""
    with tempfile.TemporaryDirectory(prefix="triptych-book-") as folder:
        fonts = typst.Fonts(font_paths=[*FOLDERS])
        _write_sources(Path(folder), volume, fonts)
        compiler = typst.Compiler(Path(folder) / "book.typ", root=Path(folder), font_paths=fonts)
        pages = compiler.compile(format="png", ppi=PAGE_PPI)
        pdf, note = _pdf(compiler, bleed=bleed)
    assert isinstance(pages, list)  # a cover and a title page at least
    return Printed(_with_bleed_boxes(pdf) if bleed else pdf, tuple(pages), note)


def _write_sources(folder: Path, volume: Volume, fonts: typst.Fonts) -> None:
    sheets = [_sheet(folder, sheet) for sheet in volume.sheets]
    book = {
        "title": _passage(volume.title),
        **asdict(volume.format),
        "margin": volume.format.margin,
        "bleed": BLEED,
        "scripts": [family for family in fonts.families() if family.startswith("Noto Sans ")],
        "sheets": sheets,
    }
    (folder / "book.json").write_text(json.dumps(book), encoding="utf-8")
    (folder / "book.typ").write_bytes((TEMPLATES / "book.typ").read_bytes())


def _sheet(folder: Path, sheet: Sheet) -> Mapping[str, Any]:
    values: dict[str, Any] = {"paper": sheet.paper, "ink": sheet.ink, "folio": sheet.folio}
    values |= {"shown": None, "written": _written(sheet.written) if sheet.written else None}
    if shown := sheet.shown:
        file = f"{sheet.name}.jpg"
        size = (shown.box.width, shown.box.height)
        (folder / file).write_bytes(for_print(shown.image, *size, shown.upscaler))
        box, border = asdict(shown.box), shown.border
        values["shown"] = {
            "file": file,
            "alt": shown.alt,
            "box": box,
            "radius": shown.radius,
            "border": border,
        }
    return values


def _written(written: Written) -> Mapping[str, Any]:
    passages = [_passage(passage) for passage in written.passages]
    return asdict(written) | {"passages": passages}


def _passage(passage: Passage) -> Mapping[str, Any]:
    said = {"direction": passage.direction, "paragraphs": passage.paragraphs}
    return asdict(passage) | said


def _pdf(compiler: typst.Compiler, *, bleed: bool) -> tuple[bytes, str]:
    """To the standards, which demand a glyph for every letter; else a plain PDF and a remark."""
    inputs, note = {"for-print": "yes" if bleed else "no"}, ""
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=[*STANDARDS], sys_inputs=inputs)
    except typst.TypstError as error:
        note = _remark(error.message)
        pdf = compiler.compile(format="pdf", sys_inputs=inputs)
    assert isinstance(pdf, bytes)
    return pdf, note


def _remark(message: str) -> str:
    if "could not be displayed" not in message and "codepoint" not in message:
        return (
            f"the PDF opens, but does not keep to the standards for archives and screen readers ({message})"
        )
    text = message.split("`")[1]
    return (
        f"the fonts on this machine have no letters for {text}, so boxes stand in the book; install a font "
        "that has them and make the book again"
    )


def _with_bleed_boxes(pdf: bytes) -> bytes:
    """Typst says where to cut, but not where the paint ends: the crop marks are outside of that."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    edge = BLEED / MM_PER_POINT
    for page in writer.pages:
        trim = page.trimbox
        page.bleedbox = RectangleObject(
            (trim.left - edge, trim.bottom - edge, trim.right + edge, trim.top + edge)
        )
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
