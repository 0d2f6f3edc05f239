"""Masks grown, shrunk, opened and followed from seeds. Knows no pictures: only (h, w) bool arrays."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Mask = NDArray[np.bool_]


def dilate(mask: Mask, radius: int) -> Mask:
    """(h, w) bool, grown by `radius` pixels in every direction (a square); at 0 the mask itself."""
    return _filtered(mask, ImageFilter.MaxFilter(2 * radius + 1)) if radius else mask


def erode(mask: Mask, radius: int) -> Mask:
    """(h, w) bool, shrunk by `radius` pixels; beyond the picture's edges the mask goes on as it ends."""
    return _filtered(mask, ImageFilter.MinFilter(2 * radius + 1)) if radius else mask


def opened(mask: Mask, radius: int) -> Mask:
    """Without what is thinner than 2·`radius` + 1 pixels."""
    return dilate(erode(mask, radius), radius)


def closed(mask: Mask, radius: int) -> Mask:
    """With gaps thinner than 2·`radius` + 1 pixels filled."""
    return erode(dilate(mask, radius), radius)


def reached(seeds: Mask, within: Mask) -> Mask:
    """The parts of `within` that hang together with a seed (reconstruction by dilation, 8 neighbours)."""
    found = seeds & within
    while True:
        grown = dilate(found, 1) & within
        if (grown == found).all():
            return found
        found = grown


def components(mask: Mask) -> list[Mask]:
    """The connected parts of a mask (8 neighbours), the largest first."""
    parts, left = list[Mask](), mask.copy()
    while left.any():
        seed = np.zeros_like(left)
        seed.flat[int(left.argmax())] = True
        part = reached(seed, left)
        parts.append(part)
        left &= ~part
    return sorted(parts, key=lambda part: -int(part.sum()))


def feathered(mask: Mask, width: int) -> Image.Image:
    """An alpha channel ("L"): 255 inside the mask, falling to exactly 0 at 2·`width` pixels outside."""
    alpha = _as_image(dilate(mask, width))
    return alpha.filter(ImageFilter.BoxBlur(width)) if width else alpha


def _filtered(mask: Mask, kernel: ImageFilter.MinFilter | ImageFilter.MaxFilter) -> Mask:
    return np.asarray(_as_image(mask).filter(kernel)) > 0


def _as_image(mask: Mask) -> Image.Image:
    return Image.fromarray(mask.astype(np.uint8) * 255)
