"""A picture in the resolution of print, by an upscaler where it has too few pixels. Knows no page."""

import math

from PIL import Image

from ..models.upscaler import LANCZOS, Factor, Upscaler

DOTS_PER_INCH = 300
MM_PER_INCH = 25.4


def at_print_resolution(
    picture: Image.Image, width: float, height: float, upscaler: Upscaler = LANCZOS
) -> Image.Image:
    """The picture with at least 300 dots an inch when it is printed `width` × `height` mm.

    It is enlarged twice or four times, and what is missing or too much then is left to Lanczos.
    """
    columns, rows = (math.ceil(side / MM_PER_INCH * DOTS_PER_INCH) for side in (width, height))
    if picture.width >= columns and picture.height >= rows:
        return picture
    factor: Factor = 4 if max(columns / picture.width, rows / picture.height) > 2 else 2
    return upscaler.enlarge(picture, factor).resize((columns, rows), Image.Resampling.LANCZOS)
