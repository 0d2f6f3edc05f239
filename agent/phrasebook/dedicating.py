"""Whom a book is for: "for my daughter Lena" → "For my daughter Lena". Knows no name but by its capital."""

import re

RELATION = (
    r"(?:(?:grand|god|step)?(?:daughter|son|child|mother|father|ma|pa|parents)|mum|mom|dad|sister|brother|niece|nephew|"
    r"aunt|uncle|cousin|wife|husband|friend|teacher|kids|children|class|twins)"
)
NAME = r"(?-i:(?!Christmas|Easter|Halloween|Mother|Father|Valentine|PDF|EPUB|HTML|A4|A5|Letter)[A-Z][\w’-]+)"
NAMES = rf"{NAME}(?:\s*(?:,|and|&)\s*{NAME})*"
FOR = re.compile(
    rf"[\s,]*\b(?:dedicated\s+to|for)\s+(?P<whom>(?:my|our)\s+(?:(?:little|big|dear|best)\s+)?{RELATION}(?:,?\s+{NAMES})?|{NAMES})(?![\w’'])",
    re.I,
)


def take_dedication(text: str) -> tuple[str, str]:
    """The text without whom the book is for, and that as it stands in the book, "" where nobody is named."""
    match = FOR.search(text)
    if not match:
        return text, ""
    return f"{text[: match.start()]} {text[match.end() :]}".strip(), f"For {match['whom']}"
