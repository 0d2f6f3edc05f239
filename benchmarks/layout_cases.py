"""Scenes of two figures with the boxes they stand in, and where a colour is found in a picture.

Nothing here sees boxes but by colour: only scenes are taken whose two figures are found by their colour in
the right picture, at an IoU of at least `FINDABLE` with their true boxes. What is found in the right pictures
is the upper bound. Knows no painter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from triptych.models.pocket.controls import PlacedScene
from triptych.models.pocket.pen import PALETTE
from triptych.models.pocket.scenes import HELD_OUT, thing_scene
from triptych.models.pocket.words import COLORS, PLACE_PHRASES, Color
from triptych.models.pocket.world import Box, Scene
from triptych.tools.sketch import patches

FIRST = HELD_OUT + 6_000_000
FINDABLE = 0.75
SIDE = 128
NEAR = 60.0
"""How far a pixel may be from a colour in RGB."""
SPECK = 20
TOGETHER = 8
"""Patches of a figure lie so many pixels apart at most: a belly or a face parts its colour."""


@dataclass(frozen=True)
class Placed:
    """A figure: what it is called, its colour, its box as fractions, and what the examiner calls it."""

    description: str
    color: Color
    box: Box
    attributes: dict[str, str]


@dataclass(frozen=True)
class LayoutCase:
    """A scene of one character and one thing."""

    scene: Scene
    placed: tuple[Placed, Placed]
    seed: int

    @property
    def prompt(self) -> str:
        """Both, without a word on where they are."""
        return f"{self.placed[0].description} and {self.placed[1].description} {self.where}"

    @property
    def where(self) -> str:
        """The place in words."""
        return PLACE_PHRASES[self.scene.place][0]


def usual(n: int) -> tuple[LayoutCase, ...]:
    """Figures where the world's pictures have them."""
    return tuple(islice(_cases(lambda rng: _plain(thing_scene(rng))), n))


def anywhere(n: int) -> tuple[LayoutCase, ...]:
    """Figures in any size anywhere."""
    return tuple(islice(_cases(lambda rng: _anywhere(_plain(thing_scene(rng)))), n))


def found(picture: Image.Image, color: Color) -> Box | None:
    """The box round the largest patch of a colour and the patches near to it."""
    parts = [_box(part) for part in patches(colored(picture, color)) if part.sum() >= SPECK]
    if not parts:
        return None
    whole, rest = parts[0], parts[1:]
    while touching := [part for part in rest if _touch(whole, part)]:
        whole = _around(whole, *touching)
        rest = [part for part in rest if part not in touching]
    left, top, right, bottom = (edge / SIDE for edge in whole)
    return left, top, right, bottom


def colored(picture: Image.Image, color: Color) -> NDArray[np.bool_]:
    """(128, 128): which pixels are nearer to this colour than to any other, and near."""
    pixels = np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)).astype(float)
    every = np.array([PALETTE[name] for name in COLORS], float)
    apart = np.sqrt(((pixels[:, :, None] - every) ** 2).sum(-1))
    which = COLORS.index(color)
    mask: NDArray[np.bool_] = (apart.argmin(-1) == which) & (apart[..., which] < NEAR)
    return mask


def cover(picture: Image.Image, one: Placed) -> float:
    """Which share of its box a figure's colour covers."""
    left, top, right, bottom = (round(edge * SIDE) for edge in one.box)
    return float(colored(picture, one.color)[top:bottom, left:right].mean())


def iou(one: Box | None, two: Box) -> float:
    """Intersection over union; 0 where nothing was found."""
    if one is None:
        return 0.0
    across = min(one[2], two[2]) - max(one[0], two[0])
    down = min(one[3], two[3]) - max(one[1], two[1])
    shared = max(0.0, across) * max(0.0, down)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, two)]
    return shared / (sum(areas) - shared)


def _cases(make: Callable[[Random], Scene]) -> Iterator[LayoutCase]:
    for number in count():
        case = _case(make(Random(FIRST + number)), number)
        if case is not None and _findable(case):
            yield case


def _plain(scene: Scene) -> Scene:
    """Flat, one thing, no clothes: a figure has one colour."""
    assert scene.thing is not None
    bare = {"clothing": "none", "clothing_color": None}
    return scene.model_copy(
        update={
            "style": "flat",
            "thing": scene.thing.model_copy(update={"count": 1}),
            "characters": (scene.characters[0].model_copy(update=bare),),
        }
    )


def _anywhere(scene: Scene) -> Scene:
    return PlacedScene(**{**scene.model_dump(), "relation": "none", "spot": "center"})


def _case(scene: Scene, number: int) -> LayoutCase | None:
    who, thing, boxes = scene.characters[0], scene.thing, scene.boxes()
    if thing is None or who.color == thing.color or not {who.kind, thing.kind} <= boxes.keys():
        return None
    described = {
        who.kind: Placed(
            _said(who.color, who.kind), who.color, boxes[who.kind], {"kind": who.kind, "color": who.color}
        ),
        thing.kind: Placed(
            _said(thing.color, thing.kind),
            thing.color,
            boxes[thing.kind],
            {"thing": thing.kind, "thing_color": thing.color},
        ),
    }
    return LayoutCase(scene, (described[who.kind], described[thing.kind]), number)


def _said(color: str, noun: str) -> str:
    return f"{'an' if color[0] in 'aeiou' else 'a'} {color} {noun}"


def _findable(case: LayoutCase) -> bool:
    picture = case.scene.picture(256)
    return all(iou(found(picture, one.color), one.box) >= FINDABLE for one in case.placed)


def _box(part: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(part.any(1)), np.flatnonzero(part.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _touch(one: tuple[int, int, int, int], two: tuple[int, int, int, int]) -> bool:
    across = two[0] <= one[2] + TOGETHER and two[2] >= one[0] - TOGETHER
    return across and two[1] <= one[3] + TOGETHER and two[3] >= one[1] - TOGETHER


def _around(*boxes: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
