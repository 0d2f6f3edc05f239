"""Ways to put a picture and its texts on a sheet: picture above, beside, or over all of it.

A layout is a function Leaf → Sheet, or None where the texts don't fit with the picture: they go on in sheets
of their own. Knows no format of files.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from .book_terms import Layout
from .full_bleed import full_bleed
from .palette import palette_of
from .sheets import Align, Box, Format, Leaf, Sheet, Written, contained
from .text_fitting import LINE, MM_PER_POINT, divided, fitting_size, text_height

PICTURE_SHARES = (0.62, 0.56, 0.5, 0.45, 0.42)
"""How much of a sheet's height a picture keeps above a text, for each type size."""
MOST_CENTRED = 9
"""Lines; more of them are read with ease only where each begins at the same place."""
READING_SIZE = 13.0
"""The type size (pt) of long texts."""


def sheets_of(leaf: Leaf, number: int, layout: Layout, format: Format) -> Iterator[Sheet]:
    """The sheet of a leaf, and those that its text goes on in."""
    lay_out = LAYOUTS[layout]
    if sheet := lay_out(leaf, number, format):
        yield sheet
        return
    alone = lay_out(replace(leaf, passages=()), number, format)
    assert alone is not None  # a picture alone fits
    yield alone
    yield from _text_sheets(leaf, number, format)


def above(leaf: Leaf, number: int, format: Format) -> Sheet | None:
    """The picture in the middle, its text below: centred where it is short enough to be read like that."""
    room, palette = format.content, palette_of(leaf.picture)
    width = min(room.width, 0.9 * format.width)
    size, high = 0.0, 0.0
    for size, share in zip(format.sizes, PICTURE_SHARES, strict=True):
        high = text_height(leaf.passages, width, size)
        if high <= (1 - share) * room.height - format.gap:
            break
    else:
        return None
    gap = format.gap if leaf.passages else 0
    box = contained(leaf.picture, replace(room, height=room.height - high - gap))
    top = room.top + (room.height - box.height - gap - high) / 2
    shown = leaf.shown(replace(box, top=top), radius=_radius(format))
    words = Box((format.width - width) / 2, top + box.height + gap, width, high)
    align: Align = "center" if high <= MOST_CENTRED * LINE * size * MM_PER_POINT else "start"
    written = Written(leaf.passages, words, size, palette.ink, align, "top") if leaf.passages else None
    return Sheet(f"page-{number}", palette.paper, palette.ink, shown, written, str(number))


def beside(leaf: Leaf, number: int, format: Format) -> Sheet | None:
    """The picture where reading begins, its text beside it."""
    room, palette = format.content, palette_of(leaf.picture)
    share = 0.56 if leaf.passages else 1
    box = contained(leaf.picture, replace(room, width=share * room.width))
    if not leaf.passages:
        shown = leaf.shown(box, radius=_radius(format))
        return Sheet(f"page-{number}", palette.paper, palette.ink, shown, folio=str(number))
    box = replace(box, left=room.left)
    words = Box(box.left + box.width + 1.6 * format.gap, room.top, 0, room.height)
    words = replace(words, width=room.left + room.width - words.left)
    size = fitting_size(leaf.passages, words.width, words.height, format.sizes)
    if size is None:
        return None
    if leaf.passages[0].direction == "rtl":
        box, words = _mirrored(box, format), _mirrored(words, format)
    shown = leaf.shown(box, radius=_radius(format))
    written = Written(leaf.passages, words, size, palette.ink, align="start")
    return Sheet(f"page-{number}", palette.paper, palette.ink, shown, written, str(number))


LAYOUTS: Mapping[Layout, Callable[[Leaf, int, Format], Sheet | None]] = {
    "above": above,
    "beside": beside,
    "full-bleed": full_bleed,
}


def _text_sheets(leaf: Leaf, number: int, format: Format) -> Iterator[Sheet]:
    """Text alone: large where all of it fits on one sheet, otherwise over as many as it needs.

    The number of the page is on the sheet of its picture only.
    """
    room, palette = format.content, palette_of(leaf.picture)
    sizes = [size for size in format.sizes if size >= READING_SIZE]
    parts = [
        (part, size)
        for passage in leaf.passages
        for size in [fitting_size([passage], room.width, room.height, sizes) or READING_SIZE]
        for part in divided(passage, room.width, room.height, size)
    ]
    for more, (part, size) in enumerate(parts, start=2):
        written = Written((part,), room, size, palette.ink, align="start", vertical="top")
        yield Sheet(f"page-{number}-{more}", palette.paper, palette.ink, written=written)


def _mirrored(box: Box, format: Format) -> Box:
    return replace(box, left=format.width - box.left - box.width)


def _radius(format: Format) -> float:
    return 0.3 * format.margin
