"""The little English grammar that a translation needs: articles, plurals, digits. Knows no other language."""

import re

from ..phrasebook.numbers import WORDS

PLURALS = {
    "child": "children",
    "deer": "deer",
    "fish": "fish",
    "man": "men",
    "mouse": "mice",
    "person": "people",
    "scarf": "scarves",
    "sheep": "sheep",
    "wolf": "wolves",
    "woman": "women",
}
DETERMINED = re.compile(
    r"(?:the|this|that|these|those|my|your|his|her|its|their|both|it|him|them|me|everything|everybody|all|"
    r"another|i\d+|picture \d+|page \d+)\b",
    re.I,
)
ARTICLE = re.compile(r"(?:an?|one|some) ", re.I)
BEFORE_A_VOWEL = re.compile(r"\ba(?= (?:[aeio]|umbrella|ugly))")
SPACE_BEFORE_STOP = re.compile(r"[ \t]+(?=[,.;:!?)])")
SAID_TWICE = re.compile(r"\b(from now on),? always\b", re.I)
HYPHEN = re.compile(r"(?<=\w) - (?=\w)")
SPACES = re.compile(r"[ \t]{2,}")


def plural(noun: str) -> str:
    """ "foxes", "teddy bears"; of several words the last one changes."""
    *first, last = noun.split(" ")
    return " ".join([*first, PLURALS.get(last) or _regular(last)])


def definite(phrase: str) -> str:
    """ "the red cat", of "red cat" and "a red cat"; "it" and "picture 2" stay."""
    if not phrase or DETERMINED.match(phrase):
        return phrase
    return f"the {bare(phrase)}"


def indefinite(phrase: str) -> str:
    """ "a cat", of "cat"; "the cat" and "a cat" stay."""
    return phrase if DETERMINED.match(phrase) or ARTICLE.match(phrase) else f"a {phrase}"


def bare(phrase: str) -> str:
    """ "red cat", of "a red cat"."""
    return ARTICLE.sub("", phrase, count=1) if ARTICLE.match(phrase) else phrase


def digits(number: str) -> str:
    """ "2" of "two"; what is no number stays."""
    said = number.strip()
    return str(WORDS[said.lower()]) if said.lower() in WORDS else said


def tidy(text: str) -> str:
    """The text with single spaces, none before a stop, "an" where it belongs, and nothing said twice."""
    text = SPACE_BEFORE_STOP.sub("", HYPHEN.sub("-", text))
    return SAID_TWICE.sub(r"\1", BEFORE_A_VOWEL.sub("an", SPACES.sub(" ", text))).strip()


def _regular(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")
