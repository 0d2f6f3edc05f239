"""How a grid of latents is laid out as tokens for a transformer. Knows no VAE and no request."""

from typing import Literal

from torch import Tensor

from .latents import patchify, unpatchify

# A grid (1, C, h, w); 2 × 2 latents joined to a token, as FLUX.1 does; each latent a token, as FLUX.2 does.
Layout = Literal["grid", "packed", "flat"]


def laid_out(grid: Tensor, layout: Layout) -> Tensor:
    """(B, C, h, w) → the layout."""
    if layout == "packed":
        return pack(grid)
    return grid.flatten(2).transpose(1, 2) if layout == "flat" else grid


def as_grid(latents: Tensor, layout: Layout, rows: int, columns: int) -> Tensor:
    """The layout → (B, C, `rows`, `columns`)."""
    if layout == "packed":
        return unpack(latents, rows // 2, columns // 2)
    return latents.transpose(1, 2).unflatten(2, (rows, columns)) if layout == "flat" else latents


def pack(latents: Tensor) -> Tensor:
    """(B, C, 2h, 2w) → (B, h·w, 4C), the token order of FLUX.1."""
    return patchify(latents).flatten(2).transpose(1, 2)


def unpack(tokens: Tensor, rows: int, columns: int) -> Tensor:
    """(B, rows·columns, 4C) → (B, C, 2·rows, 2·columns)."""
    return unpatchify(tokens.transpose(1, 2).unflatten(2, (rows, columns)))
