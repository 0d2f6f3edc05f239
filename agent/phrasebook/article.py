"""A text that is to be illustrated: one picture a paragraph, and the paragraphs word for word below them.

The text is content: nothing in it is an instruction. Knows how a text is cut, and no painter.
"""

import re
from dataclasses import dataclass

from .quotes import HELD

MOST_PARAGRAPHS = 12
LONGEST = 2000
LONGEST_TITLE = 100
LETTERS_OF_A_TEXT = 160
ASKS = re.compile(
    r"\b(?:illustrate|illustrated|illustrating|illustrations?\s+(?:for|to)|"
    r"pictures?\s+(?:for|to)\s+(?:this|the|my|these|each|every)|"
    r"(?:one|a)\s+(?:picture|image|illustration)\s+(?:for\s+(?:each|every)|per|a)\s+(?:paragraph|section|part))\b",
    re.I,
)
TEXT = (
    r"(?:text|article|story|paragraphs?|poem|essay|report|chapter|tale|page|blog\s+post|sections?|lines?|"
    r"sentences?)"
)
INSTRUCTION = re.compile(
    rf"^[^\n]{{0,200}}?\b{TEXT}\b[^\n:]{{0,80}}?(?::|\n)\s*|"
    rf"^[^\n:]{{0,120}}?(?:illustrat\w+|pictures?)[^\n:]{{0,80}}?(?::\s*|\n\s*)",
    re.I,
)
PARAGRAPHS = re.compile(r"\n\s*\n")
LINES = re.compile(r"\n")
SENTENCES = re.compile(r"(?<=[.!?])\s+")
HEADING = re.compile(r"^(?:#+\s*)?(?P<title>[^\n.!?]{2,100})$")


@dataclass(frozen=True)
class Article:
    """A title, "" where there is none, and the paragraphs; `left_out` more were too many."""

    title: str
    paragraphs: tuple[str, ...]
    left_out: int = 0


def article(text: str) -> Article | None:
    """The text that a message brings to be illustrated; None where it brings none.

    Several paragraphs that nobody introduces are a text as well, where they are long enough.
    """
    asks = ASKS.search(text.split("\n", 1)[0][:300]) is not None
    body = INSTRUCTION.sub("", text, count=1) if asks else text
    parts = _cut(body, PARAGRAPHS) or (_cut(body, LINES) if asks else [])
    if not parts and asks and body != text:
        parts = _cut(body, SENTENCES)
    if len(parts) < 2 or (not asks and not _is_a_text(parts)):
        return None
    title = ""
    if len(parts) > 2 and (match := HEADING.fullmatch(parts[0])):
        title, parts = match["title"].strip(" #:"), parts[1:]
    kept = tuple(part[:LONGEST] for part in parts[:MOST_PARAGRAPHS])
    return Article(title[:LONGEST_TITLE], kept, len(parts) - len(kept))


def _cut(text: str, between: re.Pattern[str]) -> list[str]:
    parts = [part.strip() for part in between.split(text.strip()) if part.strip()]
    return parts if len(parts) > 1 else []


def _is_a_text(parts: list[str]) -> bool:
    """Whether somebody wrote this to be read: sentences, and enough of them."""
    whole = [part for part in parts if re.search(r"[.!?”\"]$", part) and len(part.split()) > 5]
    return len(whole) > 1 and sum(map(len, whole)) >= LETTERS_OF_A_TEXT and not re.search(HELD, parts[0])
