"""A picture in the resolution of print. The one place to put a better enlarger in. Knows no page."""

import math

from PIL import Image

DOTS_PER_INCH = 300
MM_PER_INCH = 25.4


def at_print_resolution(picture: Image.Image, width: float, height: float) -> Image.Image:
    """The picture with at least 300 dots an inch when it is printed `width` × `height` mm."""
    columns, rows = (math.ceil(side / MM_PER_INCH * DOTS_PER_INCH) for side in (width, height))
    if picture.width >= columns and picture.height >= rows:
        return picture
    return picture.resize((columns, rows), Image.Resampling.LANCZOS)
