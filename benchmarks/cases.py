"""The questions of the skills benchmark: held-out scenes, the sentences for them, and what these ask.

The same numbers give the same cases. Knows no painter and no examiner.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from triptych.models.image_model import ImageRequest, Settings
from triptych.models.picture import Picture
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import (
    HELD_OUT,
    pair_scene,
    random_color,
    random_scene,
    solo_scene,
    thing_scene,
)
from triptych.models.pocket.tasks import say_edit
from triptych.models.pocket.words import PLACES
from triptych.models.pocket.world import Scene

from benchmarks.examiner.attributes import truth

SIZE = 256


@dataclass(frozen=True)
class Case:
    """One prompt. `scene` is a right picture of it; `asked` is what prompt and reference decide.

    Where two characters are named without sides, `sides` is false and either may stand left.
    """

    prompt: str
    scene: Scene
    asked: dict[str, str]
    reference: Scene | None = None
    sides: bool = True
    seed: int = 0

    @property
    def truth(self) -> dict[str, str]:
        """What can be seen in the right picture, asked or not."""
        return truth(self.scene)

    def request(self, settings: Settings) -> ImageRequest:
        """What a model is asked to paint."""
        references = (Picture.of(self.reference.picture(SIZE)),) if self.reference else ()
        return settings.request(self.prompt, references=references, width=SIZE, height=SIZE, seed=self.seed)


@dataclass(frozen=True)
class Skill:
    """Cases of one sort. `passes` names the attributes that make a picture right; empty means all asked."""

    name: str
    cases: tuple[Case, ...]
    passes: tuple[str, ...] = ()


def mixed(n: int) -> Skill:
    """Any scene, in any words."""
    return Skill("mixed scenes", _cases(n, 0, lambda rng: _told(random_scene(rng), rng)))


def solo(n: int) -> Skill:
    """One character in a place."""
    return Skill("one character in a place", _cases(n, 1, lambda rng: _told(solo_scene(rng), rng)))


def demanding(n: int) -> Skill:
    """Scenes in which much can go wrong: somebody beside two to four things, or two dressed characters."""
    return Skill("demanding scenes", _cases(n, 4, lambda rng: _told(_demanding(rng), rng)))


def same_character(n: int) -> Skill:
    """A reference shows somebody whose looks the prompt does not name; the new picture keeps them."""
    return Skill("a reference in a new scene", _cases(n, 2, _again), ("kind", "color"))


def recolor(n: int) -> Skill:
    """ "make the cat blue": the colour changes, everything else stays."""
    return Skill("a colour edit", _cases(n, 3, _recolored), ("color",))


def _cases(n: int, block: int, make: Callable[[Random], Case]) -> tuple[Case, ...]:
    first = HELD_OUT + block * 1_000_000
    return tuple(replace(make(Random(first + number)), seed=number) for number in range(n))


def _told(scene: Scene, rng: Random) -> Case:
    prompt = caption(scene, rng)
    sides = len(scene.characters) < 2 or re.search(r"\b(left|right)\b", prompt) is not None
    return Case(prompt, scene, asked(scene, prompt), sides=sides)


def _demanding(rng: Random) -> Scene:
    """Drawn until it is one."""
    while True:
        scene = rng.choice((thing_scene, pair_scene))(rng)
        several = scene.thing is not None and scene.thing.count > 1
        dressed = [person.clothing != "none" for person in scene.characters]
        if several or (len(dressed) == 2 and all(dressed)):
            return scene


def _again(rng: Random) -> Case:
    before, after = solo_scene(rng), solo_scene(rng)
    place = rng.choice([place for place in PLACES if place != before.place])
    person = before.characters[0].model_copy(update={"facing": after.characters[0].facing})
    after = after.model_copy(update={"characters": (person,), "place": place, "style": before.style})
    prompt = caption(after, rng, name_looks=False, unsaid_style=before.style)
    return Case(prompt, after, asked(after, prompt), reference=before)


def _recolored(rng: Random) -> Case:
    before = solo_scene(rng)
    person = before.characters[0]
    color = random_color(rng, person.color, person.clothing_color)
    after = before.model_copy(update={"characters": (person.model_copy(update={"color": color}),)})
    prompt = say_edit(before, after, rng)
    return Case(prompt, after, asked(after, prompt), reference=before)


def asked(scene: Scene, prompt: str) -> dict[str, str]:
    """What the prompt says or what goes without saying; relation and facing only where they are said."""
    answers = truth(scene)
    unsaid = {"facing_2"}
    if not re.search(r"(facing|looking to the) (left|right)", prompt):
        unsaid.add("facing")
    if scene.relation == "none":
        unsaid.add("relation")
    if scene.thing is None:
        unsaid |= {"thing", "count"}
    if not scene.characters:
        unsaid.add("figures")
    if scene.count > 1:
        # Several alike are said once, and judged by the left one and by their number.
        unsaid |= {name for name in answers if name.endswith("_2")}
    return {name: answer for name, answer in answers.items() if name not in unsaid}
