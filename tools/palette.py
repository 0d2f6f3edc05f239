"""Colours of a book from its pictures: paper, cover and ink in the picture's hue; contrast by WCAG 2.2.

Knows no page.
"""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

GREY = 0.03  # below this saturation a mean colour has no hue to speak of
CREAM = 0.11


@dataclass(frozen=True)
class Palette:
    """A pale paper, a cover's cloth and a dark ink, all as #rrggbb."""

    paper: str
    cloth: str
    ink: str


def palette_of(picture: Image.Image) -> Palette:
    """In the mean hue of the picture."""
    red, green, blue = picture.resize((1, 1), Image.Resampling.BOX).tobytes()
    hue, _, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < GREY:
        hue = CREAM
    return Palette(_hex(hue, 0.95, 0.5), _hex(hue, 0.84, 0.4), _hex(hue, 0.16, 0.35))


def rgb(color: str) -> tuple[int, int, int]:
    """#rrggbb → 0 … 255 each."""
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


def luminance(pixels: NDArray[np.float64] | Sequence[int]) -> NDArray[np.float64]:
    """Relative luminance of sRGB, (..., 3) in 0 … 255 → (...) in 0 … 1."""
    share = np.asarray(pixels, dtype=np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def least_contrast(ink: str, pixels: NDArray[np.float64]) -> float:
    """The contrast ratio (1 … 21) of an ink with that of the pixels (..., 3) it stands out from least."""
    grounds = luminance(pixels)
    own = luminance(rgb(ink))
    lighter, darker = np.maximum(grounds, own), np.minimum(grounds, own)
    return float(((lighter + 0.05) / (darker + 0.05)).min())


def _hex(hue: float, lightness: float, saturation: float) -> str:
    channels = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
