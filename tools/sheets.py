"""What a sheet of a book is: what stands where on it, in millimetres, for every format of files alike."""

import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from ..models.upscaler import LANCZOS, Upscaler
from .book_terms import Layout
from .passages import Passage
from .print_resolution import for_screens
from .text_fitting import sizes_from

Align = Literal["center", "start"]
BLEED = 3.0


@dataclass(frozen=True)
class Box:
    """A place on a sheet (mm) from its left upper corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Shown:
    """A picture in its box, of the same proportions; `radius` of its corners and a white `border` (mm)."""

    image: Image.Image
    alt: str
    box: Box
    radius: float = 0
    border: float = 0
    upscaler: Upscaler = LANCZOS

    @property
    def jpeg(self) -> bytes:
        """The picture as screens show it."""
        return for_screens(self.image, self.box.width, self.box.height, self.upscaler)


@dataclass(frozen=True)
class Leaf:
    """One picture (RGB), what it shows, and its texts: none, one, or one in each of two languages.

    `layout` is that of its page, where it is not that of the book; `upscaler` enlarges the picture for print.
    """

    picture: Image.Image
    alt: str
    passages: tuple[Passage, ...]
    layout: Layout | None = None
    upscaler: Upscaler = LANCZOS

    @property
    def png(self) -> bytes:
        """The picture as it was painted."""
        buffer = io.BytesIO()
        self.picture.save(buffer, "PNG")
        return buffer.getvalue()

    def shown(self, box: Box, radius: float = 0, border: float = 0) -> Shown:
        """The picture in its box."""
        return Shown(self.picture, self.alt, box, radius, border, self.upscaler)


@dataclass(frozen=True)
class Written:
    """Texts in their box, at most `size` points large; `veil` is a ground of its own, more or less opaque,
    and `inset` the room (mm) between its edge and the text."""

    passages: tuple[Passage, ...]
    box: Box
    size: float
    ink: str
    align: Align = "center"
    vertical: Literal["top", "middle"] = "middle"
    is_title: bool = False
    veil: str = ""
    opacity: float = 0
    inset: float = 0


@dataclass(frozen=True)
class Sheet:
    """One side of paper; `folio` is the page number that is seen. A picture without alt is an ornament."""

    name: str
    paper: str
    ink: str
    shown: Shown | None = None
    written: Written | None = None
    folio: str = ""


@dataclass(frozen=True)
class Format:
    """The trimmed size of a book's sheets (mm)."""

    width: float
    height: float

    @property
    def margin(self) -> float:
        """At the sides and on top."""
        return 0.075 * min(self.width, self.height)

    @property
    def content(self) -> Box:
        """Where framed pictures and texts stand; the page number is below."""
        return Box(self.margin, self.margin, self.width - 2 * self.margin, self.height - 2.35 * self.margin)

    @property
    def gap(self) -> float:
        """Between picture and text."""
        return 0.6 * self.margin

    @property
    def sizes(self) -> list[float]:
        """Type sizes (pt), the most wanted first: smaller paper, smaller type."""
        return sizes_from(21 * (min(self.width, self.height) / 210) ** 0.5)


def contained(picture: Image.Image, room: Box) -> Box:
    """The largest box of the picture's proportions in a room, in its middle."""
    scale = min(room.width / picture.width, room.height / picture.height)
    width, height = picture.width * scale, picture.height * scale
    return Box(room.left + (room.width - width) / 2, room.top + (room.height - height) / 2, width, height)
