"""Answers the canonical yes/no questions from a description that was given before anything was asked.

Asked "Is there a flower?", the eyes see one in a balloon more easily than they name one unasked. Where
somebody looks and where things stand is left open: descriptions are no surer of that than answers.
Knows no pixels and no model.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .description import SceneDescription
from .words import CLOTHES, COLOR_WORDS, KINDS, NOUNS, NUMBERS, PLACE_PHRASES, STYLES, plural

NOUN = {form: name for name, words in NOUNS.items() for word in words for form in (word, plural(word))}
COLOR = {word: name for name, words in COLOR_WORDS.items() for word in words}
PLACE = {phrase: name for name, phrases in PLACE_PHRASES.items() for phrase in phrases}
NUMBER = {word: n for n, name in enumerate(NUMBERS) for word in (name, str(n))}
ANYBODY = ("character", "characters")


@dataclass(frozen=True)
class _One:
    """A character, or all things of a sort; `side` is said where two characters stand side by side."""

    kind: str
    color: str
    count: int = 1
    garment: str = "none"
    garment_color: str | None = None
    side: str | None = None


def answer_from(question: str, seen: SceneDescription) -> bool | None:
    """Whether the description says yes; None where it leaves the question open."""
    said = next((match.groupdict() for form in FORMS if (match := form.fullmatch(question))), None)
    if said is None:
        return None
    if place := said.get("place"):
        return seen.place == PLACE[place]
    if style := said.get("style"):
        return seen.style == style
    return _holds(said, [one for one in _ones(seen) if _is_meant(one, said)])


def _ones(seen: SceneDescription) -> Iterator[_One]:
    sides = ("left", "right") if len(seen.characters) == 2 else (None,) * len(seen.characters)
    for who, side in zip(seen.characters, sides, strict=True):
        yield _One(who.kind, who.color, 1, who.clothing, who.clothing_color, side)
    for some in seen.things:
        yield _One(some.kind, some.color, some.count)


def _is_meant(one: _One, said: dict[str, str | None]) -> bool:
    noun, side = said["noun"] or "", said.get("side")
    named = one.kind in KINDS if noun in ANYBODY else one.kind == NOUN[noun]
    return named and side in (None, one.side)


def _holds(said: dict[str, str | None], meant: list[_One]) -> bool:
    """`color` belongs to the garment where one is named."""
    color, garment = said.get("color"), said.get("garment")
    if garment or "bare" in said:
        wanted = NOUN[garment] if garment else "none"
        dressed = [one for one in meant if one.garment == wanted and _is(one.garment_color, color)]
        return bool(meant) and len(dressed) == len(meant)
    dyed = [one for one in meant if _is(one.color, color)]
    if "number" in said:
        return sum(one.count for one in dyed) == NUMBER[said["number"] or ""]
    return bool(dyed) and (len(dyed) == len(meant) or "exists" in said)


def _is(color: str | None, asked: str | None) -> bool:
    return asked is None or color == COLOR[asked]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_COLORED = rf"(?:(?P<color>{_any(COLOR)}) )?"
_NOUN = rf"(?P<noun>{_any([*NOUN, *ANYBODY])})"
_WHO = rf"the {_NOUN}(?: on the (?P<side>left|right))?"
FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<exists>Is there) an? {_COLORED}{_NOUN}\?",
        rf"Are there (?P<number>{_any(NUMBER)}) {_COLORED}{_NOUN}\?",
        rf"(?:Is|Are) {_WHO} (?P<color>{_any(COLOR)})\?",
        rf"Is {_WHO} wearing an? {_COLORED}(?P<garment>{_any([*NOUN, *CLOTHES])})\?",
        rf"Is {_WHO} wearing (?P<bare>nothing)\?",
        rf"Is it (?P<place>{_any(PLACE)})\?",
        rf"Is the style (?P<style>{_any(STYLES)})\?",
    )
)
"""The sentences of `models/questions.py` that a description decides."""
