"""Whether a PDF is what it should be: it opens, has its pages, its fonts, and a text for each picture.

Knows nothing of how it was made.
"""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

FONT_FILES = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})


def faults_of_pdf(content: bytes, *, pages: int, pictures: int) -> Iterator[str]:
    """What is wrong with it, in a few words each."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=True)
        found = list(reader.pages)
        missing = {font for page in found for font in _fonts_left_out(page)}
        described = len(list(_figures(reader.root_object.get("/StructTreeRoot"))))
    except (PyPdfError, KeyError, ValueError) as error:
        yield f"it does not open ({error})"
        return
    if len(found) != pages:
        yield f"it has {len(found)} pages, not {pages}"
    if missing:
        yield f"its font {min(missing)} is not embedded"
    if described != pictures:
        yield f"{described} of its pictures have a text for those who cannot see them, not {pictures}"


def _fonts_left_out(page: PageObject) -> Iterator[str]:
    for reference in page.get("/Resources", {}).get("/Font", {}).values():
        font = reference.get_object()
        for part in font.get("/DescendantFonts", [font]):
            known = part.get_object().get("/FontDescriptor")
            if font["/Subtype"] != "/Type3" and (known is None or not FONT_FILES & set(known.get_object())):
                yield str(font["/BaseFont"])


def _figures(element: Any) -> Iterator[str]:
    """The texts of all figures below an element of the structure tree."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if one is not None else None
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, DictionaryObject):
            if one.get("/S") == "/Figure" and one.get("/Alt"):
                yield str(one["/Alt"])
            if "/K" in one:
                waiting.append(one["/K"])
