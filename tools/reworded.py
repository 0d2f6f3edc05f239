"""A sentence that says a picture → the same sentence with one thing said otherwise.

Plain English by pattern: a colour before its noun, the words for the place. Knows no picture.
"""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import StringConstraints

from ..models.vocabulary import Vocabulary, with_article
from .tool import ToolError

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]

COLORS = (
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "pink",
    "brown",
    "black",
    "white",
    "grey",
    "gray",
    "golden",
    "silver",
    "turquoise",
    "beige",
)
GARMENTS = (
    "hat",
    "cap",
    "scarf",
    "coat",
    "jacket",
    "dress",
    "shirt",
    "sweater",
    "crown",
    "helmet",
    "glasses",
    "cape",
)
_NO_NOUN = r"(?!(?:a|an|the|with|in|on|at|and|of|wearing|who|wears)\b)"
_ARTICLE = re.compile(r"\b(an?)(?= (\w))", re.IGNORECASE)


def recolored(sentence: str, what: str, color: str, words: Vocabulary | None) -> str | None:
    """With another colour said of `what`, or one where none was; None where nobody speaks of `what`."""
    nouns = "|".join(map(re.escape, names_of(what, words)))
    colors = "|".join(map(re.escape, colors_of(words)))
    # One word may stand between: a red teddy bear.
    pattern = rf"\b(?:(?:{colors}) ({_NO_NOUN}\w+ )?)?({nouns})\b"
    changed, found = re.subn(
        pattern, lambda m: f"{color} {m[1] or ''}{m[2]}", sentence, count=1, flags=re.IGNORECASE
    )
    return _with_articles(changed) if found else None


def elsewhere(sentence: str, place: str, words: Vocabulary | None) -> str:
    """With another place said, such as "on the beach", or one where none was said."""
    known = [phrase for phrases in words.places.values() for phrase in phrases] if words else []
    said = sorted((phrase for phrase in known if " " in phrase), key=len, reverse=True)
    pattern = r"\b(?:" + "|".join(map(re.escape, said)) + r")\b" if said else _PLACE
    changed, found = re.subn(pattern, lambda _: place, sentence, count=1, flags=re.IGNORECASE)
    return changed if found else f"{sentence.rstrip('.')} {place}"


def color_of(sentence: str, what: str, words: Vocabulary | None) -> str | None:
    """The colour that the sentence says of a noun: the "blue" of "a blue cat wearing a red hat"."""
    colors = "|".join(map(re.escape, colors_of(words)))
    nouns = "|".join(map(re.escape, names_of(what, words)))
    colored = re.search(rf"\b({colors}) (?:{_NO_NOUN}\w+ )?(?:{nouns})\b", sentence, flags=re.IGNORECASE)
    return colored[1] if colored else None


def worn_by(sentence: str, what: str, words: Vocabulary | None) -> str | None:
    """What somebody wears, as the sentence says it: the "hat" of "a blue cat wearing a red hat"."""
    dressed = re.search(_dressed(what, words), sentence, flags=re.IGNORECASE)
    return dressed["garment"] if dressed else None


def is_worn(what: str, words: Vocabulary | None) -> bool:
    """Whether a noun is a piece of clothing."""
    return any(name in _garments(words) for name in names_of(what.lower(), words))


def posed(sentence: str, what: str, pose: str, words: Vocabulary | None) -> str | None:
    """With a pose said of `what`, after its clothes; None where nobody speaks of `what`."""
    said = r"(?:,? (?:facing|looking)(?: to)?(?: the)? (?:left|right)\b)?"
    pattern = rf"({_dressed(what, words)}){said}"
    changed, found = re.subn(pattern, lambda m: f"{m[1]} {pose}", sentence, count=1, flags=re.IGNORECASE)
    return changed if found else None


def _dressed(what: str, words: Vocabulary | None) -> str:
    """A pattern for a noun with its clothes, the `garment` in a group."""
    nouns = "|".join(map(re.escape, names_of(what, words)))
    worn = "|".join(map(re.escape, sorted(_garments(words), key=len, reverse=True)))
    wears = r"(?:who wears|wearing|with|in)"
    return rf"\b(?:{nouns})\b(?:,? {wears} (?:an? |the )?(?:{_NO_LINK}\w+ ){{0,2}}?(?P<garment>{worn})\b)?"


def _garments(words: Vocabulary | None) -> Sequence[str]:
    return [way for ways in words.clothes.values() for way in ways] if words else GARMENTS


def unplaced(sentence: str) -> str:
    """Without a word on which side a thing is: "a ball to the left of a cat" is beside it."""
    sides = r"(?:on|to|at) the (?:left|right)(?: side)?"
    for pattern, said in (
        (rf",? (?:and )?(?:{sides}|left|right) of it\b", ""),
        (rf"\b(?:(?:{sides}|left|right) of|(?:above|below)(?= {_NUMBER}\b))", "beside"),
        (rf"\b{sides},? (.+?),? {sides},? ", r"\1 and "),
        (rf",? (?:{sides}|above(?=$|[,.;]| {_PLACED}\b))", ""),
    ):
        sentence = re.sub(pattern, said, sentence, flags=re.IGNORECASE)
    return sentence


def unsaid(what: str, sentence: str) -> ToolError:
    """What to raise where nobody speaks of it."""
    return ToolError(
        f"“{sentence[:120]}” does not speak of {what!r}; name it as it is said there, or say with “shows” "
        "what the picture shows"
    )


def names_of(what: str, words: Vocabulary | None) -> Sequence[str]:
    """The ways to say a noun, the longest first; only itself where the painter knows all words."""
    for group in (words.kinds, words.clothes, words.things) if words else ():
        for name, ways in group.items():
            if what.lower() in (name, *ways):
                return sorted({name, *ways}, key=len, reverse=True)
    return (what,)


_PLACE = r"\b(?:in|on|at|under|by|inside|among) (?:the|a|an) [\w ]+?(?=$|[,.;]| with | and )"
_PLACED = r"(?:in|on|at|under|by|inside|among)"
_NUMBER = r"(?:an?|the|one|two|three|four|\d+)"
_NO_LINK = r"(?!(?:with|and|in|on|at)\b)"


def colors_of(words: Vocabulary | None) -> Sequence[str]:
    """The words for colours, the longest first; common ones, too, where a painter knows few."""
    known = [way for ways in words.colors.values() for way in ways] if words else []
    return sorted({*known, *COLORS}, key=len, reverse=True)


def _with_articles(sentence: str) -> str:
    """ "a" or "an" as the next word begins."""

    def fitting(match: re.Match[str]) -> str:
        article = with_article(match[2].lower()).split()[0]
        return article.capitalize() if match[1][0].isupper() else article

    return _ARTICLE.sub(fitting, sentence)
