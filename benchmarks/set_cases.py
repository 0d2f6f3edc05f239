"""Sets of four pictures of one hero: scenes, the prompts that say its looks, and those that leave them open.

The same numbers give the same sets. Knows no painter and no examiner.
"""

from dataclasses import dataclass
from itertools import combinations
from random import Random

from triptych.models.pocket.captions import say_character
from triptych.models.pocket.scenes import HELD_OUT, random_character
from triptych.models.pocket.words import PLACE_PHRASES, PLACES, STYLE_PHRASES, STYLES
from triptych.models.pocket.world import Scene

from benchmarks.examiner.examiner import Answers

FIRST = HELD_OUT + 5_000_000
PICTURES = 4
LOOKS = ("kind", "color", "clothing", "clothing_color")


@dataclass(frozen=True)
class SetCase:
    """Four scenes that share hero and style, in four places.

    `prompts` say everything; in `open_prompts` the hero's colour and clothes are left to the painter.
    """

    scenes: tuple[Scene, ...]
    shared: str
    prompts: tuple[str, ...]
    open_prompts: tuple[str, ...]
    seed: int

    @property
    def asked(self) -> tuple[dict[str, str], ...]:
        """What the examiner must read in each picture of `prompts`."""
        hero = self.scenes[0].characters[0]
        looks = {"kind": hero.kind, "color": hero.color, "clothing": hero.clothing}
        if hero.clothing_color:
            looks["clothing_color"] = hero.clothing_color
        return tuple(
            {"place": scene.place, "style": scene.style, "figures": "1", **looks} for scene in self.scenes
        )


def set_cases(n: int) -> tuple[SetCase, ...]:
    """The first `n` sets."""
    return tuple(_case(number) for number in range(n))


def follows(asked: dict[str, str], reading: Answers) -> bool:
    """Whether a picture shows all that was asked."""
    return all(reading.get(name) == answer for name, answer in asked.items())


def agreement(readings: tuple[Answers, ...]) -> list[bool]:
    """For each pair of pictures, whether the hero looks the same."""
    return [all(a.get(look) == b.get(look) for look in LOOKS) for a, b in combinations(readings, 2)]


def _case(number: int) -> SetCase:
    rng = Random(FIRST + number)
    hero, style = random_character(rng), rng.choices(STYLES, (4, 2, 2, 2))[0]
    scenes = tuple(
        Scene(place=place, style=style, characters=(hero,)) for place in rng.sample(PLACES, PICTURES)
    )
    looks = say_character(hero, rng)
    said_style = "" if style == "flat" else f", {rng.choice(STYLE_PHRASES[style])}"
    where = [f"{rng.choice(PLACE_PHRASES[scene.place])}{said_style}" for scene in scenes]
    return SetCase(
        scenes=scenes,
        shared=f"a {hero.kind}",
        prompts=tuple(f"{looks} {place}" for place in where),
        open_prompts=tuple(f"a {hero.kind} {place}" for place in where),
        seed=number * 100,
    )
