"""Names and titles in a request: "a bear called Bruno", "Mia the cat", "a book called “The Lost Hat”"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..phrasebook.lexicon import Lexicon
from ..phrasebook.quotes import HELD, quoted

LONGEST_TITLE = 120
TITLE = re.compile(
    rf"\b(?:book|story|tale|title)\s*,?\s*(?:(?:that\s+is|is|be|with\s+the\s+title)\s+)?"
    rf"(?:called|titled|entitled|named|is|:)?\s*({HELD})",
    re.I,
)
CALLED = re.compile(
    r"\b(?:(?:who is|that is|is)\s+)?(?:called|named|by the name of|whose name is)\s+"
    rf"(?:(\w[\w-]{{0,23}})\b|({HELD}))",
    re.I,
)
THE = re.compile(r"\b([A-Z][\w-]{1,23}),?\s+(?=(?:the|an?)\s)")
PRONOUNS = {
    "he": "he",
    "his": "he",
    "him": "he",
    "she": "she",
    "her": "she",
    "hers": "she",
    "its": "it",
    "they": "they",
    "their": "they",
}


@dataclass(frozen=True)
class Names:
    """What a request calls hero, friend and book, and the hero's pronoun; "" where it does not say."""

    hero: str = ""
    friend: str = ""
    title: str = ""
    pronoun: str = ""


def find_names(text: str, quotes: Sequence[str], lexicon: Lexicon) -> tuple[Names, str]:
    """The names, and the text without them (a bear called Star is no star)."""
    title = TITLE.search(text)
    if title:
        text = text[: title.start()] + " book " + text[title.end() :]
    called = list(CALLED.finditer(text))
    named = called or [
        match for match in THE.finditer(text) if _before_somebody(text[match.end() :], lexicon)
    ]
    names = [_capital(match[1] or quoted(match[2], quotes)[:24]) for match in named[:2]]
    for match in reversed(named):
        text = text[: match.start()] + " " + text[match.end() :]
    hero, friend = [*names, "", ""][:2]
    said = quoted(title[1], quotes)[:LONGEST_TITLE] if title else ""
    return Names(hero, friend, said, _pronoun(text)), text


def _before_somebody(rest: str, lexicon: Lexicon) -> bool:
    """Whether "the brave little bear" comes next."""
    words = [
        word
        for word in lexicon.words(rest[:60])[:5]
        if word.group not in ("adjective", "color", "the", "article")
    ]
    return bool(words) and words[0].group == "kind"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _pronoun(text: str) -> str:
    words = re.findall(r"\w+", text.lower())
    return next((PRONOUNS[word] for word in words if word in PRONOUNS), "")
