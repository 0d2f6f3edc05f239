"""Makes clean renders look as if a painter had painted them: bent, smeared, speckled, a little off in colour.

Tensors are (B, 3, S, S) float32 in 0..1; every function keeps shape and range. The changes stay so small
that nobody would name anything differently. Knows no scene and no network.
"""

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional as F


def augment(x: Tensor, g: Generator) -> Tensor:
    """All changes, each with its own strength for each picture; some pictures stay nearly clean."""
    x = warp(x, g)
    order = torch.randperm(len(x), generator=g)
    smeared, blurred, _ = order.split([len(x) // 3, len(x) // 3, len(x) - 2 * (len(x) // 3)])
    x[smeared] = block_smear(x[smeared], g)
    x[blurred] = low_pass(x[blurred], g)
    return erase(noise(tint(x, g), g), g).clamp(0, 1)


def _uniform(g: Generator, low: float, high: float, *shape: int) -> Tensor:
    return torch.rand(shape, generator=g) * (high - low) + low


def warp(x: Tensor, g: Generator) -> Tensor:
    """Zoom 0.9–1.12, shift up to 5%, turn up to 3°, and a smooth bending of a pixel or two."""
    n = len(x)
    turn, zoom = _uniform(g, -0.05, 0.05, n), _uniform(g, 0.9, 1.12, n)
    shift = _uniform(g, -0.1, 0.1, n, 2)
    cos, sin = turn.cos() * zoom, turn.sin() * zoom
    rows = torch.stack((cos, -sin, shift[:, 0], sin, cos, shift[:, 1]), 1).view(n, 2, 3)
    grid = F.affine_grid(rows, list(x.shape), align_corners=False)
    bend = torch.randn((n, 2, 9, 9), generator=g) * _uniform(g, 0, 0.02, n, 1, 1, 1)
    bend = F.interpolate(bend, x.shape[-2:], mode="bilinear", align_corners=True)
    return F.grid_sample(x, grid + bend.permute(0, 2, 3, 1), padding_mode="border", align_corners=False)


def low_pass(x: Tensor, g: Generator) -> Tensor:
    """The picture as seen at 36–100 px, mixed with itself."""
    small = int(torch.randint(36, 100, (), generator=g))
    size = x.shape[-2:]
    blurry = F.interpolate(x, (small, small), mode="bilinear", antialias=True, align_corners=False)
    blurry = F.interpolate(blurry, size, mode="bilinear", align_corners=False)
    return x.lerp(blurry, _uniform(g, 0.5, 1.0, len(x), 1, 1, 1))


def _cosines(size: int) -> Tensor:
    """The orthonormal DCT-II matrix (size, size); rows are frequencies."""
    k, n = torch.arange(size).float()[:, None], torch.arange(size).float()[None]
    matrix = torch.cos(math.pi * (2 * n + 1) * k / (2 * size)) * math.sqrt(2 / size)
    matrix[0] /= math.sqrt(2)
    return matrix


def block_smear(x: Tensor, g: Generator) -> Tensor:
    """Coarsely rounded cosines in blocks of 8 or 16 px: what JPEG does, and nearly what a VAE does."""
    size = (8, 16)[int(torch.randint(2, (), generator=g))]
    n, c, h, w = x.shape
    cosines = _cosines(size)
    frequency = (torch.arange(size)[:, None] + torch.arange(size)[None]) / size
    step = _uniform(g, 0.02, 0.35, n, 1, 1, 1, 1, 1) * (0.15 + frequency) * size / 8
    blocks = x.view(n, c, h // size, size, w // size, size).transpose(3, 4)
    coarse = ((cosines @ blocks @ cosines.T) / step).round() * step
    return (cosines.T @ coarse @ cosines).transpose(3, 4).reshape(n, c, h, w)


def tint(x: Tensor, g: Generator) -> Tensor:
    """A little more or less of each channel, of brightness and of saturation."""
    n = len(x)
    grey = x.mean(1, keepdim=True)
    x = grey + (x - grey) * _uniform(g, 0.85, 1.12, n, 1, 1, 1)
    return x * _uniform(g, 0.95, 1.05, n, 3, 1, 1) + _uniform(g, -0.04, 0.04, n, 1, 1, 1)


def noise(x: Tensor, g: Generator) -> Tensor:
    """Fine grain, and slow clouds of wrong colour."""
    n, c, h, w = x.shape
    grain = torch.randn((n, 1, h, w), generator=g) * _uniform(g, -0.04, 0.04, n, c, 1, 1)
    clouds = torch.randn((n, c, 12, 12), generator=g) * _uniform(g, 0, 0.04, n, 1, 1, 1)
    return x + grain + F.interpolate(clouds, (h, w), mode="bilinear", align_corners=False)


def erase(x: Tensor, g: Generator) -> Tensor:
    """One spot of at most a tenth of the side takes a colour from elsewhere in the picture."""
    size = x.shape[-1]
    spots = (torch.rand((len(x), 5), generator=g) * torch.tensor([0.1, 0.9, 0.9, 1, 1]) * size).int().tolist()
    for picture, (side, top, left, row, column) in zip(x, spots, strict=True):
        picture[:, top : top + side, left : left + side] = picture[:, row, column, None, None].clone()
    return x
