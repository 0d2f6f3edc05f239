"""The first two sheets of a book: its cover and its title page. Knows no format of files."""

from dataclasses import replace

from PIL import Image

from .palette import palette_of
from .passages import Passage
from .sheets import Box, Format, Leaf, Sheet, Written, contained
from .text_fitting import text_height

TITLE_SIZES = (46.0, 40.0, 34.0, 28.0, 23.0, 18.0)
BOLD = 1.1
"""How much wider bold letters run."""


def cover(title: Passage, first: Leaf, format: Format) -> Sheet:
    """The title above the first picture, framed in white on cloth."""
    palette, margin = palette_of(first.picture), format.margin
    room = Box(margin, margin, format.content.width, format.height - 2 * margin)
    size = _size(title, room.width, 0.34 * room.height, (min(format.width, format.height) / 210) ** 0.5)
    high = min(text_height([title], room.width, size * BOLD), 0.5 * room.height)
    border = 0.2 * margin
    below = Box(
        room.left + border,
        room.top + high + format.gap + border,
        room.width - 2 * border,
        room.height - high - format.gap - 2 * border,
    )
    box = contained(first.picture, below)
    spare = (below.height - box.height) / 2
    words = Box(room.left, room.top + spare, room.width, high)
    written = Written((title,), words, size, palette.ink, is_title=True)
    shown = first.shown(box, radius=0.35 * margin, border=border)
    return Sheet("cover", palette.cloth, palette.ink, shown, written)


def title_page(title: Passage, first: Leaf, format: Format, dedication: Passage | None = None) -> Sheet:
    """The title once more, small, with whom the book is for, over a round detail of the first picture."""
    palette, room = palette_of(first.picture), format.content
    side = 0.34 * min(room.width, room.height)
    words = replace(room, top=format.height * 0.2, height=format.height * 0.26)
    size = _size(title, words.width, words.height, 0.62)
    round_box = Box((format.width - side) / 2, format.height * 0.52, side, side)
    shown = replace(first.shown(round_box, radius=side / 2), image=_middle(first.picture), alt="")
    passages = (title, dedication) if dedication else (title,)
    return Sheet("title", palette.paper, palette.ink, shown, Written(passages, words, size, palette.ink))


def _size(title: Passage, width: float, height: float, scale: float) -> float:
    sizes = [size * scale for size in TITLE_SIZES]
    fitting = (size for size in sizes if text_height([title], width, size * BOLD) <= height)
    return next(fitting, sizes[-1])


def _middle(picture: Image.Image) -> Image.Image:
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))
