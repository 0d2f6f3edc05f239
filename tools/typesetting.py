"""Typeset a picture book: pictures and words → PDF, page pictures, and one self-contained HTML file.

Knows nothing of the store; pages come as pixels and plain text.
"""

import base64
import colorsys
import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import typst
from PIL import Image

TEMPLATES = resources.files(__package__) / "templates"
PRINT_SIDE = 1024
GREY = 0.03  # below this saturation a mean colour has no hue to speak of
CREAM = 0.11
PAGE_PPI = 124  # 210 mm → 1025 pixels


@dataclass(frozen=True)
class Leaf:
    """One page: a picture (RGB) and the plain text below it."""

    picture: Image.Image
    text: str


@dataclass(frozen=True)
class Printed:
    """A finished book: the PDF, a PNG of each of its pages with the cover first, the HTML, a remark."""

    pdf: bytes
    pages: tuple[bytes, ...]
    html: bytes
    note: str


def typeset(title: str, leaves: Sequence[Leaf]) -> Printed:
    """Set a book with a cover, which shows the first picture."""
    with tempfile.TemporaryDirectory(prefix="triptych-book-") as folder:
        _write_sources(Path(folder), title, leaves)
        compiler = typst.Compiler(Path(folder) / "book.typ", root=Path(folder))
        pages = compiler.compile(format="png", ppi=PAGE_PPI)
        pdf, note = _pdf(compiler)
    assert isinstance(pages, list)  # typst gives a list where there is more than one page
    return Printed(pdf, tuple(pages), _html(title, leaves), note)


def _write_sources(folder: Path, title: str, leaves: Sequence[Leaf]) -> None:
    pages = []
    for n, leaf in enumerate(leaves):
        file = f"{n}.jpg"
        _for_print(leaf.picture).save(folder / file, quality=95, subsampling=0)
        width, height = leaf.picture.size
        pages.append({"file": file, "width": width, "height": height, "text": leaf.text, **_colors(leaf)})
    book = {"title": title, "title-size": _title_size(title), "cover": pages[0], "pages": pages}
    (folder / "book.json").write_text(json.dumps(book), encoding="utf-8")
    (folder / "book.typ").write_bytes((TEMPLATES / "book.typ").read_bytes())


def _pdf(compiler: typst.Compiler) -> tuple[bytes, str]:
    """PDF/A, which demands a glyph for every letter; a plain PDF and a remark where the fonts lack some."""
    note = ""
    try:
        pdf = compiler.compile(format="pdf", pdf_standards="a-2u")
    except typst.TypstError as error:
        if "could not be displayed" in error.message:
            note = _missing_glyph(error.message)
        pdf = compiler.compile(format="pdf")
    assert isinstance(pdf, bytes)
    return pdf, note


def _missing_glyph(message: str) -> str:
    text = message.split("`")[1]
    return (
        f"the fonts on this machine have no letters for {text}, so boxes stand in the book; install a font "
        "that has them (for Chinese, Japanese and Korean: fonts-noto-cjk) and make the book again"
    )


def _html(title: str, leaves: Sequence[Leaf]) -> bytes:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((TEMPLATES / "book.html.jinja").read_text(encoding="utf-8"))
    pages = [_html_page(leaf) for leaf in leaves]
    return template.render(title=title, cover=pages[0], pages=pages).encode()


def _html_page(leaf: Leaf) -> dict[str, Any]:
    buffer = io.BytesIO()
    leaf.picture.save(buffer, "PNG", optimize=True)
    data = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    ratio = round(leaf.picture.width / leaf.picture.height, 4)
    return {"text": leaf.text, "data": data, "ratio": ratio, **_colors(leaf)}


def _for_print(picture: Image.Image) -> Image.Image:
    """Enlarged smoothly here, since PDF viewers show single pixels as squares."""
    scale = PRINT_SIDE / max(picture.size)
    if scale <= 1:
        return picture
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.Resampling.BICUBIC)


def _colors(leaf: Leaf) -> dict[str, str]:
    """In the mean hue of the picture: a pale paper (tint), a cover's cloth, a dark ink."""
    red, green, blue = leaf.picture.resize((1, 1), Image.Resampling.BOX).tobytes()
    hue, _, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < GREY:
        hue = CREAM
    return {"tint": _hex(hue, 0.95, 0.5), "cloth": _hex(hue, 0.84, 0.4), "ink": _hex(hue, 0.16, 0.35)}


def _hex(hue: float, lightness: float, saturation: float) -> str:
    channels = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _title_size(title: str) -> int:
    """Points: long titles are set smaller so that the picture keeps its room."""
    return 46 if len(title) <= 24 else 36 if len(title) <= 60 else 24
