"""Whom a book is for: "for my daughter Lena" → "For my daughter Lena". Knows no name but by its capital."""

import re
from collections.abc import Mapping

from .sizes import without

RELATION = (
    r"(?:(?:grand|god|step)?(?:daughter|son|child|mother|father|ma|pa|parents)|mum|mom|dad|sister|brother|niece|nephew|"
    r"aunt|uncle|cousin|wife|husband|friend|teacher|kids|children|class|twins)"
)
NAME = (
    r"(?-i:(?!Christmas|Easter|Halloween|Mother|Father|Valentine|PDF|EPUB|HTML|A4|A5|Letter)"
    r"[A-Z][\w’-]+|[\u4e00-\u9fff]{1,6})"
)
NAMES = rf"{NAME}(?:\s*(?:,|and|&)\s*{NAME})*"
FOR = re.compile(
    rf"[\s,]*\b(?:dedicated\s+to|for)\s+(?P<whom>(?:my|our)\s+(?:(?:little|big|dear|best)\s+)?{RELATION}(?:,?\s+{NAMES})?|"
    rf"(?:my|our)\s+[^\W\d_]+,?\s+{NAMES}|{NAMES})(?![\w’'])",
    re.I,
)
WHOSE = re.compile(r"^(?:my|our)\s+\S+(?:\s+[a-z]+)*\b")
ELSEWHERE: Mapping[str, tuple[str, str]] = {"de": ("Für {names}", " und "), "zh": ("献给{names}", "和")}
"""In another language than English: the names alone, and what stands between two."""


def take_dedication(text: str) -> tuple[str, str]:
    """The text without whom the book is for, and that, "" where nobody is named."""
    match = FOR.search(text)
    return (without(text, match), match["whom"]) if match else (text, "")


def dedication(whom: str, language: str) -> str:
    """What stands in a book that is told in a language."""
    if not whom or language not in ELSEWHERE:
        return f"For {whom}" if whom else ""
    said, between = ELSEWHERE[language]
    names = re.findall(NAME, WHOSE.sub("", whom))
    return said.format(names=between.join(names)) if names else ""
