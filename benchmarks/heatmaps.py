"""How well words find their objects: `python -m benchmarks heatmaps --n 40`.

Held-out scenes are rendered, so that the true mask of each word is known; IoU of the raw maps, of the heat
and of the mask made from it, of the box round the truth, and of the mask made in the eyes' box, where they
find the word. Knows models only by their name in the catalog.
"""

import re
from collections.abc import Iterator
from random import Random

import numpy as np
from pydantic import Field
from triptych.models import catalog
from triptych.models.morphology import Mask
from triptych.models.picture import Picture
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import HELD_OUT, pair_scene, solo_scene, thing_scene
from triptych.models.pocket.world import Scene
from triptych.models.vision_model import FindsThings
from triptych.models.word_heat import ExplainsWords, WordHeat
from triptych.models.word_mask import mask_from_heat, mask_in_box

from benchmarks.benchmark import Benchmark
from benchmarks.progress import counted
from benchmarks.table import Table, mean_row

SIZE = 256
FIRST = HELD_OUT + 7_000_000
LEVELS = (0.2, 0.3, 0.4, 0.5)
MAPS = ("attention", "effect", "heat", "mask", "box")


def scenes(n: int) -> Iterator[tuple[Scene, str]]:
    """Held-out scenes with at most one thing, and a sentence for each."""
    for number in range(n):
        rng = Random(FIRST + number)
        scene = rng.choice((solo_scene, thing_scene, pair_scene))(rng)
        if scene.thing:
            scene = scene.model_copy(update={"thing": scene.thing.model_copy(update={"count": 1})})
        yield scene, caption(scene, rng)


def questions(scene: Scene, prompt: str) -> Iterator[tuple[str, str, Mask]]:
    """What sort of word, the word, and where it truly is; only words that name one thing, said once."""
    masks = scene.masks(SIZE)
    figures = [(person.kind, person.color, "") for person in scene.characters] + (
        [(scene.thing.kind, scene.thing.color, "thing's ")] if scene.thing else []
    )
    for kind, color, whose in figures:
        named = [mask for name, mask in masks.items() if name.split()[0] == kind]
        for sort, word in (("kind", kind), ("color", color)):
            said = re.findall(rf"\b{word}\b", prompt, re.IGNORECASE)
            if len(named) == 1 and len(said) == 1 and named[0].any():
                yield whose + sort, word, named[0]


def scores(found: WordHeat, picture: Picture, truth: Mask) -> list[float]:
    """IoU of each map at its best level, of the mask, and of the box round the truth."""
    size = picture.image.size
    alone = [WordHeat(found.word, part, part).heat(size) for part in (found.attention, found.effect)]
    heat = found.heat(size)
    best = [max(iou(one > level, truth) for level in LEVELS) for one in (*alone, heat)]
    return [*best, iou(mask_from_heat(heat, picture.image), truth), iou(box(truth), truth)]


def iou(one: Mask, other: Mask) -> float:
    """Intersection over union."""
    return float((one & other).sum() / max(1, (one | other).sum()))


def box(mask: Mask) -> Mask:
    """The box round a mask."""
    return np.outer(mask.any(1), mask.any(0))


class Heatmaps(Benchmark):
    """How well words find their objects: IoU with the true masks."""

    n: int = Field(default=40, ge=1, description="scenes")
    model: str = Field(default="pocket", description="a painter of the catalog")
    eyes: str = Field(default="pocket-eyes", description="eyes of the catalog")

    def run(self) -> Table:
        """Mean IoU of each map, a sort of word a part."""
        painter = catalog.load(self.model)
        if not isinstance(painter, ExplainsWords):
            raise TypeError(f"{painter.name} cannot say where words are; choose a FLUX.2 model")
        eyes = catalog.load_vision(self.eyes)
        found: dict[str, list[list[float]]] = {}
        seen: dict[str, list[float]] = {}
        for scene, prompt in counted(list(scenes(self.n)), "heatmaps"):
            picture, asked = Picture.of(scene.picture(SIZE)), list(questions(scene, prompt))
            heats = painter.word_heat(picture, prompt, [word for _, word, _ in asked]) if asked else {}
            for sort, word, truth in asked:
                found.setdefault(sort, []).append(scores(heats[word], picture, truth))
                round_it = eyes.find(picture.image, word) if isinstance(eyes, FindsThings) else None
                if round_it:
                    seen.setdefault(sort, []).append(iou(mask_in_box(round_it, picture.image), truth))
        rows = [
            mean_row(name, values, part=sort, judge="true masks", main=name == "mask")
            for sort, each in found.items()
            for name, values in zip(MAPS, zip(*each, strict=True), strict=True)
        ]
        rows += [
            mean_row("mask in the eyes' box", values, part=sort, judge="true masks", main=True)
            for sort, values in seen.items()
        ]
        return Table(about={"model": painter.name, "revision": painter.revision}, rows=tuple(rows))
