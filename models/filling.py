"""What a picture may have behind a part of it: the colours round about, flowing into the gap.

Push-pull of an image pyramid (Gortler et al. 1996, The Lumigraph). Smooth: a painter makes detail of it.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .morphology import Mask

Colors = NDArray[np.float32]


def without_part(picture: Image.Image, part: Mask) -> Image.Image:
    """The RGB picture with other colours in the part, (h, w) bool; all else as it was.

    A part that is the whole picture becomes black.
    """
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    known = (~part).astype(np.float32)[..., None]
    filled = _filled(pixels * known, known)
    return Image.fromarray(np.where(part[..., None], filled.round().clip(0, 255), pixels).astype(np.uint8))


def _filled(colors: Colors, weight: Colors) -> Colors:
    """(h, w, 3) of colours times weight (h, w, 1) in 0..1: half the size says what lacks weight."""
    height, width = weight.shape[:2]
    if (weight >= 1).all() or max(height, width) == 1:
        return colors
    sums, weights = _halved(colors), _halved(weight)
    share = np.where(weights > 1, 1 / np.maximum(weights, 1), 1).astype(np.float32)
    pulled = _doubled(_filled(sums * share, weights * share))[:height, :width]
    return colors + (1 - weight) * pulled


def _halved(values: Colors) -> Colors:
    """Sums of 2 × 2; an odd last row or column stands alone."""
    height, width = values.shape[:2]
    even = np.pad(values, ((0, height % 2), (0, width % 2), (0, 0)))
    blocks = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2, -1)
    return np.asarray(blocks.sum((1, 3)), dtype=np.float32)


def _doubled(values: Colors) -> Colors:
    height, width = values.shape[:2]
    size = 2 * width, 2 * height
    channels = [Image.fromarray(values[..., n]).resize(size, Image.Resampling.BILINEAR) for n in range(3)]
    return np.stack([np.asarray(channel) for channel in channels], -1)
