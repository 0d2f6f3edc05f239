"""Pictures in the resolution of print and of screens, by an upscaler where they have too few pixels.

What was enlarged for one file of a book is kept for the next. Knows no page.
"""

import io
import math
from functools import lru_cache

from PIL import Image

from ..models.upscaler import LANCZOS, Factor, Upscaler

DOTS_PER_INCH = 300
ON_SCREEN = 150
"""Dots an inch: as sharp as screens show a page that fills them."""
MM_PER_INCH = 25.4
KEPT = 96
"""Enlarged pictures, as JPEG: a book of twelve pages in some layouts."""


def at_print_resolution(
    picture: Image.Image, width: float, height: float, upscaler: Upscaler = LANCZOS
) -> Image.Image:
    """The picture with at least 300 dots an inch when it is printed `width` × `height` mm.

    It is enlarged twice or four times, and what is missing or too much then is left to Lanczos.
    """
    columns, rows = _dots(width, height, DOTS_PER_INCH)
    if picture.width >= columns and picture.height >= rows:
        return picture
    factor: Factor = 4 if max(columns / picture.width, rows / picture.height) > 2 else 2
    return upscaler.enlarge(picture, factor).resize((columns, rows), Image.Resampling.LANCZOS)


def for_print(picture: Image.Image, width: float, height: float, upscaler: Upscaler = LANCZOS) -> bytes:
    """The picture (RGB) `at_print_resolution`, as JPEG."""
    return _printed(picture.size, picture.tobytes(), width, height, upscaler)


def for_screens(picture: Image.Image, width: float, height: float, upscaler: Upscaler = LANCZOS) -> bytes:
    """The picture (RGB) with 150 dots an inch on its page, as JPEG: enlarged like for print, then scaled."""
    printed = Image.open(io.BytesIO(for_print(picture, width, height, upscaler)))
    columns, rows = _dots(width, height, ON_SCREEN)
    return _jpeg(printed.resize((columns, rows), Image.Resampling.LANCZOS))


@lru_cache(maxsize=KEPT)
def _printed(size: tuple[int, int], pixels: bytes, width: float, height: float, upscaler: Upscaler) -> bytes:
    return _jpeg(at_print_resolution(Image.frombytes("RGB", size, pixels), width, height, upscaler))


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


def _dots(width: float, height: float, per_inch: int) -> tuple[int, int]:
    columns, rows = (math.ceil(side / MM_PER_INCH * per_inch) for side in (width, height))
    return columns, rows
