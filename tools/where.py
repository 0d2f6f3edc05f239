"""Where in a picture: a mask's picture, a box or a word → which pixels of it may change. Paints nothing."""

from typing import Annotated

import numpy as np
from PIL import Image
from pydantic import Field

from ..models.morphology import Mask
from .arguments import ImageId
from .described import shown
from .tool import Bench, ToolError
from .words_seen import mask_of_words

Fraction = Annotated[float, Field(ge=0, le=1)]
Part = tuple[Fraction, Fraction, Fraction, Fraction]
"""A box: left, top, width and height in fractions of the picture's sides."""
MASK = "id of a picture whose white may change, stretched over the whole picture"
BOX = "the part that may change: left, top, width and height, in fractions of the picture's sides"


def mask_of(bench: Bench, id: ImageId, size: tuple[int, int]) -> Mask:
    """The white of a stored picture, stretched over `size`; (h, w) bool."""
    grey = bench.picture(id).image.convert("L").resize(size, Image.Resampling.BILINEAR)
    mask = np.asarray(grey) > 127
    if not mask.any():
        raise ToolError(f"the mask {id} has no white, so nothing may change; give one with a white part")
    return mask


def mask_of_box(box: Part, size: tuple[int, int]) -> Mask:
    """A box's pixels in a picture of that size; (h, w) bool."""
    left, top, width, height = box
    mask = np.zeros(size[::-1], dtype=bool)
    columns = slice(round(left * size[0]), round((left + width) * size[0]))
    rows = slice(round(top * size[1]), round((top + height) * size[1]))
    mask[rows, columns] = True
    if not mask.any():
        raise ToolError(f"the box {box} covers no pixel of {size[0]}×{size[1]}; give it a width and a height")
    return mask


def place(
    bench: Bench,
    image: ImageId,
    size: tuple[int, int],
    *,
    mask: ImageId | None = None,
    box: Part | None = None,
    where: str | None = None,
) -> Mask | None:
    """The part of a picture that may change, as a mask, a box or a word says it; None where nothing does."""
    if mask:
        return mask_of(bench, mask, size)
    if box:
        return mask_of_box(box, size)
    return mask_of_words(bench, shown(bench, image, None), where) if where else None


def as_picture(mask: Mask) -> Image.Image:
    """A mask as black and white RGB."""
    return Image.fromarray(mask.astype(np.uint8) * 255).convert("RGB")
