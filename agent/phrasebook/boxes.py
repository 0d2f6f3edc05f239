"""Boxes that a text gives in numbers: "in the box 0.1, 0.4, 0.3, 0.5", "at [20, 100, 80, 120] pixels".

Four numbers are left, top, width and height; fractions, per cent or pixels. Knows no words for things.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .questions import Unclear

SMALLEST = 0.01
"""The share of a picture in which something can be painted."""
ROUNDING = 1e-6
UNIT = r"(?:%|(?<![a-z])(?:per\s?cent|px|pixels?)\b)"
VALUE = (
    rf"(?:(?:x|y|w|h|left|top|width|height)\s*[:=]?\s*)?-?(?:\d{{1,4}}(?:\.\d{{1,6}})?|\.\d{{1,6}})\s*{UNIT}?"
)
GAP = r"(?:\s*[,;/]\s*|\s+)"
BOX = re.compile(
    rf"(?:\b(?:in|at|on|inside|within|into)\s+)?(?:\b(?:the|an?|this)\s+)?"
    rf"(?P<named>\b(?:bounding\s+)?(?:box|region|area|rectangle)\b\s*(?:at|of|from|with|[:=])?\s*)?"
    rf"(?P<open>[\[(<{{])?\s*(?<![\w.])(?P<values>{VALUE}(?:{GAP}{VALUE}){{3}})(?![\w.]*\d)\s*[\])>}}]?"
    rf"(?P<unit>\s*(?:in\s+)?{UNIT})?",
    re.I,
)
NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
IN_PIXELS = "I read boxes without a unit and with numbers above 1 as pixels of a picture of {width}×{height}."
CORNERS = "The box {said} would reach out of the picture, so I read it as left, top, right and bottom."


@dataclass(frozen=True)
class Box:
    """A box in a text, from `start` to `end`: left, top, width and height as numbers of some unit."""

    start: int
    end: int
    values: tuple[float, ...]
    unit: str

    @property
    def said(self) -> str:
        """ "0.1, 0.4, 0.3, 0.5"."""
        return ", ".join(f"{value:g}" for value in self.values)


def boxes_in(text: str) -> tuple[Box, ...]:
    """All boxes of a text, in their order."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Box]:
    """A unit that is said of one box holds for all whose numbers cannot be fractions."""
    anywhere = re.search(UNIT, text, re.I)
    for match in BOX.finditer(text):
        own = re.search(UNIT, match[0], re.I)
        if match["named"] or match["open"] or own or match["values"].count(".") > 1:
            values = tuple(float(value) for value in NUMBER.findall(match["values"]))
            said = own or (anywhere if max(values) > 1 else None)
            yield Box(match.start(), match.end(), values, _unit(said[0] if said else "", values))


def _unit(said: str, values: Sequence[float]) -> str:
    if said:
        return "percent" if "%" in said or "cent" in said.lower() else "pixels"
    return "fraction" if max(values) <= 1 else "pixels?"


def in_fractions(
    box: Box, size: tuple[int, int]
) -> tuple[tuple[float, float, float, float], tuple[str, ...]]:
    """Left, top, width and height as fractions of a picture, and how they were read.

    Raises `Unclear` for a box outside the picture or without room for anything.
    """
    width, height = {"fraction": (1, 1), "percent": (100, 100)}.get(box.unit, size)
    left, top, across, down = (
        value / whole for value, whole in zip(box.values, (width, height, width, height), strict=True)
    )
    notes = (IN_PIXELS.format(width=width, height=height),) if box.unit == "pixels?" else ()
    if max(left + across, top + down) > 1 + ROUNDING and left < across <= 1 and top < down <= 1:
        across, down = across - left, down - top
        notes = (*notes, CORNERS.format(said=box.said))
    if min(left, top) < 0 or max(left + across, top + down) > 1 + ROUNDING:
        raise Unclear(
            f"The box {box.said} reaches out of the picture: left and width add up to at most {width}, top "
            f"and height to at most {height}. Where shall it be?"
        )
    if min(across, down) <= 0 or across * down < SMALLEST:
        raise Unclear(f"The box {box.said} has no room for anything. How large shall it be?")
    return (left, top, min(across, 1 - left), min(down, 1 - top)), notes
