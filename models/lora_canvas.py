"""Image sets as a LoRA learns from them: panels side by side on one canvas, and the caption of all.

Knows no files, no weights and no tokens.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

from .image_model import Settings
from .panel_grid import Grid, grid_like
from .panels import as_panel
from .picture import Picture


@dataclass(frozen=True)
class ImageSet:
    """Pictures that belong together, with their caption; `name` is what messages call it.

    One picture for `panels` panels is a canvas that is put together already.
    """

    name: str
    pictures: tuple[Picture, ...]
    caption: str
    panels: int

    @property
    def is_canvas(self) -> bool:
        """Whether its panels are on one picture."""
        return len(self.pictures) == 1 < self.panels


def grid_for(sets: Sequence[ImageSet], settings: Settings) -> Grid:
    """The one grid for all sets."""
    sizes = [size for one in sets for size in _panel_sizes(one)]
    return grid_like(sizes, sets[0].panels, settings)


def canvas(one: ImageSet, grid: Grid) -> Image.Image:
    """The panels in the grid, row by row, each cut to a panel's shape."""
    if one.is_canvas:
        image = one.pictures[0].image
        return image if image.size == grid.size else ImageOps.fit(image, grid.size, Image.Resampling.LANCZOS)
    whole = Image.new("RGB", grid.size)
    for panel, picture in enumerate(one.pictures):
        whole.paste(as_panel(picture.image, grid), grid.box(panel).edges)
    return whole


def fingerprint(sets: Sequence[ImageSet], *more: object) -> str:
    """What decides a training, as one hash."""
    told = [(one.caption, one.panels, *(picture.sha256 for picture in one.pictures)) for one in sets]
    return hashlib.sha256(repr((told, more)).encode(errors="surrogatepass")).hexdigest()


def _panel_sizes(one: ImageSet) -> list[tuple[int, int]]:
    """Width and height of each panel; those of a canvas are taken to be as square as they can."""
    sizes = [picture.image.size for picture in one.pictures]
    if not one.is_canvas:
        return sizes
    width, height = sizes[0]
    shapes = [(one.panels // rows, rows) for rows in range(1, one.panels + 1) if one.panels % rows == 0]
    columns, rows = min(shapes, key=lambda shape: abs(math.log(width / shape[0] * shape[1] / height)))
    return [(width // columns, height // rows)]
