"""The layout with the picture over all of a sheet and the text on its calmest place. Knows no file format."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PIL import Image

from .calm_area import calm_area
from .palette import palette_of, rgb
from .passages import Passage
from .sheets import BLEED, Box, Format, Leaf, Sheet, Written
from .text_fitting import text_height

MOST_COVERED = 0.42
"""The share of a picture's height that a text may cover."""
MOST_CROPPED = 1 / 3
WIDTHS = (0.86, 0.6, 0.42)


def full_bleed(leaf: Leaf, number: int, format: Format) -> Sheet | None:
    """The picture over all of the sheet and a little more, its text on the calmest place."""
    palette = palette_of(leaf.picture)
    whole = Box(-BLEED, -BLEED, format.width + 2 * BLEED, format.height + 2 * BLEED)
    picture = covering(leaf.picture, whole.width / whole.height, palette.paper)
    sheet = Sheet(f"page-{number}", palette.paper, palette.ink, replace(leaf.shown(whole), image=picture))
    if not leaf.passages:
        return sheet
    padding = 0.35 * format.margin
    tried = ((size, list(_shapes(leaf.passages, size, padding, format))) for size in format.sizes)
    size, shapes = next(((size, shapes) for size, shapes in tried if shapes), (0, []))
    if not shapes:
        return None
    area = calm_area(_trimmed(picture, format), shapes, palette)
    box = Box(
        area.left * format.width,
        area.top * format.height,
        area.width * format.width,
        area.height * format.height,
    )
    written = Written(leaf.passages, box, size, area.ink, veil=area.veil, opacity=area.opacity, inset=padding)
    return replace(sheet, written=written)


def covering(picture: Image.Image, ratio: float, paper: str) -> Image.Image:
    """The picture in other proportions: cropped at the sides, or with paper beside it if much were lost."""
    width, height = picture.size
    covered = (min(width, round(height * ratio)), min(height, round(width / ratio)))
    if covered[0] * covered[1] >= (1 - MOST_CROPPED) * width * height:
        left, top = (width - covered[0]) // 2, (height - covered[1]) // 2
        return picture.crop((left, top, left + covered[0], top + covered[1]))
    canvas = Image.new(
        "RGB", (max(width, round(height * ratio)), max(height, round(width / ratio))), rgb(paper)
    )
    canvas.paste(picture)
    return canvas


def _shapes(
    passages: Sequence[Passage], size: float, padding: float, format: Format
) -> Iterator[tuple[float, float]]:
    """Wide and low, or narrow and high: the shapes (fractions of the sheet) a text of this size may take."""
    for width in WIDTHS:
        high = text_height(passages, width * format.width - 2 * padding, size) + 2 * padding
        if high <= MOST_COVERED * format.height:
            yield width, high / format.height


def _trimmed(picture: Image.Image, format: Format) -> Image.Image:
    """What is left of a picture with bleed when the sheet is cut."""
    side = BLEED / (format.width + 2 * BLEED) * picture.width
    edge = BLEED / (format.height + 2 * BLEED) * picture.height
    return picture.crop((int(side), int(edge), round(picture.width - side), round(picture.height - edge)))
