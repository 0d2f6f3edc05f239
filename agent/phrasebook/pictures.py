"""How many pictures are asked for, which, and of what size. Knows no scenes: it cuts text into texts."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ...models.image_model import Settings
from .numbers import NUMBER, number, say_number
from .questions import Unclear

MOST_PICTURES = 8
SMALLEST_SIDE = 64

NOUN = r"(?:picture|image|painting|drawing|illustration|version|variation|variant|photo|scene)"
COUNTED = re.compile(
    rf"(?<![\w.-])({NUMBER})\s+(?:(?:different|separate|more|new|other|nice|cute|beautiful)\s+)*{NOUN}s(?:\s+of\b)?",
    re.I,
)
TIMES = re.compile(rf"(?<![\w.-])({NUMBER})\s+times\b", re.I)
EACH = re.compile(
    rf"\b(?:(?:one|a)\s+{NOUN}\s+(?:each|for each)|each (?:in|on) (?:its|their) own {NOUN}|"
    rf"(?:in )?separate {NOUN}s)\b",
    re.I,
)
SIZE = re.compile(
    r"(?:\bof\s+|\bat\s+)?(?<![\w.])(-?\d{1,12})\s*(?:x|×|\*|by)\s*(-?\d{1,12})(?:\s*(?:px|pixels?))?\b", re.I
)
VARIED = re.compile(
    rf"\b(?:in|at|with|on)\s+(?:(all|every|each|{NUMBER})\s+)?(?:the\s+)?(?:(?:different|various|other)\s+)?"
    r"(place|style|colou?r|season|setting|landscape)(s?)\b",
    re.I,
)
ANOTHER = re.compile(
    rf"(?:[.;\n]|,?\s+and\b|,)\s*(?:then\s+)?(?:(?:draw|paint|make|create|show)\s+(?:me\s+)?)?(?=(?:a|one|another)\s+{NOUN}\s+(?:of|with)\b)",
    re.I,
)
ITEM = re.compile(r"(?:^|\n|(?<=[\s:;,.]))\s*(?:\d{1,2}[.)]|[-*•])\s+")


@dataclass
class Wanted:
    """The texts of the pictures that are wanted; `copies` of each; what differs from one to the next."""

    texts: list[str]
    copies: int = 1
    counted: bool = False
    each: bool = False
    varied: str = ""
    variants: int = 0
    size: tuple[int, int] | None = None
    notes: list[str] = field(default_factory=list)


def wanted(text: str) -> Wanted:
    """Cut a text into the pictures it asks for."""
    result = Wanted([text])
    for take in (_take_size, _take_each, _take_varied, _take_count):
        result.texts = [take(result.texts[0], result)]
    result.texts = _separate(result.texts[0])
    _bound(result)
    return result


def _take_size(text: str, result: Wanted) -> str:
    match = SIZE.search(text)
    if not match:
        return text
    result.size = (int(match[1]), int(match[2]))
    if min(result.size) <= 0:
        raise Unclear(f"A picture cannot be {match[1]}×{match[2]} pixels; which size would you like?")
    return _without(text, match)


def possible_size(asked: tuple[int, int] | None, settings: Settings) -> tuple[int, int] | None:
    """The size nearest to the one asked for that a painter can do; None where none was asked for."""
    if asked is None:
        return None
    shrink = min(1.0, settings.max_side / max(asked), (settings.max_area / (asked[0] * asked[1])) ** 0.5)
    whole = math.floor if shrink < 1 else round
    width, height = (_multiple(side * shrink, settings.multiple_of, whole) for side in asked)
    if width * height > settings.max_area:
        width, height = (_multiple(side, settings.multiple_of, math.floor) for side in asked)
    return width, height


def size_notes(asked: tuple[int, int] | None, settings: Settings) -> tuple[str, ...]:
    """What is said where a size has to change."""
    size = possible_size(asked, settings)
    if size == asked or asked is None or size is None:
        return ()
    return (
        f"{asked[0]}×{asked[1]} becomes {size[0]}×{size[1]}: I paint in multiples of {settings.multiple_of} "
        f"pixels, from {SMALLEST_SIDE} to {settings.max_side} a side.",
    )


def _multiple(side: float, multiple: int, whole: Callable[[float], int]) -> int:
    return max(SMALLEST_SIDE, whole(side / multiple) * multiple)


def _take_each(text: str, result: Wanted) -> str:
    match = EACH.search(text)
    result.each = match is not None
    return _without(text, match) if match else text


def _take_varied(text: str, result: Wanted) -> str:
    match = VARIED.search(text)
    if not match or not (match[1] or match[3]) or (match[1] or "").lower() in ("a", "an", "one", "single"):
        return text
    result.varied = {"setting": "place", "landscape": "place", "colour": "color"}.get(
        match[2].lower(), match[2].lower()
    )
    said = (match[1] or "four").lower()
    result.variants = MOST_PICTURES if said in ("all", "every", "each") else number(said)
    return _without(text, match)


def _take_count(text: str, result: Wanted) -> str:
    match = COUNTED.search(text) or TIMES.search(text)
    if not match:
        return text
    result.counted = True
    result.copies = number(match[1])
    return _without(text, match)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()


def _separate(text: str) -> list[str]:
    parts = [part.strip(" ,;.\n") for part in ANOTHER.split(text)]
    if len(parts) == 1:
        items = [part.strip(" ,;.\n") for part in ITEM.split(text)]
        parts = items[1:] if len(items) > 2 else parts
    return [part for part in parts if part] or [text]


def _bound(result: Wanted) -> None:
    """At most `MOST_PICTURES` in all, said plainly."""
    if result.varied:
        result.copies, result.variants = 1, result.copies if result.copies > 1 else result.variants
    asked = result.variants if result.varied else result.copies
    if asked <= 0:
        raise Unclear(
            f"How many pictures would you like? I can draw one to {say_number(MOST_PICTURES)} at a time."
        )
    if asked * len(result.texts) > MOST_PICTURES:
        most = max(1, MOST_PICTURES // len(result.texts))
        result.copies, result.variants = min(result.copies, most), min(result.variants, most)
        result.texts = result.texts[:MOST_PICTURES]
        result.notes.append(
            f"I draw at most {say_number(MOST_PICTURES)} pictures at a time, so I draw "
            f"{say_number(max(result.copies, result.variants) * len(result.texts))} of them now."
        )
