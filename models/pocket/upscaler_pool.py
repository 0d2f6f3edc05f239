"""Scenes drawn at 256, 512 and 1024 pixels, and at 256 as the painter would show them, as arrays on disk.

A third of the painted ones went through the VAE alone; the others were noised a little in their latents and
painted anew, so that they have the painter's own blur and ringing and still fit the drawings. Knows no
training.
"""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from ..latents import decode, encode
from .captions import caption
from .coverage import SIDE
from .eyes_painted import Repainter
from .scenes import random_scene

SCENES = 32
SIGMAS = (0.1, 0.35)
BATCH = 8


def write_scenes(folder: Path, index: int, painter: Repainter, scenes: int = SCENES) -> None:
    """Shard `index`; nothing where it exists. Arrays of (scenes, side, side, 3) uint8."""
    shard = folder / f"scenes-{index:05}"
    if shard.exists():
        return
    temp = shard.with_suffix(".tmp")
    temp.mkdir(parents=True, exist_ok=True)
    drawn = [random_scene(Random(f"upscaler {index * SCENES + n}")) for n in range(scenes)]
    for side in (256, 512, 1024):
        np.save(temp / f"{side}.npy", np.stack([np.asarray(scene.picture(side)) for scene in drawn]))
    painted: list[Image.Image] = []
    for first in range(0, scenes, BATCH):
        rng = Random(f"upscaler painted {index} {first}")
        part = drawn[first : first + BATCH]
        captions = [caption(scene, rng) for scene in part]
        painted += painted_anew([scene.picture(256) for scene in part], captions, painter, rng)
    np.save(temp / "painted.npy", np.stack([np.asarray(picture) for picture in painted]))
    temp.rename(shard)


def painted_anew(
    pictures: list[Image.Image], captions: list[str], painter: Repainter, rng: Random
) -> list[Image.Image]:
    """256 px pictures as the painter shows them, still in their places."""
    with torch.autocast("cpu", torch.bfloat16):
        latents = encode(painter.vae, pictures)
        if rng.random() < 2 / 3:
            latents = painter.repaint(latents, [captions], rng.uniform(*SIGMAS), rng)
        return decode(painter.vae, latents, SIDE, SIDE)


class Pool:
    """The shards of a folder, read where they are."""

    def __init__(self, folder: Path) -> None:
        self.shards = [
            {part.stem: np.load(part, mmap_mode="r") for part in shard.glob("*.npy")}
            for shard in sorted(folder.glob("scenes-?????"))
        ]
        if not self.shards:
            raise ValueError(f"{folder} has no scenes; run the stage upscaler-pool")

    def scene(self, rng: Random) -> dict[str, NDArray[np.uint8]]:
        """One scene: "256", "512", "1024" and "painted" → (side, side, 3)."""
        shard: dict[str, Any] = rng.choice(self.shards)
        number = rng.randrange(len(shard["256"]))
        return {name: pictures[number] for name, pictures in shard.items()}
