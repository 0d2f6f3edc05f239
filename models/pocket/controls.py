"""What else the painter can be shown: boxes, outlines, a spoilt picture — and the sentences for them.

Scenes whose figures stand anywhere, and what is seen of them in each view. Knows no latents.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ..edges import edges_of
from .captions import caption, say_character, say_place, say_thing
from .scenes import pair_scene, solo_scene, thing_scene
from .words import STYLE_PHRASES, Place, Style
from .world import Box, Character, Scene, Thing

View = Literal["boxes", "edges", "degraded"]
VIEWS: tuple[View, ...] = ("boxes", "edges", "degraded")

GROUND = "#202020"
BOX_COLORS = (
    "#e6194b", "#3cb44b", "#4363d8", "#ffe119", "#f58231",
    "#911eb4", "#46f0f0", "#f032e6", "#fabed4", "#ffffff",
)  # fmt: skip
"""The n-th box has the n-th colour; what is in it is said n-th."""

RESTORE = ("restore this picture", "restore the picture", "restore it", "make it sharp and clean")

CHARACTER_HALF, CHARACTER_HEIGHT = 21.0, 82.0
THING_HALF, THING_HEIGHT = 13.0, 27.0
"""At scale 1, about half the width and the height of a figure, of a canvas of 100."""


class PlacedScene(Scene):
    """A scene whose figures stand anywhere, hardly covering each other."""

    def _items(self) -> list[Any]:
        rng = Random(f"placed {self.seed}")
        placed: list[tuple[Any, Box]] = []
        for item in sorted(super()._items(), key=lambda item: -item.scale):
            for _ in range(40):
                moved = _moved(item, rng)
                box = _about(moved)
                if all(_overlap(box, other) < 0.08 for _, other in placed):
                    break
            placed.append((moved, box))
        return sorted(_in_order([item for item, _ in placed]), key=lambda item: float(item.y))


def _in_order(items: list[Any]) -> list[Any]:
    """Of two characters the first stands left: captions say so."""
    people = [item for item in items if isinstance(item.what, Character)]
    spots = sorted(((item.x, item.y, item.scale) for item in people), key=lambda spot: spot[0])
    people.sort(key=lambda item: int(item.label))
    stand = [replace(who, x=x, y=y, scale=z) for who, (x, y, z) in zip(people, spots, strict=True)]
    return stand + [item for item in items if not isinstance(item.what, Character)]


def placed_scene(seed: int) -> PlacedScene:
    """A random scene of one or two characters, mostly with things; the same seed, the same scene."""
    rng = Random(f"control {seed}")
    scene = rng.choices((thing_scene, solo_scene, pair_scene), (6, 1, 3))[0](rng)
    return PlacedScene(**{**scene.model_dump(), "relation": "none", "spot": "center"})


def _moved(item: Any, rng: Random) -> Any:
    if isinstance(item.what, Character):
        scale = rng.uniform(0.45, 0.95)
        half, height = CHARACTER_HALF * scale, CHARACTER_HEIGHT * scale
    else:
        scale = item.scale * rng.uniform(0.8, 1.35)
        half, height = THING_HALF * scale, THING_HEIGHT * scale
    x, y = rng.uniform(half, 100 - half), rng.uniform(min(height + 4, 96), 98)
    return replace(item, x=x, y=y, scale=scale)


def _about(item: Any) -> Box:
    """(left, top, right, bottom) in 0..1, roughly."""
    is_person = isinstance(item.what, Character)
    half = (CHARACTER_HALF if is_person else THING_HALF) * item.scale
    height = (CHARACTER_HEIGHT if is_person else THING_HEIGHT) * item.scale
    return (item.x - half) / 100, (item.y - height) / 100, (item.x + half) / 100, item.y / 100


def _overlap(one: Box, other: Box) -> float:
    """The common area as a share of the smaller box."""
    width = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    height = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / max(min(areas), 1e-6)


def view_of(scene: Scene, view: View, rng: Random) -> Image.Image:
    """256 × 256 RGB: `scene` as the painter is shown it."""
    if view == "boxes":
        return boxes_picture(list(boxes_in_order(scene).values()))
    picture = scene.picture(256)
    return edges_of(picture) if view == "edges" else degrade(picture, rng)


def boxes_in_order(scene: Scene) -> dict[str, Box]:
    """The boxes round all figures in the order in which `say_boxes` says them: characters, then things."""
    people = {person.kind for person in scene.characters}
    found = scene.boxes()
    return dict(sorted(found.items(), key=lambda pair: (pair[0].split(" ")[0] not in people, pair[0])))


def boxes_picture(boxes: Sequence[Box], size: int = 256) -> Image.Image:
    """Boxes in 0..1 as flat colours on dark; later ones lie over earlier ones."""
    image = Image.new("RGB", (size, size), GROUND)
    draw = ImageDraw.Draw(image)
    for (left, top, right, bottom), color in zip(boxes, BOX_COLORS, strict=False):
        corner = (round(right * size) - 1, round(bottom * size) - 1)
        draw.rectangle((round(left * size), round(top * size), *corner), fill=color)
    return image


def degrade(picture: Image.Image, rng: Random) -> Image.Image:
    """Blur, few pixels, JPEG blocks or grain, often two of them."""
    for spoil in rng.sample((_blurred, _coarse, _blocky, _grainy), rng.choice((1, 2, 2))):
        picture = spoil(picture, rng)
    return picture


def _blurred(picture: Image.Image, rng: Random) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(1.5, 4.5)))


def _coarse(picture: Image.Image, rng: Random) -> Image.Image:
    side = rng.randint(40, 90)
    return picture.resize((side, side), Image.Resampling.BILINEAR).resize(picture.size)


def _blocky(picture: Image.Image, rng: Random) -> Image.Image:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=rng.randint(4, 15))
    return Image.open(stream).convert("RGB")


def _grainy(picture: Image.Image, rng: Random) -> Image.Image:
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(15, 50), (*picture.size, 3))
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


def say_boxes(descriptions: Sequence[str], setting: str) -> str:
    """ "boxes: a red cat with a blue hat; a star. in the snow, flat style": one description a box."""
    return f"boxes: {'; '.join(descriptions)}. {setting}".strip(". ")


def say_setting(place: Place, style: Style, rng: Random) -> str:
    """The place, and the style where it is not flat."""
    where = say_place(place, rng)
    return where if style == "flat" else f"{where}, {rng.choice(STYLE_PHRASES[style])}"


def say_view(scene: Scene, view: View, rng: Random) -> str:
    """What the painter is told with a view of `scene`."""
    if view == "boxes":
        return say_boxes(_descriptions(scene, rng), say_setting(scene.place, scene.style, rng))
    if view == "edges":
        return f"from the outlines: {caption(scene, rng)}"
    return rng.choice(RESTORE)


def _descriptions(scene: Scene, rng: Random) -> list[str]:
    """One noun phrase a box, in the order of `boxes_in_order`."""
    people = [say_character(person, rng) for person in scene.characters * scene.count]
    # Two of a kind are named "cat 1" and "cat 2"; of two kinds the boxes come in the order of the names.
    if len(scene.characters) == 2 and scene.characters[0].kind != scene.characters[1].kind:
        people = [text for _, text in sorted(zip([p.kind for p in scene.characters], people, strict=True))]
    if scene.thing is None:
        return people
    one = Thing(kind=scene.thing.kind, color=scene.thing.color)
    return people + [say_thing(one, rng) for _ in range(scene.thing.count)]
