"""Yes/no questions about a scene, each with its true answer, in the canonical sentences.

False claims differ in one word from true ones; what is unclear is never asked. Knows no pixels.
"""

from dataclasses import replace
from random import Random
from typing import Any

from .. import questions
from .eyes_claims import Claim, Form, standing, truths, unclear
from .words import (
    CLOTHES,
    COLOR_WORDS,
    COLORS,
    KINDS,
    NOUNS,
    NUMBERS,
    PLACE_PHRASES,
    PLACES,
    STYLES,
    THINGS,
    plural,
)
from .world import Scene

FORMS: dict[Form, int] = {
    "exists": 4,
    "number": 14,
    "colored": 5,
    "wears": 5,
    "bare": 2,
    "beside": 2,
    "faces": 1,
    "placed": 2,
    "styled": 1,
}
"""How often each form is asked, relative to the others."""

SLOTS: dict[Form, tuple[str, ...]] = {
    "exists": ("noun", "noun", "color"),
    "number": ("noun", "number", "number", "number"),
    "colored": ("noun", "where", "color", "color", "color"),
    "wears": ("noun", "where", "clothing", "clothing", "color", "color"),
    "bare": ("noun", "where"),
    "beside": ("noun", "thing", "side", "side", "side"),
    "faces": ("noun", "where", "side", "side"),
    "placed": ("value",),
    "styled": ("value",),
}
"""Form → the words that may be changed to make a true claim false; what is named twice changes oftener."""

VALUES: dict[str, tuple[str, ...]] = {
    "color": COLORS,
    "clothing": CLOTHES[1:],
    "thing": THINGS,
    "where": ("left", "right"),
    "side": ("left", "right", "above"),
}

PHRASES: dict[str, tuple[str, ...]] = {str(name): words for name, words in PLACE_PHRASES.items()}
COLOR_SYNONYMS: dict[str, tuple[str, ...]] = {str(name): words for name, words in COLOR_WORDS.items()}


DENIED = 0.7
"""Of the false claims about a blend, the share that one of its two scenes would have made true."""


def ask(scene: Scene, count: int, rng: Random, other: Scene | None = None) -> list[tuple[str, bool]]:
    """Canonical questions about `scene` with their answers; yes and no are about as likely.

    With `other`, about a picture between the two: what only one of them shows is not there.
    """
    known, open_, denied = truths(scene), unclear(scene), list[Claim]()
    if other is not None:
        denied = sorted((known ^ truths(other)) - open_ - unclear(other), key=repr)
        known, open_ = known & truths(other), open_ | unclear(other)
    forms = _by_form(known)
    weights = [FORMS[form] for form in forms]
    asked = []
    for _ in range(count):
        true = rng.random() < 0.5
        claim = rng.choice(forms[rng.choices(list(forms), weights)[0]])
        if not true and denied and rng.random() < DENIED:
            claim = rng.choice(denied)
        while not true and (claim in known or claim in open_):
            claim = corrupt(claim, scene, rng)
        asked.append((say(claim, scene, rng), true))
    return asked


def _by_form(claims: frozenset[Claim]) -> dict[Form, list[Claim]]:
    forms: dict[Form, list[Claim]] = {}
    for claim in sorted(claims, key=repr):
        forms.setdefault(claim.form, []).append(claim)
    return forms


def corrupt(claim: Claim, scene: Scene, rng: Random) -> Claim:
    """`claim` with one word changed, rather to a word that fits something else in the picture.

    Who wears something is also said to wear nothing, and the other way round; what is there alone is
    also said to be several.
    """
    who = Claim("bare", noun=claim.noun, where=claim.where)
    if claim.form == "wears" and rng.random() < 0.08:
        return who
    if claim.form == "bare" and rng.random() < 0.6:
        color = rng.choice(("", rng.choice(COLORS)))
        return replace(who, form="wears", clothing=rng.choice(CLOTHES[1:]), color=color)
    if claim.form == "exists" and rng.random() < 0.12:
        noun = "character" if claim.noun in KINDS and rng.random() < 0.4 else claim.noun
        return Claim("number", noun=noun, number=rng.choice((2, 2, 3, 4) if noun in THINGS else (2, 2, 3)))
    return _change(claim, scene, rng)


def _change(claim: Claim, scene: Scene, rng: Random) -> Claim:
    slot = rng.choice(SLOTS[claim.form])
    if (slot == "where" and not claim.where) or (slot == "color" and not claim.color):
        slot = "clothing" if claim.clothing else "noun"
    if slot == "number":
        return replace(claim, number=_near(claim.number, rng))
    values = _values(slot, claim)
    seen = [value for value in _seen(slot, scene) if value in values]
    change: dict[str, Any] = {slot: rng.choice(seen if seen and rng.random() < 0.5 else values)}
    return replace(claim, **change)


def _near(number: int, rng: Random) -> int:
    """Another number from two to four, one off where there is a choice."""
    return rng.choice([n for n in (2, 3, 4) if abs(n - number) == 1] * 3 + [n for n in (2, 4) if n != number])


def _values(slot: str, claim: Claim) -> tuple[str, ...]:
    if slot == "value":
        return PLACES if claim.form == "placed" else STYLES
    if slot == "side" and claim.form == "faces":
        return "left", "right"
    if slot == "noun":
        sort = KINDS if claim.noun in KINDS or claim.noun == "character" else THINGS
        return KINDS + THINGS if claim.form in ("exists", "number") else sort
    return VALUES[slot]


def _seen(slot: str, scene: Scene) -> list[str]:
    """The words for this slot that something in the picture answers to."""
    people = scene.characters
    thing = [] if scene.thing is None else [scene.thing]
    if slot == "color":
        clothes = [who.clothing_color for who in people if who.clothing_color]
        return [*(who.color for who in people), *clothes, *(it.color for it in thing)]
    if slot == "noun":
        return [*(who.kind for who in people), *(it.kind for it in thing)]
    return [who.clothing for who in people if who.clothing != "none"] if slot == "clothing" else []


def say(claim: Claim, scene: Scene, rng: Random) -> str:  # noqa: PLR0911 - one line a form
    """The canonical question of a claim; nouns and colours are sometimes said with a synonym."""
    noun, color = _noun(claim.noun, rng), _color(claim.color, rng)
    # Who asks does not know how many there are: rarely the verb has the wrong number.
    several = (_count(claim.thing or claim.noun, scene) > 1) != (rng.random() < 0.07)
    who = f"{noun} on the {claim.where}" if claim.where else noun
    match claim.form:
        case "exists":
            return questions.exists(f"{color} {noun}" if color else noun)
        case "number":
            number = NUMBERS[claim.number] if rng.random() < 0.9 else str(claim.number)
            return questions.exists(f"{color} {plural(noun)}".strip(), number)
        case "colored":
            several = several and not claim.where
            return questions.colored(plural(who) if several else who, color, several=several)
        case "wears":
            return questions.wears(who, _noun(claim.clothing, rng), color or None)
        case "bare":
            return questions.bare(who)
        case "beside":
            thing = _noun(claim.thing, rng)
            return questions.beside(
                plural(thing) if several else thing, _side(claim.side), noun, several=several
            )
        case "faces":
            return questions.faces(who, "left" if claim.side == "left" else "right")
        case "placed":
            return questions.placed(rng.choice(PHRASES[claim.value]))
        case "styled":
            return questions.styled(claim.value)


def _noun(noun: str, rng: Random) -> str:
    words = NOUNS.get(noun, (noun,))
    return words[0] if rng.random() < 0.75 else rng.choice(words)


def _count(noun: str, scene: Scene) -> int:
    """How many of a noun the picture shows."""
    things = scene.thing.count if scene.thing is not None and scene.thing.kind == noun else 0
    return things + sum(who.kind == noun for who in standing(scene))


def _side(side: str) -> questions.Side:
    return "above" if side == "above" else "left" if side == "left" else "right"


def _color(color: str, rng: Random) -> str:
    words = COLOR_SYNONYMS.get(color, (color,))
    return words[0] if rng.random() < 0.9 else rng.choice(words)
