"""Requests in Chinese, Spanish, German, French and Japanese → the simple English that the phrasebook reads.

By word lists and patterns, one file a language; no model, no grammar beyond them. Words that are not
listed stay as they are, and so does all that is quoted.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .detection import detect
from .english import tidy
from .frames import frames, translated
from .quotations import held, released
from .table import table

STOP = re.compile(r"([,;:!?…。、]+(?!\d)|\.+(?!\w)|\n+)")
ENGLISH_STOPS = str.maketrans({"。": ".", "、": ","})
PIECE = 400
"""Characters that are read as one clause at most."""
LONG = 8000
"""A text of more characters is no request; it is translated word by word."""


@dataclass(frozen=True)
class Translation:
    """The English for a text and the code of the language it was in; English text stays as it is."""

    text: str
    language: str


def to_english(text: str, names: Iterable[str] = ()) -> Translation:
    """Translate a request; `names` stay as they are. Never raises."""
    language = detect(text)
    if language == "en":
        return Translation(text, language)
    rest, kept = held(text, names)
    normal = unicodedata.normalize("NFC" if table(language).file.spaced else "NFKC", rest)
    first = 0 if len(text) <= LONG else len(frames(language))
    parts = [
        part.translate(ENGLISH_STOPS) if STOP.fullmatch(part) else _clauses(part, language, first)
        for part in STOP.split(normal)
    ]
    return Translation(released(tidy(_joined(parts)), kept), language)


def _clauses(text: str, language: str, first: int) -> str:
    """The wishes of a part of a sentence, one after the other, by the frames from number `first` on."""
    pieces = [
        piece[at : at + PIECE]
        for piece in _between(language).split(text)
        for at in range(0, len(piece), PIECE)
    ]
    return " and ".join(filter(None, (translated(piece, language, first) for piece in pieces)))


@cache
def _between(language: str) -> re.Pattern[str]:
    """Where one wish ends and the next begins."""
    return re.compile(table(language).file.clauses or r"(?!)", re.I)


def _joined(parts: list[str]) -> str:
    """Clauses and the stops after them, with a space after a stop."""
    return "".join(part if part.startswith("\n") else f"{part} " for part in parts)
