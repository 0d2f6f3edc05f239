"""What is true of a scene, as claims without wording.

`truths` lists all claims that hold, so a claim that is not among them is false; where plain words could
mean either of two figures, it is `unclear`. Knows no English.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .world import Character, Scene

Form = Literal["exists", "number", "colored", "wears", "bare", "beside", "faces", "placed", "styled"]


@dataclass(frozen=True)
class Claim:
    """A statement; only the words of its form are set. `noun` with `where` is "cat on the left"."""

    form: Form
    noun: str = ""
    where: str = ""
    color: str = ""
    clothing: str = ""
    thing: str = ""
    side: str = ""
    number: int = 0
    value: str = ""


def truths(scene: Scene) -> frozenset[Claim]:
    """All claims that hold of `scene`."""
    return frozenset((*_setting(scene), *_existence(scene), *_of_things(scene), *_of_people(scene)[0]))


def unclear(scene: Scene) -> frozenset[Claim]:
    """Claims that hold of one of two figures that the words may mean."""
    return frozenset(_of_people(scene)[1])


def _setting(scene: Scene) -> Iterator[Claim]:
    yield Claim("placed", value=scene.place)
    yield Claim("styled", value=scene.style)


def _existence(scene: Scene) -> Iterator[Claim]:
    people = standing(scene)
    looks: list[tuple[str, str]] = [(who.kind, who.color) for who in people]
    if scene.thing is not None:
        looks.append((scene.thing.kind, scene.thing.color))
        if scene.thing.count > 1:
            counted = Claim("number", noun=scene.thing.kind, number=scene.thing.count)
            yield from (counted, replace(counted, color=scene.thing.color))
    for noun, color in looks:
        yield Claim("exists", noun=noun)
        yield Claim("exists", noun=noun, color=color)
    if len(people) > 1:
        yield Claim("number", noun="character", number=len(people))
        for kind in {who.kind for who in people}:
            count = sum(who.kind == kind for who in people)
            if count > 1:
                yield Claim("number", noun=kind, number=count)


def _of_things(scene: Scene) -> Iterator[Claim]:
    if scene.thing is None:
        return
    yield Claim("colored", noun=scene.thing.kind, color=scene.thing.color)
    people = standing(scene)
    if len(people) == 1:
        yield Claim("beside", noun=people[0].kind, thing=scene.thing.kind, side=side(scene))
    elif len(people) == 2 and people[0].kind != people[1].kind and scene.relation == "none":
        yield Claim("beside", noun=people[0].kind, thing=scene.thing.kind, side="right")
        yield Claim("beside", noun=people[1].kind, thing=scene.thing.kind, side="left")


def _of_people(scene: Scene) -> tuple[set[Claim], set[Claim]]:
    """What holds of each one (of all who are meant), and what holds of some of them only."""
    people = standing(scene)
    true: set[Claim] = set()
    some: set[Claim] = set()
    for kind in {who.kind for who in people}:
        each = [set(_looks(kind, "", who)) for who in people if who.kind == kind]
        both = each[0].intersection(*each[1:])
        true |= both
        some |= each[0].union(*each[1:]) - both
    if len(people) == 2:
        for where, who in zip(("left", "right"), people, strict=True):
            true |= set(_looks(who.kind, where, who))
    return true, some


def _looks(kind: str, where: str, who: Character) -> Iterator[Claim]:
    yield Claim("colored", noun=kind, where=where, color=who.color)
    yield Claim("faces", noun=kind, where=where, side=who.facing)
    if who.clothing == "none" or who.clothing_color is None:
        yield Claim("bare", noun=kind, where=where)
    else:
        yield Claim("wears", noun=kind, where=where, clothing=who.clothing)
        yield Claim("wears", noun=kind, where=where, clothing=who.clothing, color=who.clothing_color)


def side(scene: Scene) -> str:
    """Where the thing is seen from a lone character; unsaid, it is where there is room."""
    if scene.relation != "none":
        return scene.relation
    return {"left": "right", "right": "left"}.get(scene.spot, ("left", "right")[scene.seed % 2])


def standing(scene: Scene) -> tuple[Character, ...]:
    """All characters, from left to right."""
    return scene.characters * scene.count
