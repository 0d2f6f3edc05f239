"""Quoted text is content: it is taken out before anything is translated, and put back as it was.

So are names of somebody in a picture. Each is held by one private character. Knows no language.
"""

import re
from collections.abc import Iterable

QUOTED = re.compile(
    r"\"[^\"]+\"|“[^“”]+”|„[^„“”\"]+[“”\"]|«[^«»]+»|»[^«»]+«|‘[^‘’]+’|「[^「」]+」|『[^『』]+』|《[^《》]+》"
)
BRACKETS = str.maketrans("「」『』《》", "“”“”“”")
"""Marks that English does not know become those it knows; what is between them stays."""

FIRST, LAST = 0xF0000, 0xFFFFD
HOLDS = f"[{chr(FIRST)}-{chr(LAST)}]"
"""A pattern for one held quotation."""


def held(text: str, names: Iterable[str] = ()) -> tuple[str, list[str]]:
    """The text with a private character for each quotation and each of the `names`, and what they hold."""
    kept: list[str] = []

    def hold(match: re.Match[str]) -> str:
        if FIRST + len(kept) > LAST:
            return match[0]
        kept.append(match[0])
        return f" {chr(FIRST + len(kept) - 1)} "

    text = QUOTED.sub(hold, re.sub(HOLDS, " ", text))
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(named, hold, text) if named else text, kept


def released(text: str, kept: list[str]) -> str:
    """The text with its quotations."""
    return re.sub(HOLDS, lambda match: _with_known_marks(kept[ord(match[0]) - FIRST]), text)


def _with_known_marks(quotation: str) -> str:
    return quotation[0].translate(BRACKETS) + quotation[1:-1] + quotation[-1].translate(BRACKETS)
