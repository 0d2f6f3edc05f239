"""The languages that stories are told in, and which of them tell a book. Knows no word of theirs.

A new language is a function beside `english` and `chinese`, and its texts; see texts.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..languages.naming import Unnamed
from ..phrasebook.book_languages import IN_THESE, ONLY_TWO, SECOND
from .chinese import chinese, chinese_about
from .english import english
from .german import german, german_about
from .wording import Parts, Wording

WORDINGS: Mapping[str, Callable[[Parts], Wording]] = {"en": english, "zh": chinese, "de": german}
ABOUT: Mapping[str, Callable[[str, str], Wording]] = {"zh": chinese_about, "de": german_about}
"""How a language but English goes on about the hero of a book, by kind and name."""
MOST = 2


@dataclass(frozen=True)
class Told:
    """How a book is told: its texts, those of a second language below them, and what to say of it."""

    first: Wording
    second: Wording | None
    notes: tuple[str, ...]


def told_in(languages: Sequence[str], parts: Parts) -> Told:
    """A book in one or two of the languages that are asked for; in English where none of them can be had.

    A language "" is one that nobody named.
    """
    found = [words for words in (_wording(code, parts) for code in languages) if words]
    notes = {
        IN_THESE: len(found) < len([code for code in languages if code]),
        SECOND: len(languages) > 1 and len(found) < MOST,
        ONLY_TWO: len(found) > MOST,
    }
    first = found[0] if found else english(parts)
    second = found[1] if len(found) >= MOST else None
    return Told(first, second, tuple(note for note, holds in notes.items() if holds))


def _wording(code: str, parts: Parts) -> Wording | None:
    try:
        return WORDINGS[code](parts) if code in WORDINGS else None
    except Unnamed:
        return None
