"""A picture in tiles: where they are, and how they are cut with what is round about. Knows no model."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""(height, width, 3)."""


@dataclass(frozen=True)
class Tile:
    """Rows and columns of a picture."""

    top: int
    left: int
    rows: int
    columns: int

    def times(self, factor: int) -> tuple[slice, slice]:
        """Where it is in the picture enlarged so many times."""
        return (
            slice(factor * self.top, factor * (self.top + self.rows)),
            slice(factor * self.left, factor * (self.left + self.columns)),
        )


def tiles(height: int, width: int, side: int) -> Iterator[Tile]:
    """Tiles of at most `side` pixels that cover a picture once, row by row."""
    for top in range(0, height, side):
        for left in range(0, width, side):
            yield Tile(top, left, min(side, height - top), min(side, width - left))


def with_surroundings(pixels: Pixels, tile: Tile, margin: int) -> Pixels:
    """A tile with `margin` more pixels on each side; outside of the picture its edge is repeated."""
    height, width = pixels.shape[:2]
    rows = np.arange(tile.top - margin, tile.top + tile.rows + margin).clip(0, height - 1)
    columns = np.arange(tile.left - margin, tile.left + tile.columns + margin).clip(0, width - 1)
    cut: Pixels = pixels[rows[:, None], columns]
    return cut


def overlapping(height: int, width: int, side: int, overlap: int) -> Iterator[Tile]:
    """Tiles of at most `side` pixels that cover a picture and share `overlap` pixels or more."""
    for top in _starts(height, side, overlap):
        for left in _starts(width, side, overlap):
            yield Tile(top, left, min(side, height), min(side, width))


def ramps(tile: Tile, height: int, width: int, overlap: int, factor: int) -> NDArray[np.float32]:
    """(factor · rows, factor · columns, 1): 1 in a tile's middle and at the picture's edges, less towards
    other tiles.
    """
    rows = _ramp(tile.rows, tile.top > 0, tile.top + tile.rows < height, overlap)
    columns = _ramp(tile.columns, tile.left > 0, tile.left + tile.columns < width, overlap)
    weights = np.outer(rows.repeat(factor), columns.repeat(factor))
    return weights[..., None].astype(np.float32)


def _starts(length: int, side: int, overlap: int) -> list[int]:
    """Evenly from 0 to the last place where a tile fits."""
    if length <= side:
        return [0]
    count = -(-(length - overlap) // (side - overlap))
    return [round(n * (length - side) / (count - 1)) for n in range(count)]


def _ramp(length: int, before: bool, after: bool, overlap: int) -> NDArray[np.float64]:
    ramp, rising = np.ones(length), (np.arange(overlap) + 1) / (overlap + 1)
    if before:
        ramp[:overlap] = rising
    if after:
        ramp[-overlap:] = np.minimum(ramp[-overlap:], rising[::-1])
    return ramp
