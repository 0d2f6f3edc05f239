"""Pictures and texts → a picture book in the project's exports: PDF, HTML and a picture of each page."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .arguments import ImageId
from .files import slug
from .tool import Bench, Tool, ToolResult
from .typesetting import Leaf, Printed, typeset

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
PageText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Page(BaseModel):
    """One page of a book: a picture and the text below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: ImageId = Field(description="id of the picture on this page")
    text: PageText = Field(default="", description="what stands below the picture, plain text")


class Book(Tool):
    """Make a picture book from existing pictures: a cover with the title and the first picture, then a page
    for each picture with its text. Gives a PDF, an HTML file and a picture of every page.
    """

    title: Title = Field(description="the title on the cover")
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=64)] = Field(
        description="the pages in their order"
    )

    def run(self, bench: Bench) -> ToolResult:
        """Export the book into a new folder: the PDF first, then the HTML, then the pages."""
        leaves = [Leaf(bench.picture(page.image).image, page.text) for page in self.pages]
        bench.check_cancelled()
        printed = typeset(self.title, leaves)
        bench.check_cancelled()
        return ToolResult(files=bench.export(self.title, self._files(printed)), note=printed.note)

    def _files(self, printed: Printed) -> dict[str, bytes]:
        name = slug(self.title)
        files = {f"{name}.pdf": printed.pdf, f"{name}.html": printed.html}
        cover, *pages = printed.pages
        files["pages/cover.png"] = cover
        return files | {f"pages/page-{n}.png": page for n, page in enumerate(pages, start=1)}
