"""Pictures and texts → a picture book in the project's exports, in the formats that were asked for."""

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .arguments import ImageId
from .book_formats import files_of
from .book_terms import Format, Layout, PageSize
from .enlarging import as_painted, upscaler_of
from .files import slug
from .passages import Passage, language_of, printable
from .sheets import Leaf
from .tool import Bench, Tool, ToolResult
from .volume import bound

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
PageText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Dedication = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Alt = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]

SECOND_SCALE = 0.86
DEDICATION_SCALE = 0.55
SAY_IT_ALL = frozenset({"generate", "compose", "image_set", "layout"})
"""Tools whose prompt says the whole picture; that of others says only what changes."""


class Page(BaseModel):
    """One page of a book: a picture and its text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: ImageId = Field(description="id of the picture on this page")
    text: PageText = Field(default="", description="what the page says, plain text")
    second_text: PageText = Field(default="", description="the same in a second language")
    layout: Layout | None = Field(default=None, description="how this page is laid out; else as the book is")
    alt: Alt = Field(
        default="",
        description="what the picture shows, for those who cannot see it; else the prompt that painted it",
    )


class Book(Tool):
    """Make a picture book from existing pictures: a cover with the title and the first picture, a title page,
    then a page for each picture with its text, or its texts in two languages. Gives a PDF, an HTML file and
    a picture of every page, or what `formats` names.
    """

    title: Title = Field(description="the title on the cover")
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=64)] = Field(
        description="the pages in their order"
    )
    dedication: Dedication = Field(
        default="", description="whom it is for, such as “For Lena”; on the title page"
    )
    cover: ImageId | None = Field(default=None, description="the picture on the cover; else the first page's")
    layout: Layout = Field(
        default="above",
        description="the picture above its text, beside it, or full-bleed with the text on it",
    )
    page_size: PageSize = Field(default="square", description="upright or oblong as the layout needs it")
    bleed: bool = Field(
        default=False, description="for a print shop: 3 mm of bleed and crop marks in the PDF"
    )
    formats: Annotated[tuple[Format, ...], Field(min_length=1)] = Field(
        default=("pdf", "html", "pages"),
        description="files to make; “pages” is a PNG of each page, “markdown” an illustrated article",
    )
    language: Language | None = Field(
        default=None, description="language of the texts, such as “de”; left out, told by their letters"
    )

    def run(self, bench: Bench) -> ToolResult:
        """Export the book into a new folder, its files in the order of the formats."""
        leaves = [self._leaf(bench, number) for number in range(1, len(self.pages) + 1)]
        bench.check_cancelled()
        front, dedication = self._front(bench), self._dedicated()
        volume = bound(self._passage(self.title), leaves, self.layout, self.page_size, front, dedication)
        bench.check_cancelled()
        files, note = files_of(volume, slug(self.title), self.formats, bleed=self.bleed)
        bench.check_cancelled()
        return ToolResult(files=bench.export(self.title, files), note=note)

    def _dedicated(self) -> Passage | None:
        passage = self._passage(self.dedication)
        return replace(passage, scale=DEDICATION_SCALE) if self.dedication else None

    def _front(self, bench: Bench) -> Leaf | None:
        if self.cover is None:
            return None
        alt = _painted_from(bench, self.cover) or self.title
        picture, upscaler = bench.picture(self.cover).image, upscaler_of(bench, self.cover)
        return Leaf(picture, " ".join(printable(alt).split()), (), upscaler=upscaler)

    def _leaf(self, bench: Bench, number: int) -> Leaf:
        page = self.pages[number - 1]
        texts = [self._passage(page.text)] if page.text else []
        if page.second_text:
            scale = SECOND_SCALE if texts else 1
            texts.append(Passage(printable(page.second_text), language_of(page.second_text), scale))
        picture = bench.picture(page.image).image
        alt = page.alt or _painted_from(bench, page.image) or page.text or f"Picture of page {number}"
        upscaler = upscaler_of(bench, page.image)
        return Leaf(picture, " ".join(printable(alt).split()), tuple(texts), page.layout, upscaler)

    def _passage(self, text: str) -> Passage:
        return Passage(printable(text), self.language or language_of(text))


def _painted_from(bench: Bench, image: str) -> str:
    record = as_painted(bench.store, image)
    tool = (record.call or {}).get("tool")
    return str((record.request or {}).get("prompt", "")) if tool in SAY_IT_ALL else ""
