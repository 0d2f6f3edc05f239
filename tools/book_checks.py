"""Whether the files of a book are what they should be, read again from their bytes. Mends nothing."""

import base64
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError
from pptx import Presentation

from .pdf_check import faults_of_pdf
from .tool import ToolError
from .volume import Volume

LINK = re.compile(r"!\[(?:\\.|[^\]\\])*\]\(([^)]+)\)")
OPF = "{http://www.idpf.org/2007/opf}"
JPEG_DATA = "data:image/jpeg;base64,"


def check(files: Mapping[str, bytes], volume: Volume) -> None:
    """Raise `ToolError` for the first file with a fault."""
    for name, content in files.items():
        kind = name.rpartition(".")[2]
        fault = next(FAULTS[kind](content, volume, files), "")
        if fault:
            raise ToolError(
                f"the book's file {name!r} came out wrong: {fault}; expected one that opens and is whole; "
                "make the book without that format, or report this"
            )


def _pdf(content: bytes, volume: Volume, _: Mapping[str, bytes]) -> Iterator[str]:
    yield from faults_of_pdf(content, pages=len(volume.sheets), pictures=volume.pictures)


def _picture(content: bytes, *_: object) -> Iterator[str]:
    try:
        Image.open(io.BytesIO(content)).verify()
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        yield f"it is no picture ({error})"


def _html(content: bytes, volume: Volume, _: Mapping[str, bytes]) -> Iterator[str]:
    page = _Page()
    page.feed(content.decode())
    if page.sheets != len(volume.sheets):
        yield f"it has {page.sheets} pages, not {len(volume.sheets)}"
    for source in page.sources:
        if not source.startswith(JPEG_DATA):
            yield f"it needs the file {source[:60]!r}"
        else:
            yield from _picture(base64.b64decode(source.removeprefix(JPEG_DATA)))


def _markdown(content: bytes, volume: Volume, files: Mapping[str, bytes]) -> Iterator[str]:
    links = LINK.findall(content.decode())
    if len(links) != len(volume.leaves):
        yield f"it shows {len(links)} pictures, not {len(volume.leaves)}"
    yield from (f"its picture {link!r} is not there" for link in links if link not in files)


def _archive(content: bytes) -> zipfile.ZipFile | None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        return None if archive.testzip() else archive
    except zipfile.BadZipFile:
        return None


def _comic(content: bytes, volume: Volume, _: Mapping[str, bytes]) -> Iterator[str]:
    archive = _archive(content)
    if archive is None:
        yield "it does not open"
        return
    if len(archive.namelist()) != len(volume.sheets):
        yield f"it has {len(archive.namelist())} pages, not {len(volume.sheets)}"
    for name in archive.namelist():
        yield from _picture(archive.read(name))


def _epub(content: bytes, volume: Volume, _: Mapping[str, bytes]) -> Iterator[str]:
    archive = _archive(content)
    if archive is None or archive.namelist()[0] != "mimetype":
        yield "it does not open, or does not say first what it is"
        return
    package = ElementTree.fromstring(archive.read("book/package.opf"))
    listed = {f"book/{item.get('href')}" for item in package.iter(f"{OPF}item")}
    spine = len(list(package.iter(f"{OPF}itemref")))
    if spine != len(volume.sheets):
        yield f"it has {spine} pages, not {len(volume.sheets)}"
    yield from (f"it lacks {entry!r}" for entry in sorted(listed - set(archive.namelist())))
    for entry in sorted(name for name in listed if name.endswith(".xhtml")):
        for element in ElementTree.fromstring(archive.read(entry)).iter():
            source = element.get("src")
            if source and posixpath.join("book", source) not in listed:
                yield f"the picture {source!r} of {entry!r} is not there"


def _slides(content: bytes, volume: Volume, _: Mapping[str, bytes]) -> Iterator[str]:
    try:
        made = Presentation(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        yield f"it does not open ({error})"
        return
    if len(made.slides) != len(volume.sheets):
        yield f"it has {len(made.slides)} slides, not {len(volume.sheets)}"
    for slide in made.slides:
        for shape in slide.shapes:
            if hasattr(shape, "image"):
                yield from _picture(shape.image.blob)


FAULTS: Mapping[str, Callable[[bytes, Volume, Mapping[str, bytes]], Iterator[str]]] = {
    "pdf": _pdf,
    "png": _picture,
    "html": _html,
    "md": _markdown,
    "cbz": _comic,
    "epub": _epub,
    "pptx": _slides,
}
"""File extension → what is wrong with such a file, in a few words each."""


class _Page(HTMLParser):
    """Counts the sheets of an HTML book and collects what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets = 0
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Both are told by the opening tag."""
        self.sheets += tag == "section"
        self.sources += [value for name, value in attrs if name in ("src", "href") and value]
