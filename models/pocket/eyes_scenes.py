"""The scenes the eyes learn from: a source and a seed decide one.

Renders come in pairs: two with the same character, or nearly. Blends are painted between two scenes.
Knows no pixels.
"""

from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any, Literal

from .scenes import pair_scene, random_color, random_scene, solo_scene, thing_scene
from .tasks import GROUP, group_of
from .words import CLOTHES, FLOATING, KINDS, STYLES, THINGS
from .world import Character, Scene

Source = Literal["render", "decoded", "painted", "blended"]


class LooseScene(Scene):
    """A scene whose figures stand less tidily, as painters have them."""

    def _items(self) -> list[Any]:
        rng = Random(f"loose {self.seed}")
        return [
            replace(
                item,
                x=item.x + rng.uniform(-3, 3),
                y=item.y + rng.uniform(-3, 2),
                scale=item.scale * rng.uniform(0.88, 1.1),
            )
            for item in super()._items()
        ]


@lru_cache(maxsize=1 << 17)
def scene_of(source: Source, seed: int) -> Scene:
    """The scene that a record shows: a render, or a member of one of the painter's groups."""
    return _render(seed) if source == "render" else group_of(seed // GROUP)[seed % GROUP]


def other_of(source: Source, seed: int, turn: int = 0) -> Scene | None:
    """The second scene that a blended record shows: it differs from `scene_of` in one attribute.

    Each `turn` is another try at the same scene.
    """
    rng = Random(f"blend {seed} {turn}" if turn else f"blend {seed}")
    return _neighbour(scene_of(source, seed), rng) if source == "blended" else None


def _neighbour(scene: Scene, rng: Random) -> Scene:
    """Another thing or number of things, or somebody who looks nearly the same."""
    if scene.thing is None or (scene.characters and rng.random() < 0.15):
        first, *others = scene.characters
        return scene.model_copy(update={"characters": (_nearly(first, rng), *others)})
    thing = scene.thing
    if rng.random() < 0.3:
        change: dict[str, Any] = {"count": rng.choice([n for n in (1, 2, 3, 4) if abs(n - thing.count) == 1])}
    else:
        kinds = sorted(FLOATING) if scene.relation == "above" else THINGS
        change = {"kind": rng.choice([kind for kind in kinds if kind != thing.kind])}
    return scene.model_copy(update={"thing": thing.model_copy(update=change)})


def _render(seed: int) -> Scene:
    """Even seeds are any scene; the odd one after a lone character shows it again, or nearly."""
    rng = Random(f"eyes {seed}")
    scene = _any(rng) if seed % 2 == 0 else _companion(_render(seed - 1), rng)
    return LooseScene(**scene.model_dump()) if rng.random() < 0.6 else scene


def _any(rng: Random) -> Scene:
    """A random scene; two together, two of a kind and several alike oftener than the painter has them."""
    sort = rng.choices(("any", "pair", "two of a kind", "many"), (60, 18, 12, 10))[0]
    if sort == "any":
        return random_scene(rng)
    if sort == "many":
        return solo_scene(rng).model_copy(update={"count": rng.choice((2, 3)), "spot": "center"})
    scene = pair_scene(rng)
    if sort == "pair":
        return scene
    left, right = scene.characters
    return scene.model_copy(update={"characters": (left, right.model_copy(update={"kind": left.kind}))})


def _companion(scene: Scene, rng: Random) -> Scene:
    new = solo_scene(rng) if rng.random() < 0.5 else thing_scene(rng)
    if len(scene.characters) != 1 or scene.count != 1:
        return _any(rng)
    who = scene.characters[0].model_copy(update={"facing": rng.choice(("left", "right"))})
    if rng.random() < 0.5:
        who = _nearly(who, rng)
    style = scene.style if rng.random() < 0.5 else rng.choice([s for s in STYLES if s != scene.style])
    return new.model_copy(update={"characters": (who,), "style": style})


def _nearly(person: Character, rng: Random) -> Character:
    """Somebody who differs in one thing: kind, colour, clothes or their colour."""
    changes = ["kind", "color", "clothing", "clothing_color" if person.clothing_color else "clothing"]
    change = rng.choice(changes)
    if change == "kind":
        return person.model_copy(update={"kind": rng.choice([k for k in KINDS if k != person.kind])})
    if change == "clothing":
        clothing = rng.choice([c for c in CLOTHES if c != person.clothing])
        color = person.clothing_color or random_color(rng, person.color)
        dressed = {"clothing": clothing, "clothing_color": None if clothing == "none" else color}
        return person.model_copy(update=dressed)
    return person.model_copy(update={change: random_color(rng, person.color, person.clothing_color)})
