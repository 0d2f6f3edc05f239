"""A rough sketch → its blobs: patches of one colour on a plain ground, each with its box. Knows no words."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

RGB = tuple[int, int, int]
SIDE = 96
"""Pixels of the longer side at which a sketch is looked at."""
ALIKE = 60.0
"""Colours nearer than this in RGB are one."""
LEAST = 0.01
MOST = 10


@dataclass(frozen=True)
class Blob:
    """A patch of one colour; its box in fractions of the picture's sides, `share` is its own part of it."""

    color: RGB
    left: float
    top: float
    width: float
    height: float
    share: float


def blobs(image: Image.Image) -> tuple[Blob, ...]:
    """The larger patches, at most ten, from left to right; the ground is what is commonest at the edges."""
    pixels = _small(image)
    ground = _commonest(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]))
    left_over = _distance(pixels, ground) > ALIKE
    found: list[Blob] = []
    while len(found) < MOST and left_over.mean() >= LEAST:
        color = _commonest(pixels[left_over])
        of_color = left_over & (_distance(pixels, color) <= ALIKE)
        left_over &= ~of_color
        found += [_blob(patch, color) for patch in patches(of_color) if patch.mean() >= LEAST]
    largest = sorted(found, key=lambda blob: -blob.share)[:MOST]
    return tuple(sorted(largest, key=lambda blob: (blob.left, blob.top)))


def patches(mask: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The connected parts of a mask (4 neighbours), the largest first."""
    rest, parts = mask.copy(), []
    while rest.any():
        row, column = np.argwhere(rest)[0].tolist()
        parts.append(_filled(rest, row, column))
        rest &= ~parts[-1]
    return sorted(parts, key=lambda part: -int(part.sum()))


def _filled(mask: NDArray[np.bool_], row: int, column: int) -> NDArray[np.bool_]:
    part = np.zeros_like(mask)
    part[row, column] = True
    queue = deque([(row, column)])
    while queue:
        r, c = queue.popleft()
        for y, x in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
            if 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1] and mask[y, x] and not part[y, x]:
                part[y, x] = True
                queue.append((y, x))
    return part


def _small(image: Image.Image) -> NDArray[np.float64]:
    """(h, w, 3) in 0..255. By nearest neighbours: a mixture of two colours would be a third one."""
    scale = SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return np.asarray(image.convert("RGB").resize(size, Image.Resampling.NEAREST)).astype(np.float64)


def _commonest(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the fullest cell of colours 32 wide."""
    cells = pixels.reshape(-1, 3) // 32
    values, counts = np.unique(cells, axis=0, return_counts=True)
    mean: NDArray[np.float64] = pixels.reshape(-1, 3)[(cells == values[counts.argmax()]).all(1)].mean(0)
    return mean


def _distance(pixels: NDArray[np.float64], color: NDArray[np.float64]) -> NDArray[np.float64]:
    distance: NDArray[np.float64] = np.sqrt(((pixels - color) ** 2).sum(-1))
    return distance


def _blob(patch: NDArray[np.bool_], color: NDArray[np.float64]) -> Blob:
    rows, columns = np.flatnonzero(patch.any(1)), np.flatnonzero(patch.any(0))
    height, width = patch.shape
    red, green, blue = (round(value) for value in color.tolist())
    return Blob(
        (red, green, blue),
        left=columns[0].item() / width,
        top=rows[0].item() / height,
        width=(columns[-1] - columns[0] + 1).item() / width,
        height=(rows[-1] - rows[0] + 1).item() / height,
        share=float(patch.mean()),
    )
