"""How panels lie on one canvas: rows, columns and sizes for a number of panels (ChatDiT's rule).

All panels are equal, nothing lies between them, and the canvas is exactly their sum. Knows no prompt and no
model but its sizes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from PIL import Image

from .conditions import Box
from .image_model import ModelError, Settings

MAX_PANELS = 12


@dataclass(frozen=True)
class Grid:
    """Equal panels in rows and columns, in pixels; they are counted from 0 in reading order."""

    rows: int
    columns: int
    panel_width: int
    panel_height: int

    @property
    def panels(self) -> int:
        """How many there are."""
        return self.rows * self.columns

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the canvas."""
        return self.columns * self.panel_width, self.rows * self.panel_height

    def box(self, panel: int) -> Box:
        """Where a panel lies."""
        row, column = divmod(panel, self.columns)
        return Box(
            left=column * self.panel_width,
            top=row * self.panel_height,
            width=self.panel_width,
            height=self.panel_height,
        )

    def split(self, canvas: Image.Image) -> tuple[Image.Image, ...]:
        """The panels of a finished canvas."""
        return tuple(canvas.crop(self.box(panel).edges) for panel in range(self.panels))


def grid_like(pictures: Sequence[tuple[int, int]], panels: int, settings: Settings) -> Grid:
    """The grid whose panels have the shape that these pictures (width, height) have in the middle."""
    shapes = [math.log(width / height) for width, height in pictures]
    return grid_of(panels, math.exp(median(shapes)) if shapes else 1.0, settings)


def grid_of(panels: int, aspect: float, settings: Settings) -> Grid:
    """The grid for panels of a shape (width / height), as large as the model can paint them.

    A panel has the area that the model paints best, or its share of the largest canvas.
    """
    rows, columns = _rows_and_columns(panels, aspect)
    unit = settings.multiple_of
    area = min(settings.side**2, settings.max_area / panels)
    width = min(max(math.sqrt(area * aspect), unit), area / unit)
    shrink = min(1, settings.max_side / columns / width, settings.max_side / rows / (area / width))
    size = [max(unit, int(side * shrink) // unit * unit) for side in (width, area / width)]
    # A side raised to one unit takes its pixels from the other.
    larger = size.index(max(size))
    size[larger] = max(unit, min(size[larger], int(area / min(size)) // unit * unit))
    return _checked(Grid(rows, columns, *size), settings)


def grid_of_size(panels: int, size: tuple[int, int], settings: Settings) -> Grid:
    """The grid for panels of exactly this size; `ModelError` where so many are too large together."""
    settings.check(*size)
    grid = Grid(*_rows_and_columns(panels, size[0] / size[1]), *size)
    if _fits(grid, settings):
        return grid
    largest = grid_of(panels, size[0] / size[1], settings)
    raise ModelError(
        f"{size[0]}×{size[1]} is too large for each of {panels} panels of one picture; "
        f"try {largest.panel_width}×{largest.panel_height}, or fewer references"
    )


def _rows_and_columns(panels: int, aspect: float) -> tuple[int, int]:
    """All cells are used, and the canvas is as near to a square as that allows; of two, the wider one."""
    if not 1 <= panels <= MAX_PANELS:
        raise ModelError(f"{panels} panels do not fit on a canvas: 1 to {MAX_PANELS} do; use fewer pictures")
    shapes = [(rows, panels // rows) for rows in range(1, panels + 1) if panels % rows == 0]
    return min(shapes, key=lambda shape: round(abs(math.log(shape[1] * aspect / shape[0])), 6))


def _checked(grid: Grid, settings: Settings) -> Grid:
    if not _fits(grid, settings):
        raise ModelError(
            f"{grid.panels} panels do not fit on one canvas of at most {settings.max_area} pixels with sides "
            f"up to {settings.max_side}; use fewer pictures"
        )
    return grid


def _fits(grid: Grid, settings: Settings) -> bool:
    width, height = grid.size
    return max(width, height) <= settings.max_side and width * height <= settings.max_area
