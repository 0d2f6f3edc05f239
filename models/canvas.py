"""A canvas that is known in part: checked, kept in latents while the rest is painted, pasted back in pixels.

Knows no model: only cells (the squares of pixels that a latent stands for) and how noisy they are.
"""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .conditions import Box, Canvas
from .image_model import ImageRequest, ModelError


@dataclass(frozen=True)
class Known:
    """What is known of a canvas, as latents of the shape that the model denoises.

    `clean` are the known picture's latents, `noise` is what denoising starts from; `painted` (bool) is where
    the picture is not known. All of it is kept while it is noisier than `until`.
    """

    clean: Tensor
    noise: Tensor
    painted: Tensor
    until: float = 1.0

    def keep(self, latents: Tensor, signal: Tensor | float, noise: Tensor | float) -> Tensor:
        """The latents with what is known as it looks at a noise level: signal · x₀ + noise · ε."""
        known = (signal * self.clean + noise * self.noise).to(latents.dtype)
        return known if noise > self.until else torch.where(self.painted, latents, known)


def check_canvas(request: ImageRequest, multiple_of: int) -> None:
    """Raise `ModelError` where picture, mask or the wanted part do not fit the request."""
    if request.canvas is None:
        return
    for name, picture in (("picture", request.canvas.picture), ("mask", request.canvas.mask)):
        if picture.image.size != (request.width, request.height):
            raise ModelError(
                f"the canvas's {name} has {picture.image.width}×{picture.image.height} pixels, but "
                f"{request.width}×{request.height} are asked for; resize it, or ask for its size"
            )
    wanted = request.canvas.wanted
    if wanted and not _fits(wanted, request, multiple_of):
        raise ModelError(
            f"the wanted part {wanted.edges} is not cut from {request.width}×{request.height} in whole "
            f"{multiple_of}s; move its edges to multiples of {multiple_of} inside the picture"
        )


def _fits(wanted: Box, request: ImageRequest, multiple_of: int) -> bool:
    _, _, right, bottom = wanted.edges
    inside = right <= request.width and bottom <= request.height
    return inside and not any(edge % multiple_of for edge in wanted.edges)


def painted_cells(canvas: Canvas, rows: int, columns: int) -> Tensor:
    """(rows, columns) bool: a cell is painted where any of its pixels is."""
    white = np.asarray(_white(canvas)) > 0
    height, width = white.shape
    cells = white.reshape(rows, height // rows, columns, width // columns).any(axis=(1, 3))
    return torch.from_numpy(cells)


def wanted_cells(canvas: Canvas | None, latents: Tensor, cell: int) -> Tensor:
    """The part of (B, C, h, w) latents that is to be decoded; a cell is so many pixels wide and high."""
    if canvas is None or canvas.wanted is None:
        return latents
    left, top, right, bottom = (edge // cell for edge in canvas.wanted.edges)
    return latents[:, :, top:bottom, left:right]


def paste_known(canvas: Canvas | None, painted: Image.Image) -> Image.Image:
    """What was decoded, with every known pixel exactly as it was."""
    if canvas is None:
        return painted
    edges = canvas.wanted.edges if canvas.wanted else (0, 0, *painted.size)
    return Image.composite(painted, canvas.picture.image.crop(edges), _white(canvas).crop(edges))


def _white(canvas: Canvas) -> Image.Image:
    """The mask in two tones: 255 is painted, 0 is known."""
    return canvas.mask.image.convert("L").point([0] * 128 + [255] * 128)
