"""The painter's lessons from other views: boxes, outlines, spoilt and flawed pictures, as latents on disk.

A control shard holds scenes whose figures stand anywhere with three views of each; a flawed shard holds
pictures painted between a scene and another one, which the eyes find wrong. Knows no optimiser.
"""

from collections.abc import Sequence
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

Try = tuple[int, int]
"""A flawed picture: the number of the scene that it should show (group · 8 + member), and which try."""


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
        self.wrong: dict[int, list[tuple[Try, NDArray[np.float16]]]] = {}
        self._flawed_shards = 0
        self.refresh()

    def refresh(self) -> None:
        """Take in shards written since the last look, in order."""
        while (path := self.folder / f"control-{len(self.views):05}.npz").exists():
            with np.load(path) as shard:
                self.views.append(dict(shard))
        while (path := self.folder / f"flawed-{self._flawed_shards:05}.npz").exists():
            self._flawed_shards += 1
            with np.load(path) as shard:
                for (number, turn), latents in zip(shard["tries"].tolist(), shard["latents"], strict=True):
                    self.wrong.setdefault(number, []).append(((number, turn), latents))

    def view(self, view: View, rng: Random) -> ControlExample:
        """A view of a scene → the scene."""
        index = rng.randrange(len(self.views))
        shard = self.views[index]
        row = rng.randrange(len(shard["target"]))
        scene = placed_scene(index * RECORDS + row)
        return ControlExample(
            scene, say_view(scene, view, rng), shard[view][row], shard["target"][row], shard["cover"][row]
        )

    def flawed(self, count: int, rng: Random) -> tuple[int, list[str], NDArray[np.float16]]:
        """Flawed pictures of one scene: its number, the advice that mends each, and latents (count·64, 128).

        Scenes with fewer tries that went wrong show one twice.
        """
        tries = self.wrong[rng.choice(list(self.wrong))]
        shown = rng.sample(tries, count) if len(tries) >= count else rng.choices(tries, k=count)
        number = shown[0][0][0]
        others = [other for one, _ in shown if (other := other_of("blended", *one))]
        advice = [say_correction(scene_of("blended", number), other, rng) for other in others]
        return number, advice, np.concatenate([latents for _, latents in shown])


def say_correction(scene: Scene, other: Scene, rng: Random) -> str:
    """The advice that turns a picture between `other` and `scene` into one of `scene`."""
    if scene.thing is not None and other.thing is not None and scene.thing != other.thing:
        side = {"left": " on the left", "right": " on the right", "above": " above", "none": ""}
        if scene.thing.count > 1:
            return f"{say_thing(scene.thing, rng)} now"
        return f"add {say_thing(scene.thing, rng)}{side[scene.relation]}"
    return say_edit(other, scene, rng)


def say_tries(prompt: str, advice: Sequence[str]) -> str:
    """The whole prompt, and what would mend each earlier picture, in the order of the references."""
    return " ".join([prompt, *(f"picture {n}: {text}." for n, text in enumerate(advice, start=1))])


def can_be_said(scene: Scene, other: Scene) -> bool:
    """Whether there is advice for it: none turns a cat into a dog."""
    return [who.kind for who in scene.characters] == [who.kind for who in other.characters]
