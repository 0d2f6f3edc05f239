"""Where in a picture a text can stand: the calmest place by local contrast, and an ink that is read there.

Knows pixels and fractions of a page; knows no text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .palette import Palette, least_contrast, rgb

GRID = 96
MARGIN = 0.06
LIGHT = "#fffdf6"
READABLE = 4.5
"""The contrast ratio of text with its ground that WCAG 2.2 asks for."""
MIDDLE = 3.0
"""How much more it matters what is covered in the middle, where most pictures show what they are about."""
SUBJECT = 0.5
"""How much it matters to cover somebody: however smooth a coat is, no text stands on it."""
SHADES = 6
"""Steps of a channel in which colours are told apart."""
OFTEN = 0.05
"""The share of a picture's edge that a colour has which is of the background."""


@dataclass(frozen=True)
class CalmArea:
    """A place in fractions of the page, an ink, and a veil below the text where the ground needs one."""

    left: float
    top: float
    width: float
    height: float
    ink: str
    veil: str = ""
    opacity: float = 0


def calm_area(page: Image.Image, shapes: Sequence[tuple[float, float]], palette: Palette) -> CalmArea:
    """The calmest place of one of the shapes (width, height), with what makes a text readable there."""
    places = [(*_calmest(page, width, height), width, height) for width, height in shapes]
    _, left, top, width, height = min(places)
    box = (left * page.width, top * page.height, (left + width) * page.width, (top + height) * page.height)
    pixels = np.asarray(page.crop((int(box[0]), int(box[1]), round(box[2]), round(box[3]))), np.float64)
    return CalmArea(left, top, width, height, *_readable(pixels, palette))


def _calmest(page: Image.Image, width: float, height: float) -> tuple[float, float, float]:
    """How busy the calmest place is, and where it is (left, top)."""
    pixels = np.asarray(page.resize((GRID, GRID), Image.Resampling.BOX), np.float64) / 255
    down, right = np.gradient(pixels, axis=(0, 1))
    edges = np.hypot(down, right).mean(axis=2) * _weights()
    columns, rows = max(round(width * GRID), 1), max(round(height * GRID), 1)
    border = round(MARGIN * GRID)
    places = [
        (y, x)
        for y in range(border, max(GRID - border - rows, border) + 1, 3)
        for x in range(border, max(GRID - border - columns, border) + 1, 3)
    ]
    subject = _subject(pixels)
    scores = [
        _busyness(edges, pixels, y, x, rows, columns)
        + SUBJECT * float(subject[y : y + rows, x : x + columns].mean())
        for y, x in places
    ]
    best = int(np.argmin(scores))
    y, x = places[best]
    return scores[best], x / GRID, y / GRID


def _busyness(
    edges: NDArray[np.float64], pixels: NDArray[np.float64], y: int, x: int, rows: int, columns: int
) -> float:
    """Edges and spread of colours in a place."""
    part = np.s_[y : y + rows, x : x + columns]
    spread = float((pixels[part].std(axis=(0, 1)).mean()) * _weights()[part].mean())
    return float(np.sqrt((edges[part] ** 2).mean())) + 0.3 * spread


def _subject(pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where (GRID, GRID) colours are that the edges of a picture (GRID, GRID, 3) hardly have."""
    steps = np.clip(np.rint(pixels * (SHADES - 1)), 0, SHADES - 1).astype(int)
    colors = steps @ np.array([SHADES**2, SHADES, 1])
    edge = np.concatenate([colors[0], colors[-1], colors[:, 0], colors[:, -1]])
    often = np.bincount(edge, minlength=SHADES**3) >= OFTEN * len(edge)
    known: NDArray[np.bool_] = often[colors]
    return ~known


@cache
def _weights() -> NDArray[np.float64]:
    """(GRID, GRID), 1 at the edges and 1 + MIDDLE in the middle."""
    side = np.linspace(-1, 1, GRID)
    return 1 + MIDDLE * np.exp(-(side[:, None] ** 2 + side[None, :] ** 2) / 0.3)


def _readable(pixels: NDArray[np.float64], palette: Palette) -> tuple[str, str, float]:
    """The ink, and the thinnest veil with which it has enough contrast with every pixel below it."""
    inks = ((palette.ink, palette.paper), (LIGHT, palette.ink))
    for tenths in range(11):
        opacity = tenths / 10
        grounds = [pixels * (1 - opacity) + np.array(rgb(veil)) * opacity for _, veil in inks]
        contrasts = [least_contrast(ink, ground) for (ink, _), ground in zip(inks, grounds, strict=True)]
        best = int(np.argmax(contrasts))
        if contrasts[best] >= READABLE:
            ink, veil = inks[best]
            return ink, veil if tenths else "", opacity
    raise AssertionError("an ink is readable on a ground of its opposite")
