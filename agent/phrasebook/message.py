"""A message as it can be read: without control characters, and no longer than anybody's request."""

import unicodedata

MOST_CHARACTERS = 8000
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
SPACES = "\n\t"


def legible(text: str) -> tuple[str, tuple[str, ...]]:
    """The text that is read, and what is said where that is not all of it."""
    notes: tuple[str, ...] = ()
    if len(text) > MOST_CHARACTERS:
        notes = (f"Your message is long; I read its first {MOST_CHARACTERS} characters.",)
        text = text[:MOST_CHARACTERS]
    seen = (char if char in SPACES or _visible(char) else " " for char in text.replace("\r\n", "\n"))
    return "".join(seen).strip(), notes


def _visible(char: str) -> bool:
    return (char.isascii() and char.isprintable()) or unicodedata.category(char) not in INVISIBLE
