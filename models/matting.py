"""A mask with a rough edge → how much of each pixel of its rim is the thing, and the thing's colour there.

Each pixel of the rim is compared with colours that are surely the thing and surely not, in all directions
(after robust matting, Wang and Cohen 2007, without its graph). Knows no words and no model.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .morphology import Mask, dilate, erode

Colors = NDArray[np.float32]
_FAR = 60.0
"""Of 255: so far from every colour of the thing, a pixel is like none of them."""
_ALIKE = 24.0
"""Thing and surroundings that differ less cannot be told from each other: there the mask is believed."""
_DIRECTIONS = 12


def cut_out(picture: Image.Image, thing: Mask, rim: int) -> Image.Image:
    """RGBA: the thing (h, w) bool without what was behind it; opaque and as it was but for `rim` pixels.

    No more than two pixels round the mask are taken in.
    """
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    sure, never = erode(thing, rim), ~dilate(thing, rim)
    unsure = dilate(thing, 2) & ~sure
    (inside, _), (outside, behind) = (_nearest(pixels, known, unsure, rim) for known in (sure, never))
    inside = np.minimum(inside, _FAR)
    share = np.clip((outside / np.maximum(inside + outside, 1e-3) - 0.3) / 0.4, 0, 1)
    alpha = np.where(np.maximum(inside, outside) < _ALIKE, thing, share)
    alpha = np.where(sure, 1, _smooth(alpha * dilate(thing, 2), max(1, rim // 4)))
    own = (pixels - (1 - alpha[..., None]) * behind) / np.maximum(alpha[..., None], 0.1)
    colors = np.where((alpha < 1)[..., None], own, pixels)
    layers = np.concatenate([colors, 255 * alpha[..., None]], -1)
    return Image.fromarray(layers.round().clip(0, 255).astype(np.uint8), "RGBA")


def _smooth(share: NDArray[np.float64], radius: int) -> NDArray[np.float64]:
    """Without specks, and with a soft edge."""
    image = Image.fromarray((share * 255).round().astype(np.uint8))
    even = image.filter(ImageFilter.MedianFilter(2 * radius + 1))
    return np.asarray(even.filter(ImageFilter.GaussianBlur(radius / 2)), dtype=np.float64) / 255


def _nearest(pixels: Colors, known: Mask, unsure: Mask, rim: int) -> tuple[NDArray[np.float32], Colors]:
    """How far (h, w), of 255, an unsure pixel is from the known one near it most like it, and its colour."""
    rows, columns = np.nonzero(unsure)
    own = pixels[unsure]
    nearest, colors = np.full(len(own), 255.0, dtype=np.float32), own.copy()
    for down, right in _ways(rim):
        there = (rows + down).clip(0, known.shape[0] - 1), (columns + right).clip(0, known.shape[1] - 1)
        far = np.abs(own - pixels[there]).max(-1)
        nearer = known[there] & (far < nearest)
        nearest[nearer], colors[nearer] = far[nearer], pixels[there][nearer]
    distance, behind = np.full(known.shape, 255.0, dtype=np.float32), pixels.copy()
    distance[unsure], behind[unsure] = nearest, colors
    return distance, behind


def _ways(rim: int) -> Iterator[tuple[int, int]]:
    """To all sides, as far as the rim is wide and twice as far."""
    for turn in np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS:
        for far in (rim, 1.5 * rim, 2 * rim, 3 * rim):
            yield round(far * np.sin(turn)), round(far * np.cos(turn))
