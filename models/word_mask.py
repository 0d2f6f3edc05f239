"""A coarse heat or a box → a mask as sharp as the picture: the picture's own colours say where a thing ends.

After GrabCut (Rother et al. 2004), with colour histograms and smoothing in the place of a graph cut. Knows no
words and no model.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .morphology import Mask, closed, components, filled, opened
from .vision_model import Box

_MIDDLE, _STEEPNESS = (
    0.4,
    8.0,
)  # the heat at which a pixel is as likely in as out, and how soon it is surely so
_BINS = 12  # of each colour channel
_ROUNDS = 4
_RIM = 0.25
_HOT = 0.7
_LEAST_PART = 0.15  # of the largest part


def mask_from_heat(heat: NDArray[np.float32], picture: Image.Image) -> Mask:
    """(h, w) bool for a heat (h, w) in 0..1 of a picture of that size; at least one pixel.

    Colours that are frequent where it is hot pull their pixels in, others are pushed out.
    """
    prior = 1 / (1 + np.exp(-_STEEPNESS * (heat - _MIDDLE)))
    colors, smooth = _colors(picture), max(1.0, min(picture.size) / 128)
    inside = prior
    for _ in range(_ROUNDS):
        within, without = _histogram(colors, inside), _histogram(colors, 1 - inside)
        likely = prior * within[colors] / (prior * within[colors] + (1 - prior) * without[colors])
        inside = _smoothed(likely, smooth)
    radius = round(1.5 * smooth)
    mask = filled(opened(closed(inside > 0.5, radius), round(smooth)))
    return _hot_parts(mask, heat)


def mask_in_box(box: Box, picture: Image.Image) -> Mask:
    """(h, w) bool for a box round a thing in a picture: its middle is surely the thing, its rim hardly is."""
    (width, height), heat = picture.size, np.zeros(picture.size[::-1], dtype=np.float32)
    left, right = (round(side * width) for side in box[::2])
    top, bottom = (round(side * height) for side in box[1::2])
    across, down = (np.hanning(side + 2)[1:-1] for side in (max(1, right - left), max(1, bottom - top)))
    rows, columns = slice(top, top + len(down)), slice(left, left + len(across))
    inside = heat[rows, columns]
    inside[:] = (_RIM + (1 - _RIM) * np.outer(down, across))[: inside.shape[0], : inside.shape[1]]
    return mask_from_heat(heat, picture)


def _hot_parts(mask: Mask, heat: NDArray[np.float32]) -> Mask:
    """The parts that hold something hot; where there is none, the hottest pixels."""
    parts = components(mask)
    hot = [part for part in parts if part.sum() > _LEAST_PART * parts[0].sum() and heat[part].max() > _HOT]
    return np.logical_or.reduce(hot) if hot else heat >= min(_HOT, float(heat.max()))


def _colors(picture: Image.Image) -> NDArray[np.int64]:
    """(h, w): the number of each pixel's bin, without specks."""
    pixels = np.asarray(picture.convert("RGB").filter(ImageFilter.MedianFilter(3)), dtype=np.int64)
    red, green, blue = np.moveaxis(pixels * _BINS // 256, -1, 0)
    return np.asarray((red * _BINS + green) * _BINS + blue)


def _histogram(colors: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each colour, none quite 0."""
    counts = np.bincount(colors.ravel(), weight.ravel(), _BINS**3)
    return np.asarray(counts / max(float(weight.sum()), 1e-9) + 1e-5)


def _smoothed(share: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    image = Image.fromarray((share * 255).round().astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float64) / 255
