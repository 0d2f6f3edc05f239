"""Random scenes of the small world, for training, tests and benchmarks: a seed decides a scene.

Seeds from `HELD_OUT` up are never trained on.
"""

from random import Random
from typing import Any

from .words import CLOTHES, COLORS, FLOATING, KINDS, PLACES, STYLES, THINGS, Color, Relation, Spot
from .world import Character, Scene, Thing

HELD_OUT = 1 << 40
RELATIONS: tuple[Relation, ...] = ("left", "right", "above", "none")


def random_color(rng: Random, *but: Color | None) -> Color:
    """A colour other than those in `but`."""
    return rng.choice([color for color in COLORS if color not in but])


def random_character(rng: Random) -> Character:
    """Somebody; clothes always differ in colour from who wears them."""
    color = random_color(rng)
    clothing = rng.choice(CLOTHES)
    return Character(
        kind=rng.choice(KINDS),
        color=color,
        clothing=clothing,
        clothing_color=None if clothing == "none" else random_color(rng, color),
        facing=rng.choice(("left", "right")),
    )


def random_thing(rng: Random, relation: Relation = "none") -> Thing:
    """A thing that can be where `relation` says; one is likelier than four."""
    kind = rng.choice(sorted(FLOATING) if relation == "above" else THINGS)
    return Thing(kind=kind, color=random_color(rng), count=rng.choices((1, 2, 3, 4), (5, 2, 2, 2))[0])


def solo_scene(rng: Random) -> Scene:
    """One character in a place."""
    return Scene(**_setting(rng), characters=(random_character(rng),), spot=_spot(rng))


def thing_scene(rng: Random) -> Scene:
    """One character and one to four things."""
    relation: Relation = rng.choice(RELATIONS)
    spot = _opposite(relation, rng) if rng.random() < 0.85 else "center"
    return Scene(
        **_setting(rng),
        characters=(random_character(rng),),
        thing=random_thing(rng, relation),
        relation=relation,
        spot=spot,
    )


def pair_scene(rng: Random) -> Scene:
    """Two characters together, rarely with one thing between them."""
    thing = random_thing(rng).model_copy(update={"count": 1}) if rng.random() < 0.15 else None
    return Scene(**_setting(rng), characters=(random_character(rng), random_character(rng)), thing=thing)


def random_scene(rng: Random) -> Scene:
    """Any scene: alone, with a thing, two together, several alike, or things without anybody."""
    sort = rng.choices(("solo", "thing", "pair", "many", "still"), (26, 42, 20, 5, 7))[0]
    if sort == "many":
        return Scene(**_setting(rng), characters=(random_character(rng),), count=rng.choice((2, 3)))
    if sort == "still":
        return Scene(**_setting(rng), thing=random_thing(rng))
    return {"solo": solo_scene, "thing": thing_scene, "pair": pair_scene}[sort](rng)


def _setting(rng: Random) -> dict[str, Any]:
    style = rng.choices(STYLES, (4, 2, 2, 2))[0]
    return {"place": rng.choice(PLACES), "style": style, "seed": rng.randrange(1 << 30)}


def _opposite(relation: Relation, rng: Random) -> Spot:
    """Where somebody stands who leaves room for a thing there."""
    if relation == "left":
        return "right"
    return "left" if relation == "right" else _spot(rng)


def _spot(rng: Random) -> Spot:
    spots: tuple[Spot, ...] = ("center", "left", "right")
    return rng.choices(spots, (4, 1, 1))[0]
