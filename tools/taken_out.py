"""A sentence that says a picture → the same sentence without one thing. Plain English by pattern.

With the thing goes what it wears and the word that ties it to the rest: "with", "to the left of", "over its
head". Knows no picture.
"""

import re

from ..models.vocabulary import Vocabulary
from .reworded import GARMENTS, names_of

_SIDE = r"(?:on|to|at) the (?:left|right)(?: side)?"
_BESIDE = rf"(?:{_SIDE}|left|right) of|above|below|under|over|beside|next to|near|behind|in front of"
_TIED = rf"and|with|{_BESIDE}|in|wearing|who wears"
_NUMBER = r"(?:an?|the|one|two|three|four|five|six|\d+|some|several|its|her|his)"
_NO_ADJECTIVE = (
    r"(?!(?:an?|the|one|and|with|in|on|at|to|of|by|left|right|above|below|under|over|beside|next|near|behind|"
    r"wearing|wears|who|without)\b)"
)


def without(sentence: str, what: str, words: Vocabulary | None) -> str:
    """The sentence without the part that speaks of `what`; as it was where none does."""
    thing = _thing(what, words)
    for pattern in (
        # "…, a kite over its head"
        rf",? (?:and )?{thing} (?:over|above) (?:its|her|his|their) heads?\b",
        # "on the left a ball, on the right a cat", either of them
        rf"\b{_SIDE},? {thing},? (?:and )?(?={_SIDE}\b)",
        rf",? (?:and )?{_SIDE},? {thing}(?! {_SIDE})",
        # "a cat with a ball on the left", "a cat to the right of a ball"
        rf",? (?:{_TIED}) {thing}(?:,? (?:{_SIDE}(?: of (?:it|her|him|them))?|above|between them)\b)?(?! of)",
        # "a ball to the left of a cat", "a ball and a cat"
        rf"\b{thing},? (?:{_BESIDE}|and|with) ",
        # "a ball in the snow"
        rf"\b{thing},? (?=(?:in|on|at|by|under|among|inside|indoors|outside)\b)",
    ):
        rest, found = re.subn(pattern, "", sentence, count=1, flags=re.IGNORECASE)
        if found and re.search(r"\w", rest):
            return _tidy(rest, capital=sentence[0].isupper())
    return sentence


def _thing(what: str, words: Vocabulary | None) -> str:
    """A pattern for the noun with its number, its adjectives and its clothes."""
    nouns = "|".join(map(re.escape, names_of(what, words)))
    garments = [way for ways in words.clothes.values() for way in ways] if words else GARMENTS
    worn = "|".join(map(re.escape, sorted(garments, key=len, reverse=True)))
    adjectives = rf"(?:{_NO_ADJECTIVE}[\w-]+ ){{0,4}}?"
    clothes = rf"(?:,? (?:who wears|wearing|with|in) (?:an? )?{adjectives}(?:{worn})s?\b)?"
    return rf"(?:{_NUMBER} )?{adjectives}(?:{nouns})(?:s|es)?\b{clothes}"


def _tidy(rest: str, *, capital: bool) -> str:
    rest = re.sub(r"\s+", " ", re.sub(r"\s+([,.;])", r"\1", rest)).strip(" ,;")
    return rest[:1].upper() + rest[1:] if capital else rest
