"""How much room texts take, estimated without a font, and which size fits a box. Millimetres and points.

The estimate is a little generous: where a typesetter measures, it finds room to spare. Knows no page.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .passages import Passage

MM_PER_POINT = 25.4 / 72
LINE, WIDE_LINE = 1.36, 1.7
"""Line heights in ems; Chinese, Japanese and Korean stand wider apart."""
BETWEEN_PASSAGES = 0.9
SMALLEST = 11.0
STEPS = (1.0, 0.87, 0.76, 0.66, 0.57)
SENTENCE_ENDS = frozenset(".!?…。！？؟")
BREAK = re.compile(r"\s+|(?<=[。！？])|(?<=[、，；\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])")
"""Where a long text may go on in another page: after a sentence, a word, or a character of Chinese."""


def sizes_from(largest: float) -> list[float]:
    """The type sizes to try, from the largest to the smallest that is read with ease."""
    return [max(largest * step, SMALLEST) for step in STEPS]


def text_height(passages: Sequence[Passage], width: float, size: float) -> float:
    """The height (mm) of texts one below the other, set at `size` (pt) in `width` (mm)."""
    heights = [_height(passage, width, size * passage.scale * MM_PER_POINT) for passage in passages]
    return sum(heights) + max(len(heights) - 1, 0) * BETWEEN_PASSAGES * size * MM_PER_POINT


def fitting_size(
    passages: Sequence[Passage], width: float, height: float, sizes: Sequence[float]
) -> float | None:
    """The first of the sizes at which the texts fit into the box."""
    return next((size for size in sizes if text_height(passages, width, size) <= height), None)


def divided(passage: Passage, width: float, height: float, size: float) -> Sequence[Passage]:
    """Parts that fit into the box each, cut after a sentence where that can be.

    They are about as long as each other, so that no single line has the last page for itself.
    """
    parts = list(_cut_up(passage, width, height, size))
    for step in range(1, round(height / MM_PER_POINT / size)):
        lower = list(_cut_up(passage, width, height - step * size * MM_PER_POINT, size))
        if len(lower) > len(parts):
            break
        parts = lower
    return parts


def _cut_up(passage: Passage, width: float, height: float, size: float) -> Iterator[Passage]:
    rest = passage.words.strip()
    while text_height([replace(passage, words=rest)], width, size) > height:
        cut = _cut(replace(passage, words=rest), width, height, size)
        yield replace(passage, words=rest[:cut].strip())
        rest = rest[cut:].strip()
    if rest:
        yield replace(passage, words=rest)


def _cut(passage: Passage, width: float, height: float, size: float) -> int:
    """Where the first part ends; a word longer than a page is cut anywhere."""

    def too_tall(end: int) -> bool:
        return text_height([replace(passage, words=passage.words[:end])], width, size) > height

    words = passage.words
    breaks = [match.end() for match in BREAK.finditer(words) if match.end()]
    fitting = breaks[: bisect_left(breaks, True, key=too_tall)]
    if not fitting:
        return max(bisect_left(range(len(words)), True, lo=1, key=too_tall) - 1, 1)
    sentences = [end for end in fitting if words[:end].rstrip()[-1:] in SENTENCE_ENDS]
    return sentences[-1] if sentences and sentences[-1] > fitting[-1] / 2 else fitting[-1]


def _height(passage: Passage, width: float, em: float) -> float:
    lines = sum(math.ceil(_ems(line) * em / width) or 1 for line in passage.paragraphs)
    wide = passage.language[:2] in ("zh", "ja", "ko")
    return lines * em * (WIDE_LINE if wide else LINE)


def _ems(line: str) -> float:
    return sum(_advance(letter) for letter in line)


def _advance(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.7 if letter.isupper() else 0.5
