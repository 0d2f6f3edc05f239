"""What the examiner reads from a picture, and what is true of a `Scene`.

Each attribute is a question with a fixed list of answers; −1 where it cannot be asked (the clothing
colour of somebody without clothes). Knows no pixels and no network.
"""

from triptych.models.pocket.words import CLOTHES, COLORS, KINDS, PLACES, STYLES, THINGS
from triptych.models.pocket.world import Character, Scene

PERSON: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "color": COLORS,
    "clothing": CLOTHES,
    "clothing_color": COLORS,
    "facing": ("left", "right"),
}

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "style": STYLES,
    "place": PLACES,
    "figures": ("0", "1", "2", "3"),
    **PERSON,
    **{f"{name}_2": answers for name, answers in PERSON.items()},
    "thing": ("none", *THINGS),
    "thing_color": COLORS,
    "count": ("0", "1", "2", "3", "4"),
    "relation": ("left", "right", "above"),
}
"""Name → answers. `figures` counts characters; `kind` to `facing` ask of the left, `…_2` of the right one."""


def truth(scene: Scene) -> dict[str, str]:
    """The answers that can be seen in the scene's picture; what cannot be asked is left away."""
    answers = {"style": scene.style, "place": scene.place, "figures": str(figures(scene))}
    if scene.characters:
        answers |= _looks(scene.characters[0], "")
    if figures(scene) > 1:
        answers |= _looks(scene.characters[-1], "_2")
    if scene.thing is None:
        return answers | {"thing": "none", "count": "0"}
    answers |= {"thing": scene.thing.kind, "thing_color": scene.thing.color, "count": str(scene.thing.count)}
    if figures(scene) == 1:
        answers["relation"] = _side(scene)
    return answers


def figures(scene: Scene) -> int:
    """How many characters stand in the picture."""
    return scene.count if scene.count > 1 else len(scene.characters)


def _side(scene: Scene) -> str:
    """Where the thing is seen; an unsaid side is where there is room, or else decided by the seed."""
    if scene.relation != "none":
        return scene.relation
    return {"left": "right", "right": "left"}.get(scene.spot, ("left", "right")[scene.seed % 2])


def indices(scene: Scene) -> list[int]:
    """`truth` as numbers in the order of `ATTRIBUTES`, −1 where nothing can be asked."""
    known = truth(scene)
    return [answers.index(known[name]) if name in known else -1 for name, answers in ATTRIBUTES.items()]


def _looks(person: Character, suffix: str) -> dict[str, str]:
    looks = {"kind": person.kind, "color": person.color, "clothing": person.clothing, "facing": person.facing}
    if person.clothing_color is not None:
        looks["clothing_color"] = person.clothing_color
    return {name + suffix: answer for name, answer in looks.items()}
