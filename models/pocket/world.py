"""The small world: a `Scene` is a value that knows its picture, its boxes and its masks.

It is what the embedded painter learns from and the ground truth of tests and benchmarks. Scenes are
drawn as SVG, so at any size; how English says them is in `captions.py`.
"""

import io
from dataclasses import dataclass
from random import Random
from typing import Self

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, model_validator

from .drawings import CHARACTERS, CLOTHING, THINGS, rabbit_ears
from .pen import PALETTE, Pen
from .places import PLACES
from .words import FLOATING, Clothing, Color, Facing, Kind, Place, Relation, Spot, Style, ThingKind

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the picture, 0..1."""


Slot = tuple[float, float, float]
"""Where a figure stands: x and y of its feet on the 100 × 100 canvas, and its scale."""

SPOTS: dict[Spot, float] = {"left": 32.0, "center": 50.0, "right": 68.0}
ALONE: dict[int, list[Slot]] = {
    1: [(50, 88, 1.9)],
    2: [(28, 86, 1.25), (72, 86, 1.25)],
    3: [(50, 54, 1.1), (25, 92, 1.1), (75, 92, 1.1)],
    4: [(27, 50, 1.05), (73, 50, 1.05), (27, 93, 1.05), (73, 93, 1.05)],
}
ABOVE: dict[int, list[Slot]] = {
    1: [(50, 27, 0.68)],
    2: [(36, 27, 0.66), (64, 27, 0.66)],
    3: [(22, 29, 0.64), (50, 25, 0.64), (78, 29, 0.64)],
    4: [(14, 30, 0.58), (38, 25, 0.58), (62, 25, 0.58), (86, 30, 0.58)],
}
SHIFT = {1: 1.0, 2: 1.0, 3: 0.0, 4: 0.0}
"""How far things above somebody follow them to the side; three and four need the whole width."""
WIDE: dict[int, list[Slot]] = {
    1: [(0, 91, 1.0)],
    2: [(0, 52, 0.82), (0, 93, 0.82)],
    3: [(0, 46, 0.66), (-11, 82, 0.66), (11, 95, 0.66)],
    4: [(-11, 46, 0.62), (11, 52, 0.62), (-11, 86, 0.62), (11, 94, 0.62)],
}
NARROW: dict[int, list[tuple[float, float]]] = {
    1: [(90, 0.78)],
    2: [(52, 0.7), (92, 0.7)],
    3: [(36, 0.62), (65, 0.62), (94, 0.62)],
    4: [(28, 0.54), (50, 0.54), (72, 0.54), (94, 0.54)],
}


class Character(BaseModel):
    """Somebody: a kind, a colour, perhaps a hat or a scarf with its own colour, and where it looks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    color: Color
    clothing: Clothing = "none"
    clothing_color: Color | None = None
    facing: Facing = "right"

    @model_validator(mode="after")
    def _clothes_have_a_color(self) -> Self:
        if (self.clothing == "none") != (self.clothing_color is None):
            raise ValueError(
                f"clothing {self.clothing!r} with colour {self.clothing_color!r}: clothes need a colour, and "
                "only clothes have one"
            )
        return self


class Thing(BaseModel):
    """One to four things of one kind and colour."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ThingKind
    color: Color
    count: int = Field(default=1, ge=1, le=4)


class Scene(BaseModel):
    """A picture of the small world.

    Two characters stand left and right in their order. `count` copies of one character may stand
    alone. `spot` is where a single character stands; `relation` says where the thing is as seen from
    the character ("none": on the side with more room). `seed` moves hills, clouds and people a little.
    Scenes that differ in one thing only share every pixel that the difference does not touch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Place
    style: Style = "flat"
    characters: tuple[Character, ...] = Field(default=(), max_length=2)
    count: int = Field(default=1, ge=1, le=3)
    thing: Thing | None = None
    relation: Relation = "none"
    spot: Spot = "center"
    seed: int = 0

    @model_validator(mode="after")
    def _can_be_drawn(self) -> Self:
        if not self.characters and self.thing is None:
            raise ValueError("a scene needs a character or a thing")
        if self.count > 1 and (len(self.characters) != 1 or self.thing is not None):
            raise ValueError(f"count {self.count}: only one character alone can be repeated")
        if self.relation == "above" and (self.thing is None or self.thing.kind not in FLOATING):
            raise ValueError(f"only {', '.join(sorted(FLOATING))} can be above somebody")
        if self.relation in ("left", "right") and (self.thing is None or len(self.characters) != 1):
            raise ValueError(f"relation {self.relation!r} needs one character and one thing")
        if self.thing is not None and self.relation == self.spot:
            raise ValueError(f"no room {self.relation} of somebody who stands {self.spot}")
        if self.spot != "center" and (len(self.characters) != 1 or self.count != 1):
            raise ValueError(f"spot {self.spot!r}: only a single character stands aside")
        return self

    def svg(self, labels: bool = False) -> str:
        """The picture as SVG; with `labels`, who covers a pixel: 1.. characters, 100.. things, 0 nobody."""
        backdrop = "" if labels else PLACES[self.place](Pen(self.style, backdrop=True), Random(self.seed))
        figures = "".join(item.svg(self.style, labels) for item in self._items())
        crisp = ' shape-rendering="crispEdges"' if labels else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" '
            f'preserveAspectRatio="xMidYMid slice"{crisp}><rect width="100" height="100" fill="#000"/>'
            f"{backdrop}{figures}</svg>"
        )

    def picture(self, width: int = 256, height: int | None = None) -> Image.Image:
        """The picture as RGB, anti-aliased; other shapes than squares show the middle of the scene."""
        return _rasterise(self.svg(), width, height or width)

    def masks(self, width: int = 256, height: int | None = None) -> dict[str, NDArray[np.bool_]]:
        """Visible pixels of each figure, (height, width) bool; names like "cat", "dog 2", "star 1"."""
        labels = np.asarray(_rasterise(self.svg(labels=True), width, height or width))[..., 0]
        return {item.name: labels == item.label for item in self._items()}

    def boxes(self) -> dict[str, Box]:
        """The box round the visible pixels of each figure, by the names of `masks`."""
        size = 256
        boxes = {}
        for name, mask in self.masks(size).items():
            rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
            if len(rows):
                boxes[name] = (
                    columns[0] / size,
                    rows[0] / size,
                    (columns[-1] + 1) / size,
                    (rows[-1] + 1) / size,
                )
        return boxes

    def _items(self) -> list["_Item"]:
        """All figures, those behind first."""
        return sorted([*self._thing_items(), *self._character_items()], key=lambda item: item.y)

    def _character_items(self) -> list["_Item"]:
        rng = Random(f"people {self.seed}")
        people = self.characters * self.count
        slots = {
            0: (),
            1: ((SPOTS[self.spot], 0.92),),
            2: ((28.0, 0.84), (72.0, 0.84)),
            3: ((18.5, 0.62), (50.0, 0.62), (81.5, 0.62)),
        }[len(people)]
        items = []
        for number, (person, (middle, scale)) in enumerate(zip(people, slots, strict=True), start=1):
            name = person.kind if len(people) == 1 else f"{person.kind} {number}"
            x, y = middle + rng.uniform(-2.5, 2.5), 93 + rng.uniform(-2, 1.5)
            items.append(_Item(name, number, x, y, scale * rng.uniform(0.97, 1.03), person))
        return items

    def _thing_items(self) -> list["_Item"]:
        if self.thing is None:
            return []
        rng = Random(f"things {self.seed}")
        count = self.thing.count
        items = []
        for n, (x, y, scale) in enumerate(self._thing_slots(count)):
            name = self.thing.kind if count == 1 else f"{self.thing.kind} {n + 1}"
            items.append(
                _Item(name, 100 + n, x + rng.uniform(-1.5, 1.5), y + rng.uniform(-1.5, 1), scale, self.thing)
            )
        return items

    def _thing_slots(self, count: int) -> list[Slot]:
        if not self.characters:
            return ALONE[count]
        if len(self.characters) == 2:
            y = 35.0 if self.relation == "above" else 97.0
            return [(50.0 + (k - (count - 1) / 2) * 22, y, 0.62) for k in range(count)]
        if self.relation == "above":
            middle = SPOTS[self.spot]
            return [
                (50 + (x - 50) * (1 if count > 2 else 0.8) + (middle - 50) * SHIFT[count], y, z)
                for x, y, z in ABOVE[count]
            ]
        side: str = self.relation
        if side == "none":
            side = {"left": "right", "right": "left"}.get(self.spot, ("left", "right")[self.seed % 2])
        if self.spot == "center":
            return [(15.5 if side == "left" else 84.5, y, scale) for y, scale in NARROW[count]]
        middle = 23.0 if side == "left" else 77.0
        return [(middle + x, y, scale) for x, y, scale in WIDE[count]]


@dataclass(frozen=True)
class _Item:
    """A figure on the canvas: feet at (x, y)."""

    name: str
    label: int
    x: float
    y: float
    scale: float
    what: Character | Thing

    def svg(self, style: Style, labels: bool) -> str:
        pen = Pen(style, label=self.label if labels else None)
        flip = -1 if isinstance(self.what, Character) and self.what.facing == "left" else 1
        transform = f"translate({self.x:.2f} {self.y:.2f}) scale({flip * self.scale:.3f} {self.scale:.3f})"
        return f'<g transform="{transform}">{_draw(pen, self.what)}</g>'


def _draw(pen: Pen, what: Character | Thing) -> str:
    if isinstance(what, Thing):
        return THINGS[what.kind](pen, PALETTE[what.color])
    drawing = CHARACTERS[what.kind](pen, PALETTE[what.color])
    if what.clothing != "none" and what.clothing_color is not None:
        drawing += CLOTHING[what.clothing](pen, PALETTE[what.clothing_color])
        if what.kind == "rabbit" and what.clothing == "hat":
            drawing += rabbit_ears(pen, PALETTE[what.color])
    return drawing


def _rasterise(svg: str, width: int, height: int) -> Image.Image:
    sized = svg.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1)
    png = resvg_py.svg_to_bytes(svg_string=sized, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(png))).convert("RGB")
