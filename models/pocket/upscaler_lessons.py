"""What the upscaler practises: a crop and the same crop at twice or four times the size. Knows no network.

Crops are turned, mirrored, and their colours exchanged, so that no colour and no direction is a rule.
"""

import io
from dataclasses import dataclass
from random import Random
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from ..upscaler_network import RADIUS
from .upscaler_pool import Pool

BATCH = 8
CROP = 96
TWICE_CROP = 80
"""Once enlarged, it is a crop of 96 pixels again."""
Kind = Literal["painted", "drawn", "blocky", "large", "twice"]
KINDS: dict[Kind, float] = {"painted": 0.4, "drawn": 0.1, "blocky": 0.1, "large": 0.15, "twice": 0.25}


@dataclass(frozen=True)
class Lesson:
    """`given` (B, 3, s, s) and what shall come of it, once enlarged or `twice`; float32 in −1..1."""

    given: Tensor
    wanted: Tensor
    twice: bool


def lesson(pool: Pool, rng: Random) -> Lesson:
    """A batch of one kind; `rng` decides all of it."""
    kind: Kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    pairs = [_pair(pool, kind, rng) for _ in range(BATCH)]
    given, wanted = (_values([pair[part] for pair in pairs]) for part in (0, 1))
    return Lesson(given, wanted, kind == "twice")


def _pair(pool: Pool, kind: Kind, rng: Random) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    scene = pool.scene(rng)
    small = "painted" if kind == "twice" else {"large": "512", "painted": "painted"}.get(kind, "256")
    large = {"large": "1024", "twice": "1024"}.get(kind, "512")
    crop = TWICE_CROP if kind == "twice" else CROP
    factor = 4 if kind == "twice" else 2
    left, top = (rng.randrange(len(scene[small]) - crop + 1) for _ in range(2))
    given = scene[small][top : top + crop, left : left + crop]
    # Twice: R of the small pixels go at first, then R of those half as large.
    edge = 6 * RADIUS if kind == "twice" else 2 * RADIUS
    rows, columns = (slice(factor * at + edge, factor * (at + crop) - edge) for at in (top, left))
    wanted = scene[large][rows, columns]
    if kind == "blocky":
        given = _compressed(given, rng.randint(60, 95))
    return _changed(given, wanted, rng)


def _changed(
    given: NDArray[np.uint8], wanted: NDArray[np.uint8], rng: Random
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    turns, mirrored, inverted = rng.randrange(4), rng.random() < 0.5, rng.random() < 0.3
    channels = rng.sample(range(3), 3)

    def change(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
        crop = np.rot90(crop, turns)[..., channels]
        crop = crop[:, ::-1] if mirrored else crop
        return 255 - crop if inverted else crop

    return change(given), change(wanted)


def _compressed(crop: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    buffer = io.BytesIO()
    Image.fromarray(crop).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def _values(crops: list[NDArray[np.uint8]]) -> Tensor:
    values = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float().div(127.5).sub(1)
    return values.contiguous(memory_format=torch.channels_last)
