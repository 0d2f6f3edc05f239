"""What the painter makes when it fails, as lessons: pictures between two scenes that the eyes find wrong.

The latents of a picture painted between a scene and its neighbour are kept where the eyes doubt what only
the scene shows; advice that mends them is what tells the two apart. Knows no training.
"""

from pathlib import Path
from random import Random

import numpy as np
import torch
from PIL import Image

from ..latents import decode
from ..vision_model import VisionModel
from .captions import caption
from .control_lessons import Try, can_be_said
from .coverage import SIDE
from .eyes_claims import truths
from .eyes_painted import BATCH, SIGMAS, Repainter
from .eyes_questions import say
from .eyes_scenes import other_of, scene_of
from .lessons import SHARD
from .tasks import GROUP

PASS = 0.8
TURNS = 3
"""Tries at each scene: the painter also learns from several flawed pictures of one."""


def write_flawed(folder: Path, index: int, painter: Repainter, eyes: VisionModel) -> None:
    """Shard `index`: flawed pictures of the painter's shard of that number; nothing where it exists."""
    path = folder / f"flawed-{index:05}.npz"
    if path.exists():
        return
    with np.load(folder / f"shard-{index:05}.npz") as shard:
        tokens = torch.from_numpy(shard["latents"]).float().flatten(0, 1)
    first, tries, latents = index * SHARD * GROUP, list[Try](), []
    able = [(first + n, turn) for turn in range(TURNS) for n in range(len(tokens))]
    able = [one for one in able if _has_advice(one)]
    for start in range(0, len(able), BATCH):
        chosen = able[start : start + BATCH]
        clean = tokens[[number - first for number, _ in chosen]]
        anew = painter.repaint(clean, _captions(chosen), *_how(chosen[0]))
        with torch.autocast("cpu", torch.bfloat16):
            images = decode(painter.vae, anew, SIDE, SIDE)
        for one, image, value in zip(chosen, images, anew, strict=True):
            if _is_wrong(one, image, eyes):
                tries.append(one)
                latents.append(value.half().numpy())
    temp = path.with_suffix(".tmp.npz")
    np.savez(temp, tries=np.asarray(tries), latents=np.stack(latents))
    temp.replace(path)


def _has_advice(one: Try) -> bool:
    other = other_of("blended", *one)
    return other is not None and can_be_said(scene_of("blended", one[0]), other)


def _captions(tries: list[Try]) -> list[list[str]]:
    rng = Random(f"flawed {tries[0]}")
    others = [other for one in tries if (other := other_of("blended", *one))]
    scenes = [scene_of("blended", number) for number, _ in tries]
    return [[caption(scene, rng) for scene in shown] for shown in (scenes, others)]


def _how(one: Try) -> tuple[float, Random]:
    rng = Random(f"flawed how {one}")
    return rng.uniform(*SIGMAS["blended"]), rng


def _is_wrong(one: Try, image: Image.Image, eyes: VisionModel) -> bool:
    """Whether the eyes doubt one of three claims that hold of the scene and not of its neighbour."""
    scene, other, rng = scene_of("blended", one[0]), other_of("blended", *one), Random(repr(one))
    assert other is not None
    claims = sorted(truths(scene) - truths(other), key=repr)
    asked = rng.sample(claims, min(3, len(claims)))
    return any(eyes.probability(say(claim, scene, rng), [image]) < PASS for claim in asked)
