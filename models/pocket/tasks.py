"""What the painter learns to do: sentences, edits, references, panels — all from groups of scenes.

A group is eight scenes round one hero: the hero somewhere (A), an edit of that, the hero in two new
scenes, somebody else, both together, an edit of that, and an unrelated scene. Pairs and triples of
them make every task. The sentences here are the ones the product speaks to the painter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Literal

from .captions import caption, say_color, say_garment, say_place, say_thing
from .scenes import RELATIONS, pair_scene, random_color, random_scene, random_thing, solo_scene, thing_scene
from .words import CLOTHES, FLOATING, NOUNS, PLACES, STYLE_PHRASES, STYLES, plural
from .world import Character, Scene, Thing

Task = Literal[
    "sentence", "edit", "again", "together", "panels", "boxes", "edges", "restore", "correct", "reflect"
]

HERO, EDITED, NEW_1, NEW_2, OTHER, BOTH, BOTH_EDITED, FREE = range(8)
GROUP = 8
OFTEN = (4, 4, 4, 4, 2, 3, 1, 6)


@dataclass(frozen=True)
class Lesson:
    """One training example: members of a group as panels to paint, as references, and the sentence.

    `panels` has one index for a plain picture, more for a canvas of `rows` × `columns`.
    """

    panels: tuple[int, ...]
    references: tuple[int, ...]
    prompt: str
    rows: int = 1
    columns: int = 1


@lru_cache(maxsize=4096)
def group_of(seed: int) -> tuple[Scene, ...]:
    """The scenes of group `seed`; the same on every machine."""
    return random_group(Random(f"group {seed}"))


def random_group(rng: Random) -> tuple[Scene, ...]:
    """Eight related scenes in the order of the constants above."""
    base = solo_scene(rng) if rng.random() < 0.4 else thing_scene(rng)
    hero = base.characters[0]
    both = pair_scene(rng)
    other = solo_scene(rng)
    cast = (hero, other.characters[0]) if rng.random() < 0.5 else (other.characters[0], hero)
    both = both.model_copy(update={"characters": cast})
    return (
        base,
        random_edit(base, rng),
        _elsewhere(base, rng),
        _elsewhere(base, rng),
        other,
        both,
        random_edit(both, rng),
        random_scene(rng),
    )


def lesson(group: tuple[Scene, ...], task: Task, rng: Random, rows: int = 1, columns: int = 2) -> Lesson:
    """An example of `task` from a group; the grid matters to panels only."""
    return _panels(group, rng, rows, columns) if task == "panels" else _LESSONS[task](group, rng)


def _sentence(group: tuple[Scene, ...], rng: Random) -> Lesson:
    """Scenes with things twice as often: their shapes are what is learnt last."""
    weights = [often * (1 if scene.thing is None else 2) for scene, often in zip(group, OFTEN, strict=True)]
    index = rng.choices(range(GROUP), weights)[0]
    return Lesson((index,), (), caption(group[index], rng, facing_said=0.5))


def _edit(group: tuple[Scene, ...], rng: Random) -> Lesson:
    before, after = rng.choice(((HERO, EDITED), (EDITED, HERO), (BOTH, BOTH_EDITED), (BOTH_EDITED, BOTH)))
    return Lesson((after,), (before,), say_edit(group[before], group[after], rng))


def _again(group: tuple[Scene, ...], rng: Random) -> Lesson:
    """The same character in a new scene; half of the sentences don't say its looks."""
    before, after = rng.sample((HERO, NEW_1, NEW_2), 2)
    prompt = caption(group[after], rng, name_looks=rng.random() < 0.4, unsaid_style=group[before].style)
    return Lesson((after,), (before,), prompt)


def _together(group: tuple[Scene, ...], rng: Random) -> Lesson:
    """Two references → both characters in one picture, in the order of the references."""
    hero = rng.choice((HERO, NEW_1, NEW_2))
    both = group[BOTH]
    references = (hero, OTHER) if both.characters[0] == group[HERO].characters[0] else (OTHER, hero)
    prompt = caption(both, rng, name_looks=rng.random() < 0.4)
    return Lesson((BOTH,), references, prompt)


def _panels(group: tuple[Scene, ...], rng: Random, rows: int, columns: int) -> Lesson:
    """The same hero in two to four panels on one canvas, from one panel prompt."""
    members = {2: (HERO, NEW_1), 3: (HERO, NEW_1, NEW_2), 4: (HERO, NEW_1, NEW_2, EDITED)}[rows * columns]
    members = tuple(rng.sample(members, len(members)))
    return Lesson(members, (), panel_prompt([group[m] for m in members], rng), rows, columns)


_LESSONS: dict[Task, Callable[[tuple[Scene, ...], Random], Lesson]] = {
    "sentence": _sentence,
    "edit": _edit,
    "again": _again,
    "together": _together,
}


def panel_prompt(scenes: list[Scene], rng: Random) -> str:
    """ "[2-PANEL] … [PANEL-1] … [PANEL-2] …", one self-contained sentence a panel."""
    parts = [f"[PANEL-{n}] {caption(scene, rng)}" for n, scene in enumerate(scenes, start=1)]
    return f"[{len(scenes)}-PANEL] " + " ".join(parts)


def random_edit(scene: Scene, rng: Random) -> Scene:
    """`scene` with one thing changed: a colour, clothes, the place, the style, or the thing."""
    kinds = ["color", "clothing", "clothing", "place", "style"]
    if len(scene.characters) == 1:
        kinds += ["thing", "thing"]
    kind = rng.choice(kinds)
    if kind == "place":
        return scene.model_copy(update={"place": rng.choice([p for p in PLACES if p != scene.place])})
    if kind == "style":
        return scene.model_copy(update={"style": rng.choice([s for s in STYLES if s != scene.style])})
    if kind == "thing":
        return _edit_thing(scene, rng)
    which = rng.randrange(len(scene.characters))
    people = list(scene.characters)
    people[which] = _recolor(people[which], rng) if kind == "color" else _redress(people[which], rng)
    return scene.model_copy(update={"characters": tuple(people)})


def _recolor(person: Character, rng: Random) -> Character:
    return person.model_copy(update={"color": random_color(rng, person.color, person.clothing_color)})


def _redress(person: Character, rng: Random) -> Character:
    clothing = rng.choice(CLOTHES)
    color = None if clothing == "none" else random_color(rng, person.color, person.clothing_color)
    dressed = person.model_copy(update={"clothing": clothing, "clothing_color": color})
    return dressed if dressed != person else _redress(person, rng)


def _edit_thing(scene: Scene, rng: Random) -> Scene:
    if scene.thing is None:
        relation = rng.choice([r for r in RELATIONS if r != scene.spot])
        return scene.model_copy(update={"thing": random_thing(rng, relation), "relation": relation})
    change = rng.choice(("remove", "recolor", "count", "move"))
    if change == "remove":
        return scene.model_copy(update={"thing": None, "relation": "none"})
    if change == "recolor":
        return _with_thing(scene, color=random_color(rng, scene.thing.color))
    if change == "count":
        return _with_thing(scene, count=rng.choice([n for n in (1, 2, 3, 4) if n != scene.thing.count]))
    sides = [s for s in ("left", "right", "above") if s not in (scene.relation, scene.spot)]
    if scene.thing.kind not in FLOATING:
        sides = [s for s in sides if s != "above"]
    if not sides or scene.relation == "none":
        return _with_thing(scene, color=random_color(rng, scene.thing.color))
    return scene.model_copy(update={"relation": rng.choice(sides)})


def _with_thing(scene: Scene, **changes: object) -> Scene:
    assert scene.thing is not None
    return scene.model_copy(update={"thing": scene.thing.model_copy(update=changes)})


def _elsewhere(scene: Scene, rng: Random) -> Scene:
    """The same character in another scene, mostly in the same style."""
    new = solo_scene(rng) if rng.random() < 0.4 else thing_scene(rng)
    looks = {
        "characters": (scene.characters[0].model_copy(update={"facing": rng.choice(("left", "right"))}),)
    }
    style = scene.style if rng.random() < 0.8 else new.style
    return new.model_copy(update={**looks, "style": style})


def say_edit(before: Scene, after: Scene, rng: Random) -> str:
    """An instruction that turns `before` into `after`; they differ in one way."""
    if before.place != after.place:
        sentence = _say_place_edit(before, after, rng)
    elif before.style != after.style:
        sentence = _say_style_edit(after, rng)
    elif before.thing != after.thing or before.relation != after.relation:
        sentence = _say_thing_edit(before, after, rng)
    else:
        sentence = _say_character_edit(before, after, rng)
    return sentence[0].upper() + sentence[1:] if rng.random() < 0.35 else sentence


def _name(scene: Scene, which: int, rng: Random) -> str:
    """ "it", "the cat", or what tells two of a kind apart."""
    person = scene.characters[which]
    noun = rng.choice(NOUNS[person.kind])
    if len(scene.characters) == 1:
        return rng.choice(("it", f"the {noun}", f"the {noun}", f"the {say_color(person.color, rng)} {noun}"))
    if scene.characters[0].kind == scene.characters[1].kind:
        return f"the {noun} on the {('left', 'right')[which]}"
    return rng.choice((f"the {noun}", f"the {say_color(person.color, rng)} {noun}"))


def _say_place_edit(before: Scene, after: Scene, rng: Random) -> str:
    where = say_place(after.place, rng)
    who = "it" if len(before.characters) == 1 else "them"
    return rng.choice(
        (
            f"put {who} {where}",
            f"now {where}",
            f"change the place: {where}",
            f"move {who}: {where}",
            f"the same {where}",
        )
    )


def _say_style_edit(after: Scene, rng: Random) -> str:
    style = rng.choice(STYLE_PHRASES[after.style])
    return rng.choice(
        (f"change the style: {style}", f"now {style}", f"make it {style}", f"the same, {style}")
    )


def _say_thing_edit(before: Scene, after: Scene, rng: Random) -> str:
    if after.thing is None:
        assert before.thing is not None
        return f"{rng.choice(('remove', 'take away', 'delete'))} {_the(before.thing, rng)}"
    if before.thing is None:
        where = {
            "left": " on the left",
            "right": " on the right",
            "above": rng.choice((" above", " above it")),
            "none": "",
        }
        return f"{rng.choice(('add', 'add', 'put'))} {say_thing(after.thing, rng)}{where[after.relation]}"
    if before.thing.color != after.thing.color:
        return f"make {_the(before.thing, rng)} {say_color(after.thing.color, rng)}"
    if before.thing.count != after.thing.count:
        return rng.choice((f"make it {say_thing(after.thing, rng)}", f"{say_thing(after.thing, rng)} now"))
    side = "above" if after.relation == "above" else f"to the {after.relation}"
    return f"{rng.choice(('move', 'put'))} {_the(before.thing, rng)} {side}"


def _the(thing: Thing, rng: Random) -> str:
    noun = rng.choice(NOUNS[thing.kind])
    return f"the {noun if thing.count == 1 else plural(noun)}"


def _say_character_edit(before: Scene, after: Scene, rng: Random) -> str:
    which = next(
        k for k, (a, b) in enumerate(zip(before.characters, after.characters, strict=True)) if a != b
    )
    old, new = before.characters[which], after.characters[which]
    who = _name(before, which, rng)
    if old.color != new.color:
        color = say_color(new.color, rng)
        return rng.choice(
            (
                f"make {who} {color}",
                f"turn {who} {color}",
                f"change the colour of {who} to {color}",
                f"paint {who} {color}",
            )
        )
    if new.clothing == "none":
        noun = rng.choice(NOUNS[old.clothing])
        whose = "" if len(before.characters) == 1 else f" of {who}"
        return rng.choice(
            (f"remove the {noun}{whose}", f"take off the {noun}{whose}", f"{who} without the {noun}")
        )
    if new.clothing == old.clothing and rng.random() < 0.5:
        whose = "" if len(before.characters) == 1 else f" of {who}"
        return (
            f"make the {rng.choice(NOUNS[new.clothing])}{whose} {say_color(new.clothing_color or 'red', rng)}"
        )
    garment = say_garment(new, rng)
    return rng.choice(
        (f"give {who} {garment}", f"give {who} {garment}", f"put {garment} on {who}", f"{who} with {garment}")
    )
