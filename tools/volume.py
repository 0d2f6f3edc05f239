"""A book ready for any format of files: its sheets in their order.

They are a cover, a title page, and a sheet a picture, with those that its text goes on in.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .book_terms import Layout, PageSize
from .covers import cover, title_page
from .fonts import Face, faces_for
from .page_layouts import sheets_of
from .passages import Passage
from .sheets import Format, Leaf, Sheet

SIZES: dict[PageSize, tuple[float, float]] = {
    "square": (210, 210),
    "a4": (210, 297),
    "a5": (148, 210),
    "letter": (215.9, 279.4),
}
"""Portrait, in mm."""


@dataclass(frozen=True)
class Volume:
    """A book: its title, the leaves it was made from, and the sheets they became."""

    title: Passage
    leaves: tuple[Leaf, ...]
    format: Format
    sheets: tuple[Sheet, ...]
    dedication: Passage | None = None

    @property
    def texts(self) -> tuple[Passage, ...]:
        """All that is said in it, the title first."""
        first = (self.title, self.dedication) if self.dedication else (self.title,)
        return (*first, *(passage for leaf in self.leaves for passage in leaf.passages))

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """Fonts for readers whose machines may have none for these texts."""
        return tuple(faces_for((passage.language, passage.words) for passage in self.texts))

    @property
    def pictures(self) -> int:
        """How many sheets show a picture that somebody who cannot see it is told of."""
        return sum(sheet.shown is not None and bool(sheet.shown.alt) for sheet in self.sheets)


def bound(
    title: Passage,
    leaves: Sequence[Leaf],
    layout: Layout,
    page_size: PageSize,
    front: Leaf | None = None,
    dedication: Passage | None = None,
) -> Volume:
    """Lay out a book; `front` is on the cover and the title page, where that is not its first picture, and
    `dedication` below the title there.
    """
    format, front = _format(page_size, layout, leaves), front or leaves[0]
    sheets = [cover(title, front, format), title_page(title, front, format, dedication)]
    for number, leaf in enumerate(leaves, start=1):
        sheets += sheets_of(leaf, number, leaf.layout or layout, format)
    return Volume(title, tuple(leaves), format, tuple(sheets), dedication)


def _format(page_size: PageSize, layout: Layout, leaves: Sequence[Leaf]) -> Format:
    """Upright for pictures above their text, oblong for those beside it, or as full-bleed pictures are."""
    width, height = SIZES[page_size]
    shapes = [math.log(leaf.picture.width / leaf.picture.height) for leaf in leaves]
    if layout == "beside" or (layout == "full-bleed" and sum(shapes) > 0):
        width, height = height, width
    return Format(width, height)
