"""The pictures the eyes learn from, in shards on disk: renders, decoded latents, painted pictures, blends.

A shard is one .npy of records: pixels at 128 px, boxes, who covers which token, and the seed that gives
the scene back. Knows no sentence and no model but the VAE.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2
from numpy.typing import NDArray
from PIL import Image

from ..latents import decode
from .coverage import coverage
from .description import percent_boxes
from .eyes_scenes import Source, scene_of
from .lessons import SHARD
from .tasks import GROUP
from .world import Scene

SIZE = 128
RECORDS = 500
BOXES = 4
RECORD = np.dtype(
    [
        ("pixels", np.uint8, (3, SIZE, SIZE)),
        ("boxes", np.uint8, (BOXES, 4)),
        ("cover", np.uint8, (3, 64)),
        ("seed", np.int64),
    ]
)


def record(scene: Scene, pixels: NDArray[np.uint8], seed: int) -> NDArray[Any]:
    """One record of a shard; `pixels` (128, 128, 3)."""
    row = np.zeros((), RECORD)
    boxes = percent_boxes(scene)
    row["pixels"], row["seed"] = pixels.transpose(2, 0, 1), seed
    row["boxes"][: len(boxes)] = boxes
    row["cover"] = coverage(scene)
    return row


def small(image: Image.Image) -> NDArray[np.uint8]:
    """Any RGB picture → (128, 128, 3) uint8, as the eyes see it."""
    return np.asarray(image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BICUBIC))


def write_renders(folder: Path, index: int) -> None:
    """Shard `index` of renders."""
    seeds = range(index * RECORDS, (index + 1) * RECORDS)
    scenes = ((seed, scene_of("render", seed)) for seed in seeds)
    # A third is drawn larger and made smaller, as the eyes meet a painter's pictures.
    rows = (
        record(scene, small(scene.picture(SIZE if seed % 3 else 2 * SIZE)), seed) for seed, scene in scenes
    )
    write_shard(folder, "render", index, rows)


def write_decoded(folder: Path, index: int, latents: Path, vae: AutoencoderKLFlux2) -> None:
    """Shard `index` of pictures decoded from the painter's shard of that number."""
    write_shard(folder, "decoded", index, _decoded(index, latents, vae))


def _decoded(index: int, latents: Path, vae: AutoencoderKLFlux2) -> Iterator[NDArray[Any]]:
    with np.load(latents / f"shard-{index:05}.npz") as shard:
        tokens = torch.from_numpy(shard["latents"]).float()
    for group in range(SHARD):
        seed = (index * SHARD + group) * GROUP
        with torch.autocast("cpu", torch.bfloat16):
            images = decode(vae, tokens[group], 8, 8)
        for member, image in enumerate(images):
            yield record(scene_of("decoded", seed + member), small(image), seed + member)


def write_shard(folder: Path, source: Source, index: int, rows: Iterable[NDArray[Any]]) -> None:
    """Write the records of a shard, whole or not at all; does nothing where it exists."""
    path = folder / f"{source}-{index:05}.npy"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    temp = path.with_suffix(".tmp.npy")
    np.save(temp, np.stack(list(rows)))
    temp.replace(path)


class Pool:
    """All shards of a folder, memory-mapped as they appear."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shards: dict[Source, list[NDArray[Any]]] = {
            "render": [],
            "decoded": [],
            "painted": [],
            "blended": [],
        }
        self.refresh()

    def refresh(self) -> None:
        """Take in shards written since the last look, in order."""
        for source, shards in self.shards.items():
            while (path := self.folder / f"{source}-{len(shards):05}.npy").exists():
                shards.append(np.load(path, mmap_mode="r"))

    def sources(self) -> list[Source]:
        """The sources that have pictures."""
        return [source for source, shards in self.shards.items() if shards]

    def draw(self, source: Source, rng: Random) -> tuple[NDArray[Any], int]:
        """A random shard, and the number of a record in it."""
        shard = rng.choice(self.shards[source])
        return shard, rng.randrange(len(shard))
