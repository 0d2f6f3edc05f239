"""The painter's lessons from other views: boxes, outlines, spoilt and flawed pictures, as latents on disk.

A control shard holds scenes whose figures stand anywhere with three views of each; a flawed shard holds
pictures painted between a scene and another one, which the eyes find wrong. Knows no optimiser.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2
from numpy.typing import NDArray

from ..latents import encode
from .captions import say_thing
from .controls import VIEWS, View, placed_scene, say_view, view_of
from .coverage import coverage
from .eyes_scenes import other_of, scene_of
from .tasks import say_edit
from .world import Scene

RECORDS = 256


@dataclass(frozen=True)
class ControlExample:
    """One reference and the picture that is to come of it; latents (64, 128), cover (3, 64)."""

    scene: Scene
    prompt: str
    reference: NDArray[np.float16]
    target: NDArray[np.float16]
    cover: NDArray[np.uint8]


def write_controls(folder: Path, index: int, vae: AutoencoderKLFlux2, records: int = RECORDS) -> None:
    """Draw and encode `records` scenes from number `index * RECORDS` on; nothing where the shard exists."""
    path = folder / f"control-{index:05}.npz"
    if path.exists():
        return
    rows: dict[str, list[NDArray[np.float16]]] = {"target": [], **{view: [] for view in VIEWS}}
    cover = []
    for seed in range(index * RECORDS, index * RECORDS + records):
        scene, rng = placed_scene(seed), Random(f"view {seed}")
        pictures = [scene.picture(256), *(view_of(scene, view, rng) for view in VIEWS)]
        with torch.autocast("cpu", torch.bfloat16):
            for name, latents in zip(rows, encode(vae, pictures), strict=True):
                rows[name].append(latents.half().numpy())
        cover.append(coverage(scene))
    temp = path.with_suffix(".tmp.npz")
    arrays: dict[str, Any] = {name: np.stack(values) for name, values in rows.items()}
    np.savez(temp, cover=np.stack(cover), **arrays)
    temp.replace(path)


class Controls:
    """All control and flawed shards of a folder, as they appear."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.views: list[dict[str, NDArray[np.float16]]] = []
        self.wrong: list[tuple[NDArray[np.int64], NDArray[np.float16]]] = []
        self.refresh()

    def refresh(self) -> None:
        """Take in shards written since the last look, in order."""
        while (path := self.folder / f"control-{len(self.views):05}.npz").exists():
            with np.load(path) as shard:
                self.views.append(dict(shard))
        while (path := self.folder / f"flawed-{len(self.wrong):05}.npz").exists():
            with np.load(path) as shard:
                self.wrong.append((shard["seeds"], shard["latents"]))

    def view(self, view: View, rng: Random) -> ControlExample:
        """A view of a scene → the scene."""
        index = rng.randrange(len(self.views))
        shard = self.views[index]
        row = rng.randrange(len(shard["target"]))
        scene = placed_scene(index * RECORDS + row)
        return ControlExample(
            scene, say_view(scene, view, rng), shard[view][row], shard["target"][row], shard["cover"][row]
        )

    def flawed(self, rng: Random) -> tuple[int, str, NDArray[np.float16]]:
        """A flawed picture: the number of the scene that it should show (group · 8 + member), the advice
        that mends it, and its latents."""
        seeds, latents = rng.choice(self.wrong)
        row = rng.randrange(len(seeds))
        seed = int(seeds[row])
        other = other_of("blended", seed)
        assert other is not None
        return seed, say_correction(scene_of("blended", seed), other, rng), latents[row]


def say_correction(scene: Scene, other: Scene, rng: Random) -> str:
    """The advice that turns a picture between `other` and `scene` into one of `scene`."""
    if scene.thing is not None and other.thing is not None and scene.thing != other.thing:
        side = {"left": " on the left", "right": " on the right", "above": " above", "none": ""}
        if scene.thing.count > 1:
            return f"{say_thing(scene.thing, rng)} now"
        return f"add {say_thing(scene.thing, rng)}{side[scene.relation]}"
    return say_edit(other, scene, rng)


def can_be_said(scene: Scene, other: Scene) -> bool:
    """Whether there is advice for it: none turns a cat into a dog."""
    return [who.kind for who in scene.characters] == [who.kind for who in other.characters]
