"""Small changes to pictures that change no answer: light, colour, sharpness, noise.

Tensors are (B, 3, S, S) float32 in 0..1; shape and range stay. Knows no scene.
"""

import torch
from torch import Generator, Tensor
from torch.nn import functional as F


def augment(x: Tensor, g: Generator) -> Tensor:
    """Each change with its own strength for each picture; a third of the pictures stays as it is."""
    changed = noise(soften(tint(x, g), g), g).clamp(0, 1)
    untouched = torch.rand(len(x), generator=g) < 0.33
    return torch.where(untouched[:, None, None, None], x, changed)


def tint(x: Tensor, g: Generator) -> Tensor:
    """Gain and offset up to 6%, a little different for each colour."""
    light = _uniform(g, 0.94, 1.06, len(x), 1, 1, 1) * _uniform(g, 0.97, 1.03, len(x), 3, 1, 1)
    return x * light + _uniform(g, -0.04, 0.04, len(x), 1, 1, 1)


def soften(x: Tensor, g: Generator) -> Tensor:
    """The picture mixed with itself as seen at 48–112 px; rarely a little sharper instead."""
    small = int(torch.randint(48, 112, (), generator=g))
    blurry = F.interpolate(x, (small, small), mode="bilinear", antialias=True, align_corners=False)
    blurry = F.interpolate(blurry, x.shape[-2:], mode="bilinear", align_corners=False)
    return x.lerp(blurry, _uniform(g, -0.3, 1.0, len(x), 1, 1, 1))


def noise(x: Tensor, g: Generator) -> Tensor:
    """Grain of up to 3%, half of it in patches of four pixels."""
    fine = torch.randn(x.shape, generator=g)
    coarse = torch.randn((len(x), 3, x.shape[-2] // 4, x.shape[-1] // 4), generator=g)
    coarse = coarse.repeat_interleave(4, -1).repeat_interleave(4, -2)
    return x + _uniform(g, 0, 0.02, len(x), 1, 1, 1) * (fine + coarse)


def _uniform(g: Generator, low: float, high: float, *shape: int) -> Tensor:
    return torch.rand(shape, generator=g) * (high - low) + low
