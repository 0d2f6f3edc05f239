"""Where a painted picture shows something else than its source. Knows no painter and no words.

A painter's VAE is soft: between a picture and its repainting every pixel differs a little. So the source
is compared as the painter sees it, where that is known, and thin differences along edges are let go.
"""

import numpy as np
from PIL import Image, ImageFilter

from .morphology import Mask, closed, opened, reached

_STRONG, _WEAK = 34.0, 15.0  # of 255: what surely changed, and what belongs to it beside it
_SCALE = 128  # differences are seen at this fraction of the shorter side
_NOISES = 5.0


def change_map(seen: Image.Image, result: Image.Image) -> Mask:
    """(h, w) bool: what changed from `seen`, the source as the painter sees it, to `result`.

    Signed differences are smoothed, so that an edge that is only softer cancels out; a strong difference
    then takes the weaker ones with it that hang together with it (hysteresis, as Canny 1986).
    """
    radius = max(1.0, min(seen.size) / _SCALE)
    difference = _difference(seen, result, radius)
    noise = float(np.median(difference))  # most of the picture is unchanged, or else all of it counts
    weak = max(_WEAK, min(_NOISES * noise, _STRONG))
    thin = max(1, round(radius / 2))
    strong = opened(difference > max(_STRONG, weak), thin)
    return closed(reached(strong, difference > weak), round(2 * radius))


def _difference(seen: Image.Image, result: Image.Image, radius: float) -> np.ndarray:
    """(h, w) float32 in 0..255: the largest of the channels' smoothed differences."""
    smooth = ImageFilter.GaussianBlur(radius)
    one, other = (np.asarray(image.filter(smooth), dtype=np.float32) for image in (seen, result))
    return np.asarray(np.abs(one - other).max(-1))
