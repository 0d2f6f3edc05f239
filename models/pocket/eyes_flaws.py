"""What is wrong with a picture against a prompt: the prompt of a nearly equal scene, and each difference.

Knows no pixels.
"""

from random import Random

from ..vocabulary import with_article
from .captions import caption
from .eyes_claims import side
from .tasks import random_edit
from .words import KINDS, NUMBERS, PLACE_PHRASES, PLACES, STYLES, plural
from .world import Character, Scene, Thing


def flawed(scene: Scene, rng: Random) -> tuple[str, list[str]]:
    """A prompt that `scene` meets nearly or wholly, and what is wrong; nothing in a third of the cases."""
    asked = scene
    for _ in range(rng.choice((0, 1, 2))):
        asked = _edited(asked, rng)
    return caption(asked, rng), flaws(scene, asked)


def ask_flaws(prompt: str) -> str:
    """The question for `Flaws`."""
    return f'The prompt was: "{prompt}". What is wrong?'


def _edited(scene: Scene, rng: Random) -> Scene:
    if scene.count == 1 and scene.characters:
        if rng.random() < 0.8:
            return random_edit(scene, rng)
        kind = rng.choice([k for k in KINDS if k not in {who.kind for who in scene.characters}])
        first, *others = scene.characters
        return scene.model_copy(update={"characters": (first.model_copy(update={"kind": kind}), *others)})
    if rng.random() < 0.5:
        return scene.model_copy(update={"place": rng.choice(PLACES)})
    return scene.model_copy(update={"style": rng.choice(STYLES)})


def flaws(scene: Scene, asked: Scene) -> list[str]:
    """What should be otherwise for the picture of `scene` to show what was `asked`: at most four."""
    found = [] if scene.place == asked.place else [f"it should be {PLACE_PHRASES[asked.place][0]}"]
    if scene.style != asked.style:
        found.append(f"the style should be {asked.style}")
    for number, (seen, wanted) in enumerate(zip(scene.characters, asked.characters, strict=True)):
        found += _of_character(_name(scene, number), seen, wanted)
    return [*found, *_of_thing(scene, asked)][:4]


def _name(scene: Scene, number: int) -> str:
    kinds = [who.kind for who in scene.characters]
    alike = len(kinds) == 2 and kinds[0] == kinds[1]
    return kinds[number] + (f" on the {('left', 'right')[number]}" if alike else "")


def _of_character(name: str, seen: Character, wanted: Character) -> list[str]:
    if seen.kind != wanted.kind:
        return [f"there should be {with_article(f'{wanted.color} {wanted.kind}')}"]
    found = [] if seen.color == wanted.color else [f"the {name} should be {wanted.color}"]
    if (seen.clothing, seen.clothing_color) != (wanted.clothing, wanted.clothing_color):
        garment = with_article(f"{wanted.clothing_color} {wanted.clothing}")
        found.append(f"the {name} should wear {'nothing' if wanted.clothing == 'none' else garment}")
    return found


def _of_thing(scene: Scene, asked: Scene) -> list[str]:
    seen, wanted = scene.thing, asked.thing
    if wanted is None:
        return [] if seen is None else [f"there should be no {seen.kind}"]
    if seen is None or seen.kind != wanted.kind:
        return [f"there should be {_counted(wanted, wanted.color)}"]
    found = []
    if seen.count != wanted.count:
        found.append(f"there should be {_counted(wanted)}")
    noun = seen.kind if seen.count == 1 else plural(seen.kind)
    if seen.color != wanted.color:
        found.append(f"the {noun} should be {wanted.color}")
    if asked.relation not in ("none", side(scene)):
        where = "above" if asked.relation == "above" else f"to the {asked.relation} of"
        found.append(f"the {noun} should be {where} the {asked.characters[0].kind}")
    return found


def _counted(thing: Thing, color: str = "") -> str:
    noun = f"{color} {thing.kind if thing.count == 1 else plural(thing.kind)}".strip()
    return with_article(noun) if thing.count == 1 else f"{NUMBERS[thing.count]} {noun}"
