"""Masks grown, shrunk, opened and followed from seeds. Knows no pictures: only (h, w) bool arrays."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Mask = NDArray[np.bool_]


def dilate(mask: Mask, radius: int) -> Mask:
    """(h, w) bool, grown by `radius` pixels in every direction (a square); at 0 the mask itself."""
    return _along_columns(_along_columns(mask, radius).T, radius).T if radius else mask


def erode(mask: Mask, radius: int) -> Mask:
    """(h, w) bool, shrunk by `radius` pixels; beyond the picture's edges the mask goes on as it ends."""
    return ~dilate(~mask, radius)


def opened(mask: Mask, radius: int) -> Mask:
    """Without what is thinner than 2·`radius` + 1 pixels."""
    return dilate(erode(mask, radius), radius)


def closed(mask: Mask, radius: int) -> Mask:
    """With gaps thinner than 2·`radius` + 1 pixels filled."""
    return erode(dilate(mask, radius), radius)


def reached(seeds: Mask, within: Mask) -> Mask:
    """The parts of `within` that hang together with a seed (4 neighbours)."""
    return _spread((seeds & within).astype(np.int64), within) > 0


def components(mask: Mask) -> list[Mask]:
    """The connected parts of a mask (4 neighbours), the largest first."""
    labels = _spread(np.arange(1, mask.size + 1).reshape(mask.shape) * mask, mask)
    names, sizes = np.unique(labels[mask], return_counts=True)
    return [labels == names[n] for n in np.argsort(-sizes, kind="stable")]


def filled(mask: Mask) -> Mask:
    """Without holes: what the picture's rim cannot reach belongs to the mask."""
    rim = np.ones_like(mask)
    rim[1:-1, 1:-1] = False
    return ~reached(rim, ~mask)


def _spread(values: NDArray[np.int64], mask: Mask) -> NDArray[np.int64]:
    """Each connected part gets its largest value: by whole rows and columns in turn."""
    while True:
        spread = _along_rows(_along_rows(values, mask).T, mask.T).T
        if (spread == values).all():
            return values
        values = spread


def _along_rows(values: NDArray[np.int64], mask: Mask) -> NDArray[np.int64]:
    """Each run of the mask in a row gets its largest value; 0 elsewhere."""
    begins = np.ones_like(mask)
    begins[:, 1:] = mask[:, 1:] != mask[:, :-1]
    starts = np.flatnonzero(begins)
    largest = np.maximum.reduceat((values * mask).ravel(), starts)
    return np.repeat(largest, np.diff(starts, append=mask.size)).reshape(mask.shape)


def feathered(mask: Mask, width: int) -> Image.Image:
    """An alpha channel ("L"): 255 inside the mask, falling to exactly 0 at 2·`width` pixels outside."""
    alpha = _as_image(dilate(mask, width))
    return alpha.filter(ImageFilter.BoxBlur(width)) if width else alpha


def _along_columns(mask: Mask, radius: int) -> Mask:
    """Where a column has something within `radius`; as fast for any radius."""
    counts = np.pad(mask.cumsum(0), ((radius + 1, 0), (0, 0)))
    counts = np.pad(counts, ((0, radius), (0, 0)), mode="edge")
    return np.asarray(counts[2 * radius + 1 :] > counts[: -2 * radius - 1])


def _as_image(mask: Mask) -> Image.Image:
    return Image.fromarray(mask.astype(np.uint8) * 255)
