"""A book as one HTML file that works offline: pages are flipped, texts can be selected, print is one page a
sheet. Knows nothing of the store.
"""

import base64
from collections.abc import Callable

import jinja2

from .fonts import families
from .text_fitting import MM_PER_POINT
from .volume import Volume


def environment(mm: Callable[[float], str]) -> jinja2.Environment:
    """The templates of books, with lengths in millimetres and points written by `mm`."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("triptych.tools"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals.update(mm=mm, points=lambda size: mm(size * MM_PER_POINT))
    return made


def html(volume: Volume) -> bytes:
    """The book as one file, its pictures and fonts within."""
    template = environment(_in_css).get_template("book.html.jinja")
    sources = [_data(sheet.shown.jpeg, "image/jpeg") if sheet.shown else "" for sheet in volume.sheets]
    sheets = list(zip(volume.sheets, sources, strict=True))
    faces = [(face, _data(face.woff, "font/woff")) for face in volume.faces]
    known = {"title": volume.title, "format": volume.format, "families": families(volume.faces)}
    return template.render(known, sheets=sheets, faces=faces).encode()


def _in_css(length: float) -> str:
    return f"calc({length:.3f} * var(--mm))"


def _data(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
