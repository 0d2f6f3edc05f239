"""At which size a vision model sees a picture: what a token covers, and how many there may be.

Knows no weights. The embedded model is trained on what `seen` gives.
"""

from PIL import Image
from qwen_vl_utils.vision_process import smart_resize, to_rgb  # type: ignore[import-untyped]

from .card import VisionCard
from .vision_model import VisionError


def seen(image: Image.Image, card: VisionCard, token: int) -> Image.Image:
    """RGB, transparent parts white, in whole visual tokens of `token`² pixels."""
    rgb: Image.Image = to_rgb(image)
    size = card.picture_size or _capped(rgb.width, rgb.height, token, card.max_visual_tokens)
    return rgb if rgb.size == size else rgb.resize(size, Image.Resampling.BICUBIC)


def _capped(width: int, height: int, token: int, most: int) -> tuple[int, int]:
    """The nearest size of the same shape with at most `most` tokens."""
    try:
        rows, columns = smart_resize(height, width, token, 4 * token**2, most * token**2)
    except ValueError as error:
        raise VisionError(
            f"a picture of {width}×{height} pixels is too long and thin to be looked at; crop it"
        ) from error
    # smart_resize rounds the short side of a very long picture down to nothing.
    return _within(columns, token, most), _within(rows, token, most)


def _within(side: int, token: int, most: int) -> int:
    return min(max(side, token), most * token)
