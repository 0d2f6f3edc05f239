"""How far a painted picture has slipped against its source: shift and scale, measured and undone.

Painters move and zoom what they repaint by fractions of a pixel, and over a chain of edits it adds up.
Knows no painter: two pictures of one size, most of which shows the same.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float32]
_COARSEST = 48  # pixels: a shift of a few of them is found from there
_ITERATIONS = 12
_SPREAD = 8.0  # of 255: where the pictures differ by more over some pixels, they have little say
_CELL = 8
_LEAST_SHIFT = 0.25  # pixels: undoing less would blur more than it mends
_LEAST_GAIN = 0.03  # the share of the difference that must go
_FARTHEST = 0.1  # of the shorter side: beyond it the pictures differ in more than a slip


@dataclass(frozen=True)
class Slip:
    """The source's point x (pixels from the centre) is at `scale`·x + (`right`, `down`) in the result."""

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0

    def corner(self, size: tuple[int, int]) -> float:
        """How far the farthest point of a picture of that size has moved, in pixels."""
        reach = [abs(self.scale - 1) * side / 2 for side in size]
        return float(np.hypot(abs(self.right) + reach[0], abs(self.down) + reach[1]))


def slip(source: Image.Image, result: Image.Image) -> Slip:
    """Measure it, to about a twentieth of a pixel; no slip where the pictures do not show the same.

    Gauss–Newton on brightness from coarse to fine (Lucas and Kanade 1981), with weights after Geman and
    McClure, so that the part that was meant to change has no say.
    """
    smallest = min(source.size)
    levels = max(0, int(np.log2(smallest / _COARSEST)))
    found = np.zeros(3)  # right and down in pixels of the level, log scale
    for level in range(levels, -1, -1):
        still, moving = (_plane(image, 2**level) for image in (source, result))
        found[:2] = found[:2] * 2 if level < levels else _jump(still, moving)
        for _ in range(_ITERATIONS):
            found += _step(still, moving, found)
    measured = Slip(float(found[0]), float(found[1]), float(np.exp(found[2])))
    far = measured.corner(source.size) > _FARTHEST * smallest
    return Slip() if far or not _explains(measured, source, result) else measured


def _jump(still: Plane, moving: Plane) -> tuple[float, float]:
    """Right and down in whole pixels, by phase correlation of edges (Kuglin and Hines 1975)."""
    spectra = [np.fft.rfft2(_edges(plane)) for plane in (still, moving)]
    cross = np.conj(spectra[0]) * spectra[1]
    peaks = np.fft.irfft2(cross / (np.abs(cross) + 1e-3 * np.abs(cross).max() + 1e-9), still.shape)
    down, right = (int(n) for n in np.unravel_index(int(peaks.argmax()), peaks.shape))
    height, width = still.shape
    return (right + width // 2) % width - width // 2, (down + height // 2) % height - height // 2


def _edges(plane: Plane) -> Plane:
    """Where brightness changes, whatever the colours are; fading to nothing at the picture's rim."""
    down, right = np.gradient(plane)
    return np.asarray(np.hypot(down, right) * np.outer(*(np.hanning(side) for side in plane.shape)))


def undone(result: Image.Image, source: Image.Image, measured: Slip) -> Image.Image:
    """The result where the source is; what was pushed out of the picture is taken from the source.

    Below a quarter of a pixel at the farthest point nothing is touched.
    """
    if measured.corner(source.size) < _LEAST_SHIFT:
        return result
    data = _affine(measured, result.size)
    back = result.transform(result.size, Image.Transform.AFFINE, data, Image.Resampling.BICUBIC)
    seen = Image.new("L", result.size, 255).transform(result.size, Image.Transform.AFFINE, data)
    return Image.composite(back, source, seen)


def _explains(measured: Slip, source: Image.Image, result: Image.Image) -> bool:
    """Whether typical pixels agree better once it is undone."""
    still, moving = _plane(source, 1), _plane(result, 1)
    before = np.abs(moving - still)
    after = np.abs(_warped(moving, measured) - still)
    return float(np.minimum(after, 64).mean()) < (1 - _LEAST_GAIN) * float(np.minimum(before, 64).mean())


def _step(still: Plane, moving: Plane, found: NDArray[np.float64]) -> NDArray[np.float64]:
    """One Gauss–Newton step of (right, down, log scale)."""
    height, width = still.shape
    scale = float(np.exp(found[2]))
    warped = _warped(moving, Slip(float(found[0]), float(found[1]), scale))
    down, right = np.gradient(warped)
    y, x = np.mgrid[:height, :width].astype(np.float32) + 0.5
    zoom = right * (x - width / 2) + down * (y - height / 2)
    slopes = np.stack([right / scale, down / scale, zoom], -1)
    error = still - warped
    weight = 1 / (1 + (_smooth(error) / _SPREAD) ** 2) ** 2
    rim = max(2, min(height, width) // 24)  # what came in from outside the picture says nothing
    inside = np.s_[rim:-rim, rim:-rim]
    slopes, error, weight = slopes[inside].reshape(-1, 3), error[inside].ravel(), weight[inside].ravel()
    normal = slopes.T @ (slopes * weight[:, None]) + 1e-3 * np.eye(3)
    return np.asarray(np.linalg.solve(normal, slopes.T @ (error * weight)), dtype=np.float64)


def _smooth(error: Plane) -> Plane:
    """Edges that only slipped cancel out; what changed its colour stays."""
    image = Image.fromarray(error)
    return np.asarray(image.reduce(_CELL).resize(image.size, Image.Resampling.BILINEAR))


def _warped(moving: Plane, measured: Slip) -> Plane:
    image = Image.fromarray(moving)
    data = _affine(measured, image.size)
    return np.asarray(image.transform(image.size, Image.Transform.AFFINE, data, Image.Resampling.BICUBIC))


def _affine(measured: Slip, size: tuple[int, int]) -> tuple[float, ...]:
    """Where each pixel of the source is to be read in the result, as Pillow takes it."""
    scale, (width, height) = measured.scale, size
    right = measured.right + width / 2 * (1 - scale)
    down = measured.down + height / 2 * (1 - scale)
    return scale, 0.0, right, 0.0, scale, down


def _plane(image: Image.Image, shrunk: int) -> Plane:
    """(h, w) float32 brightness in 0..255, smoothed to `shrunk` times fewer pixels a side."""
    small = image.convert("L").reduce(shrunk) if shrunk > 1 else image.convert("L")
    return np.asarray(small, dtype=np.float32)
