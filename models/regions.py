"""The regions of a request on the token grid: whose token is whose, and which steps they hold for.

Knows no weights; how tokens attend is in regional_attention.py.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .conditions import Region, Regional
from .image_model import ImageRequest, ModelError

WHOLE = -1


@dataclass(frozen=True)
class TokenBox:
    """A part of the token grid, from the top left corner; right and bottom are past the end."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def rows(self) -> int:
        """Its height in tokens."""
        return self.bottom - self.top

    @property
    def columns(self) -> int:
        """Its width in tokens."""
        return self.right - self.left


def owners(request: ImageRequest, token: int) -> Tensor:
    """(rows, columns) int64: the index of each token's region, −1 where only the whole prompt holds.

    A token of `token` pixels a side belongs to a box where its centre lies inside, to a mask where most of
    it is white; where regions overlap, to the last. Raises `ModelError` for a region that gets no token.
    """
    rows, columns = request.height // token, request.width // token
    grid = torch.full((rows, columns), WHOLE)
    regions = request.regional.regions if request.regional else ()
    for index, region in enumerate(regions):
        inside = _inside(region, request.width, request.height, token)
        if not inside.any():
            raise ModelError(
                f"region {index + 1} ({region.width}×{region.height} pixels) covers no token of "
                f"{token}×{token} pixels; make it at least {token} pixels wide and high"
            )
        grid[inside] = index
    hidden = set(range(len(regions))) - set(grid.unique().tolist())
    if hidden:
        raise ModelError(
            f"region {min(hidden) + 1} lies wholly under later ones; put it after them, or make them smaller"
        )
    return grid


def bounds(grid: Tensor, index: int) -> TokenBox:
    """The smallest box that holds all tokens of a region."""
    rows, columns = (grid == index).nonzero().unbind(1)
    return TokenBox(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def own_positions(ids: Tensor, grid: Tensor) -> Tensor:
    """(N, D) positions (t, h, w, …), those of a region counted from its corner, like a picture's alone."""
    own = ids.clone()
    for index in grid.unique().tolist():
        if index != WHOLE:
            box = bounds(grid, index)
            mine = (grid == index).flatten().to(ids.device)
            own[mine, 1:3] -= torch.tensor([box.top, box.left], device=ids.device).to(ids)
    return own


def attended_steps(regional: Regional | None, steps: int) -> int:
    """How many steps regions hold for; none at strength 0."""
    return round(regional.until * steps) if regional and regional.strength else 0


def _inside(region: Region, width: int, height: int, token: int) -> Tensor:
    """(rows, columns) bool."""
    if region.mask is not None:
        return _white(region, width, height, token)
    right, bottom = region.left + region.width, region.top + region.height
    if right > width or bottom > height:
        raise ModelError(
            f"a region reaches to ({right}, {bottom}), but the picture is {width}×{height}; keep it inside"
        )
    x = (torch.arange(width // token) + 0.5) * token
    y = (torch.arange(height // token) + 0.5) * token
    return ((y >= region.top) & (y < bottom))[:, None] & ((x >= region.left) & (x < right))


def _white(region: Region, width: int, height: int, token: int) -> Tensor:
    assert region.mask is not None
    mask = region.mask.image
    if mask.size != (width, height):
        raise ModelError(
            f"a region's mask is {mask.width}×{mask.height}, but the picture is {width}×{height}; "
            "give a mask of the picture's size"
        )
    white = np.asarray(mask.convert("L")) > 127
    shares = white.reshape(height // token, token, width // token, token).mean((1, 3))
    return torch.from_numpy(shares > 0.5)
