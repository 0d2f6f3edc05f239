"""Edits whose right outcome is known: scenes before and after, said as source, target and instruction.

Scenes that differ in one thing share every pixel that the difference does not touch, so that what must stay
is known, too. Held-out scenes; the same numbers give the same cases. Knows no painter and no examiner.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import HELD_OUT, random_color, solo_scene, thing_scene
from triptych.models.pocket.tasks import say_edit
from triptych.models.pocket.words import PLACE_PHRASES, PLACES, Color
from triptych.models.pocket.world import Box, Scene

from benchmarks.examiner.attributes import truth

FIRST = HELD_OUT + 9_000_000
SIZE = 256
BLEED = 17
"""Pixels round a change that the VAE touches, too; an odd number."""


@dataclass(frozen=True)
class EditCase:
    """`source` and `target` say both scenes in the same words; `mask` is white on what the edit is about.

    `asked` are the attributes that change, `kept` those that stay, `untouched` (256, 256) the pixels that
    both pictures share. `color` finds the figure in a picture, whose box is to be `box`.
    """

    before: Scene
    after: Scene
    source: str
    target: str
    instruction: str
    mask: Image.Image
    asked: dict[str, str]
    kept: dict[str, str]
    untouched: NDArray[np.bool_]
    color: Color
    box: Box
    shift: tuple[int, int] = (0, 0)
    seed: int = 0


def recolor(rng: Random) -> EditCase | None:
    """The colour of who is seen; flat, so that a colour is a colour."""
    before = _plain(solo_scene(rng) if rng.random() < 0.5 else thing_scene(rng))
    who = before.characters[0]
    taken = [who.color, who.clothing_color, before.thing.color if before.thing else None]
    person = who.model_copy(update={"color": random_color(rng, *taken)})
    after = before.model_copy(update={"characters": (person,)})
    return _case(before, after, before.masks(SIZE)[who.kind], rng, "color")


def background(rng: Random) -> EditCase | None:
    """Another place for the same figure."""
    before = _plain(solo_scene(rng))
    after = before.model_copy(update={"place": rng.choice([p for p in PLACES if p != before.place])})
    return _case(before, after, before.masks(SIZE)[before.characters[0].kind], rng, "place")


def add(rng: Random) -> EditCase | None:
    """One thing more."""
    after = _one_thing(rng)
    if after.thing is None:
        return None
    before = after.model_copy(update={"thing": None, "relation": "none"})
    where = after.masks(SIZE).get(after.thing.kind)
    return None if where is None else _case(before, after, where, rng, "thing", "thing_color", "count")


def remove(rng: Random) -> EditCase | None:
    """One thing less."""
    before = _one_thing(rng)
    if before.thing is None:
        return None
    after = before.model_copy(update={"thing": None, "relation": "none"})
    where = before.masks(SIZE).get(before.thing.kind)
    return None if where is None else _case(before, after, where, rng, "thing", "count")


def move(rng: Random) -> EditCase | None:
    """Who is seen stands elsewhere: as far as from the middle to a side, or from a side to the other."""
    before = _plain(solo_scene(rng))
    spot = rng.choice([spot for spot in ("left", "center", "right") if spot != before.spot])
    after = before.model_copy(update={"spot": spot})
    case = _case(before, after, before.masks(SIZE)[before.characters[0].kind], rng)
    if case is None:
        return None
    x = {"left": 32, "center": 50, "right": 68}
    right = round((x[spot] - x[before.spot]) / 100 * SIZE)
    side = {"left": "on the left", "center": "in the middle", "right": "on the right"}[spot]
    noun = before.characters[0].kind
    return _changed(case, shift=(right, 0), instruction=f"move the {noun}: {side}", target=case.source)


def subject(rng: Random) -> EditCase | None:
    """Somebody whose looks only the picture shows, in another place."""
    before = _plain(solo_scene(rng))
    place = rng.choice([p for p in PLACES if p != before.place])
    after = before.model_copy(update={"place": place})
    case = _case(before, after, before.masks(SIZE)[before.characters[0].kind], rng, "kind", "color")
    where = PLACE_PHRASES[place][0]
    return case and _changed(case, target=f"somebody {where}", instruction=f"the same {where}")


KINDS: dict[str, Callable[[Random], EditCase | None]] = {
    "recolor": recolor,
    "background": background,
    "move": move,
    "add": add,
    "remove": remove,
    "subject": subject,
}


def cases(kind: str, n: int) -> tuple[EditCase, ...]:
    """The first `n` cases of a kind."""
    return tuple(islice(_cases(kind), n))


def _cases(kind: str) -> Iterator[EditCase]:
    block = FIRST + 100_000 * list(KINDS).index(kind)
    for number in count():
        if case := KINDS[kind](Random(block + number)):
            yield _changed(case, seed=number)


def _changed(case: EditCase, **changes: object) -> EditCase:
    return EditCase(**{**vars(case), **changes})


def _case(
    before: Scene, after: Scene, mask: NDArray[np.bool_], rng: Random, *changing: str
) -> EditCase | None:
    words = rng.randrange(1 << 30)
    answers = truth(after)
    who = after.characters[0]
    changed = np.any(np.asarray(before.picture(SIZE)) != np.asarray(after.picture(SIZE)), axis=-1)
    return EditCase(
        before=before,
        after=after,
        source=caption(before, Random(words)),
        target=caption(after, Random(words)),
        instruction=say_edit(before, after, Random(words)) if changing else "",
        mask=Image.fromarray(mask.astype(np.uint8) * 255),
        asked={name: answers[name] for name in changing if name in answers},
        kept={name: answer for name, answer in answers.items() if name not in {*changing, "relation"}},
        untouched=~np.asarray(
            Image.fromarray(changed).convert("L").filter(ImageFilter.MaxFilter(BLEED))
        ).astype(bool),
        color=who.color,
        box=after.boxes()[who.kind],
    )


def _plain(scene: Scene) -> Scene:
    return scene.model_copy(update={"style": "flat"})


def _one_thing(rng: Random) -> Scene:
    scene = _plain(thing_scene(rng))
    assert scene.thing is not None
    side = scene.relation if scene.relation != "none" else "none"
    return scene.model_copy(update={"thing": scene.thing.model_copy(update={"count": 1}), "relation": side})
