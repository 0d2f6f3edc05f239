"""What the tests of books share: a project with pictures of several shapes, and readers of what came out."""

import io
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from fakes import FakePainter
from PIL import Image, ImageDraw
from pypdf import PdfReader
from triptych.tools.assets import Store
from triptych.tools.book_terms import Layout, PageSize
from triptych.tools.passages import Passage, language_of
from triptych.tools.sheets import Leaf
from triptych.tools.tool import Bench, ToolResult, make_call
from triptych.tools.volume import Volume, bound

SHAPES = (((256, 256), "#f4a340"), ((384, 192), "#203060"), ((96, 288), "white"))


def bench_with_pictures(folder: Path) -> Bench:
    store = Store(folder)
    for size, color in SHAPES:
        store.add(Image.new("RGB", size, color))
    return Bench(store, FakePainter())


def make(bench: Bench, title: str, *texts: str, **arguments: Any) -> ToolResult:
    pages = [{"image": f"i{1 + n % 3}", "text": text} for n, text in enumerate(texts)]
    return make_call("book", {"title": title, "pages": pages, **arguments}).run(bench)


def passage(text: str) -> Passage:
    return Passage(text, language_of(text))


def volume(*texts: str, layout: Layout = "above", page_size: PageSize = "square") -> Volume:
    leaves = [
        Leaf(Image.new("RGB", *SHAPES[n % 3]), f"picture {n}", (passage(text),) if text else ())
        for n, text in enumerate(texts)
    ]
    return bound(passage("The Fox"), leaves, layout, page_size)


def scene(size: tuple[int, int], sky: str = "#a8d0f0") -> Image.Image:
    """A sky with nothing in it over a ground full of stripes."""
    picture = Image.new("RGB", size, sky)
    draw = ImageDraw.Draw(picture)
    for x in range(0, size[0], 8):
        color = "#203010" if x % 16 else "#f0e040"
        draw.rectangle((x, size[1] // 2, x + 7, size[1]), fill=color)
    return picture


def pdf_of(result: ToolResult) -> PdfReader:
    return PdfReader(io.BytesIO(of_kind(result, ".pdf").read_bytes()))


def of_kind(result: ToolResult, suffix: str) -> Path:
    return next(path for path in result.files if path.suffix == suffix)


def words(result: ToolResult) -> list[str]:
    """The text of each page of its PDF."""
    return [" ".join(page.extract_text().split()) for page in pdf_of(result).pages]


class Html(HTMLParser):
    """Collects the tags, the sources of images and the text of each kind of element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.sources: list[str] = []
        self.alts: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self._texts: dict[str, str] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open = tag
        self.attributes.append(dict(attrs))
        self.sources += [value for name, value in attrs if name == "src" and value]
        self.alts += [value or "" for name, value in attrs if name == "alt"]

    def handle_data(self, data: str) -> None:
        self._texts[self._open] = self._texts.get(self._open, "") + data

    def text(self, tag: str) -> str:
        return self._texts[tag].strip()
