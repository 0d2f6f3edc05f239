"""A mask that takes too much → what of it has the colour that somebody says the thing has, in all its shades.

The name says roughly which colour is meant, the picture which one it is: of the few that the mask's pixels
have, the nearest. Knows no words but the names of colours, and no model.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from .morphology import Mask, closed, components, dilate, filled, opened

Pixels = NDArray[np.float64]
_SAID: Mapping[str, str] = {
    "brown": "saddlebrown",
    "golden": "gold",
    "pink": "hotpink",
    "purple": "rebeccapurple",
    "rosy": "hotpink",
    "scarlet": "red",
}
"""Colours that people do not mean as the web does, or that it has no name for."""
_COLORS = 4
_LEAST = 0.08
"""Of the mask: a colour that covers less is a speck."""
_NEAR, _SHADE = 60.0, 150.0
"""Of 255 a channel: so near is the same colour; so near is a lighter or darker shade of it."""
_HUE, _GREY = 7, 51
"""Of 255: hues of one colour differ less; what has less saturation has no hue to speak of."""
_SMALLEST = 0.15
"""Of the largest part."""


def in_color(mask: Mask, picture: Image.Image, color: str) -> Mask:
    """(h, w) bool: what of a thing's mask, and at its edge, has its colour, such as "red".

    The mask itself where the colour's name is unknown, or hardly anything has it.
    """
    meant = _rgb(color)
    if meant is None or not mask.any():
        return mask
    rgb = picture.convert("RGB")
    pixels, hsv = np.asarray(rgb, dtype=float), np.asarray(rgb.convert("HSV"), dtype=float)
    own = np.linalg.norm(pixels - _nearest(pixels[mask], meant), axis=-1)
    hue = float(np.median(hsv[..., 0][mask & (own < _NEAR)])) if (mask & (own < _NEAR)).any() else 0.0
    apart = np.abs((hsv[..., 0] - hue + 128) % 256 - 128)
    shade = (own < _SHADE) & (apart < _HUE) & (hsv[..., 1] > _GREY)
    radius = max(1, min(picture.size) // 128)
    has = ((own < _NEAR) | shade) & dilate(mask, radius)
    parts = components(filled(opened(closed(has, radius), radius // 2)))
    kept = [part for part in parts if part.sum() > _SMALLEST * parts[0].sum()]
    return np.logical_or.reduce(kept) if kept else mask


def _rgb(color: str) -> Pixels | None:
    try:
        return np.array(ImageColor.getrgb(_SAID.get(color.lower(), color))[:3], dtype=float)
    except ValueError:
        return None


def _nearest(pixels: Pixels, meant: Pixels) -> Pixels:
    """(3,): of the colours that pixels (n, 3) mostly have, the one most like a colour that is meant."""
    row = Image.fromarray(pixels[None].astype(np.uint8)).quantize(_COLORS, kmeans=_COLORS)
    which = np.asarray(row)[0]
    often = [n for n in np.unique(which) if (which == n).mean() >= _LEAST]
    middles = np.array([np.median(pixels[which == n], axis=0) for n in often])
    return np.asarray(middles[np.linalg.norm(_opposed(middles) - _opposed(meant), axis=-1).argmin()])


def _opposed(rgb: Pixels) -> Pixels:
    """Red against green, both against blue, and a little of how light it is."""
    red, green, blue = np.moveaxis(rgb, -1, 0)
    return np.stack([red - green, (red + green) / 2 - blue, rgb.mean(-1) / 2], -1)
