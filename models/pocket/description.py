"""What the eyes say of a picture: pydantic values that a grammar can force, and how English says them.

Boxes are left, top, right, bottom in percent of the picture. Knows no pixels and no model.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ..vocabulary import with_article
from .words import NUMBERS, PLACE_PHRASES, Clothing, Color, Facing, Kind, Place, Style, ThingKind, plural
from .world import Box, Character, Scene, Thing

DESCRIBE = "Describe the picture."

Percent = Annotated[int, Field(ge=0, le=100)]
PercentBox = tuple[Percent, Percent, Percent, Percent]


class SeenCharacter(BaseModel):
    """Somebody in the picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    color: Color
    clothing: Clothing
    clothing_color: Color | None
    facing: Facing
    box: PercentBox

    def sentence(self) -> str:
        """ "a red cat wearing a blue hat"."""
        wearing = f" wearing {with_article(f'{self.clothing_color} {self.clothing}')}"
        return with_article(f"{self.color} {self.kind}") + ("" if self.clothing == "none" else wearing)


class SeenThings(BaseModel):
    """Things of one kind and colour, with the box round all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ThingKind
    color: Color
    count: Annotated[int, Field(ge=1, le=4)]
    box: PercentBox

    def sentence(self) -> str:
        """ "three yellow stars"."""
        if self.count == 1:
            return with_article(f"{self.color} {self.kind}")
        return f"{NUMBERS[self.count]} {self.color} {plural(self.kind)}"


class SceneDescription(BaseModel):
    """A picture of the small world: style, place, characters from left to right, things."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    style: Style
    place: Place
    characters: Annotated[tuple[SeenCharacter, ...], Field(max_length=3)]
    things: Annotated[tuple[SeenThings, ...], Field(max_length=1)]

    def sentence(self) -> str:
        """ "A red cat wearing a blue hat and three yellow stars in the snow, pastel style."."""
        who = [*(one.sentence() for one in self.characters), *(some.sentence() for some in self.things)]
        subject = " and ".join([", ".join(who[:-1]), who[-1]] if len(who) > 1 else who) or "nobody"
        sentence = f"{subject} {PLACE_PHRASES[self.place][0]}, {self.style} style."
        return sentence[0].upper() + sentence[1:]


class Flaws(BaseModel):
    """What is wrong with a picture, one short sentence each, as it should be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrong: Annotated[tuple[str, ...], Field(max_length=4)]


def describe(scene: Scene, boxes: Sequence[Sequence[int]]) -> SceneDescription:
    """The truth about `scene`; `boxes` in percent: characters from left to right, then all its things."""
    people = scene.characters * scene.count
    things = () if scene.thing is None else (_things(scene.thing, boxes[len(people)]),)
    return SceneDescription(
        style=scene.style,
        place=scene.place,
        characters=tuple(_character(one, box) for one, box in zip(people, boxes, strict=False)),
        things=things,
    )


def percent_boxes(scene: Scene) -> list[PercentBox]:
    """The boxes that `describe` takes: each character from left to right, then one round all things."""
    found = scene.boxes()
    people = scene.characters * scene.count
    names = [p.kind if len(people) == 1 else f"{p.kind} {n}" for n, p in enumerate(people, start=1)]
    boxes = [_percent([found[name]]) for name in names if name in found]
    others = [box for name, box in found.items() if name not in names]
    return [*boxes, _percent(others)] if others else boxes


def _percent(boxes: Sequence[Box]) -> PercentBox:
    """The box round `boxes`, in percent."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return round(100 * min(left)), round(100 * min(top)), round(100 * max(right)), round(100 * max(bottom))


def _character(person: Character, box: Sequence[int]) -> SeenCharacter:
    return SeenCharacter(**person.model_dump(), box=_four(box))


def _things(thing: Thing, box: Sequence[int]) -> SeenThings:
    return SeenThings(**thing.model_dump(), box=_four(box))


def _four(box: Sequence[int]) -> PercentBox:
    left, top, right, bottom = (int(number) for number in box)
    return left, top, right, bottom
