"""What may be chosen of a book: files, layouts, sizes. Knows no book."""

from typing import Literal

Format = Literal["pdf", "html", "pages", "epub", "cbz", "markdown", "pptx"]
Layout = Literal["above", "beside", "full-bleed"]
PageSize = Literal["square", "a4", "a5", "letter"]
