"""Quoted words that a picture shall have: below it they can stand, in it the painter cannot write."""

import re
from collections.abc import Sequence

from .notes import quoted as said
from .quotes import HELD, quoted

SURFACE = re.compile(
    r"\b(?:sign|banner|poster|shirt|board|label|bubble|flag|wall|door|house|hat|scarf|balloon|card|book|cake)\b",
    re.I,
)
CAPTION = re.compile(
    rf"(?P<before>(?:\w+\s+){{0,5}}?)[\s,]*(?:\b(?:with|and|has|having|including|plus)\s+)?(?:the\s+|a\s+|an\s+)?"
    rf"(?:\b(?:text|caption|captions|subtitle|words|line|sentence|captioned|texts)\b"
    rf"(?:\s+(?:below|under|underneath|beneath)(?:\s+(?:it|the\s+picture))?)?|"
    rf"\b(?:below|under|underneath|beneath)(?:\s+(?:it|that|the\s+picture))?)"
    rf"[\s,:]*(?:\b(?:is|stands?|says?|saying|reads?|reading|of)\b[\s,:]*)*(?P<texts>{HELD}(?:[\s,;]*(?:\band\b\s*)?{HELD})*)",
    re.I,
)

WRITTEN_BELOW = re.compile(
    rf"[\s,]*(?:\band\s+)?\bwrite\s+(?P<texts>{HELD})\s*(?:below|under|underneath|beneath)(?:\s+(?:it|that|the\s+picture))?",
    re.I,
)


def take_captions(text: str, quotes: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The text without the words for what stands below its pictures, and what stands there, word for word."""
    if match := WRITTEN_BELOW.search(text):
        return f"{text[: match.start()]} {text[match.end() :]}".strip(), (quoted(match["texts"], quotes),)
    match = CAPTION.search(text)
    if not match or SURFACE.search(match["before"]):
        return text, ()
    texts = tuple(quoted(mark, quotes) for mark in re.findall(HELD, match["texts"]))
    return f"{text[: match.start()]}{match['before']} {text[match.end() :]}".strip(), texts


def writing_notes(text: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """What is said where something shall be written in a picture."""
    marks = re.findall(HELD, text)
    if not marks:
        return ()
    words = said((quoted(mark, quotes) for mark in marks), 60)
    return (f"I cannot write in a picture, so {words} will not be seen.",)
