"""Text cut into pictures by tags: "[PANEL-1] … [PANEL-2] …", "Scene 1: …", "1) … 2) …". Reads no scenes."""

import re
from dataclasses import dataclass

from .numbers import counted
from .questions import Unclear

NAME = r"(?:panel|scene|picture|image|frame|page|photo|illustration|shot|slide|output)"
TAG = re.compile(
    rf"\[\s*{NAME}\s*[-#_ ]?\s*(\d{{1,3}})\s*\]\s*:?|"
    rf"(?<!\w){NAME}\s*(?:no\.?\s*|#\s*|-)?(\d{{1,3}})\s*(?:[:.)—–]|-(?=\s))\s*",
    re.I,
)
DECLARED = re.compile(rf"\[\s*(\d{{1,3}})\s*-?\s*{NAME}s?\s*\]\s*:?", re.I)
ITEM = re.compile(r"(?:^|\n|(?<=[\s:;,.]))\s*(?:\(?\d{1,2}[.)]|[-*•])\s+")
IN_TURN = re.compile(
    r"(?:(?<=[:;,.])|\band|\bthen)\s*(?:the\s+)?(?:first|second|third|fourth|fifth|sixth|last)(?:ly)?"
    r"(?:\s+(?:one|is|shows?))*\s*[:,]?\s+(?=(?:an?|the\s+same|both|one|two|three|it|in|on|at)\b)",
    re.I,
)
""": first a fox, second a dog, …"""
SAID_NEXT = re.compile(r"(?:(?:[;.,]|\band\b|\bthen\b)\s*)+$", re.I)
EDGES = " ,;.\n\t"


@dataclass(frozen=True)
class Panels:
    """The text before the first tag, and the text of each; `raw` keeps each one's stops and lines."""

    common: str
    texts: tuple[str, ...]
    raw: tuple[str, ...]


def panels(text: str) -> Panels | None:
    """The tagged panels of a text; None where there are fewer than two.

    Raises `Unclear` where another number of them is announced than there are.
    """
    declared = DECLARED.search(text)
    if declared:
        text = f"{text[: declared.start()]} {text[declared.end() :]}"
    cut = _cut(text, TAG) or _cut(text, ITEM) or _cut(text, IN_TURN)
    if cut and declared and int(declared[1]) != len(cut.texts):
        raise Unclear(
            f"You announce {counted(int(declared[1]), 'panel')}, and I find "
            f"{counted(len(cut.texts), 'panel')}. How many shall it be?"
        )
    return cut


def _cut(text: str, tag: re.Pattern[str]) -> Panels | None:
    tags = list(tag.finditer(text))
    if len(tags) < 2:
        return None
    ends = [*(match.start() for match in tags[1:]), len(text)]
    raw = [text[match.end() : end].strip() for match, end in zip(tags, ends, strict=True)]
    texts = [SAID_NEXT.sub("", part).strip(EDGES) for part in raw]
    if not all(texts):
        return None
    return Panels(text[: tags[0].start()].strip(EDGES + ":"), tuple(texts), tuple(raw))
