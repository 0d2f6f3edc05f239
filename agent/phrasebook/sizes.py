"""Which size or shape is asked for: "512x256", "16:9", "square", "portrait format". Knows no pictures."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from ...models.image_model import Settings
from .questions import Unclear

SMALLEST_SIDE = 64
MOST_OBLONG = 4
USUAL = frozenset(
    {
        (1, 1),
        (2, 1),
        (3, 1),
        (3, 2),
        (4, 3),
        (5, 3),
        (5, 4),
        (7, 5),
        (14, 9),
        (16, 9),
        (16, 10),
        (18, 9),
        (21, 9),
    }
)
"""Ratios, the longer side first; others are times of the day, unless it is said that they are none."""
SIZE = re.compile(
    r"(?:\b(?:of|at|in)\s+)?(?<![\w.])(-?\d{1,12})\s*(?:x|×|\*|by)\s*(-?\d{1,12})(?:\s*(?:px|pixels?))?\b",
    re.I,
)
RATIO = re.compile(
    r"(?:\b(?:in|at|with|as|an?|the)\s+)*(?P<named>\b(?:aspect(?:\s+ratio)?|ratio|format)\s*(?:of|is|:|=)?\s*)?"
    r"(?<![\w.:])(?P<across>\d{1,3})\s*[:∶]\s*(?P<down>\d{1,3})(?![\w:])"
    r"(?P<said>\s*(?:aspect(?:\s+ratio)?|ratio|format|picture format))?",
    re.I,
)
FORMAT = r"(?:format|orientation|mode|shape|aspect(?:\s+ratio)?|ratio|size|canvas|layout)"
PICTURE = r"(?:picture|image|photo|drawing|painting|illustration|poster|banner|pictures|images)"
IN = r"(?:\b(?:in|as|with)\s+(?:an?\s+)?|\bmake (?:it|them|this|that)\s+)"
AFTER = r"(?:,\s*|^\s*)"
END = r"(?=\s*(?:[,.!]|$))"
UPRIGHT, WIDE = r"(?:portrait|upright|vertical|tall)", r"(?:landscape|horizontal|wide)"
SHAPES = {
    (1, 1): rf"{IN}squared?(?:\s+{FORMAT})?\b|\bsquared?\s+{FORMAT}\b|\bsquared?(?=\s+{PICTURE}\b)|"
    rf"{AFTER}squared?{END}",
    (3, 4): rf"{IN}{UPRIGHT}(?:\s+{FORMAT})?{END}|\b{UPRIGHT}\s+{FORMAT}\b|{AFTER}(?:portrait|vertical){END}|"
    rf"\b(?:vertical|tall|upright)(?=\s+{PICTURE}\b)",
    (16, 9): rf"\bwide[\s-]?screen(?:\s+{FORMAT})?\b",
    (2, 1): rf"\b(?:panorama|panoramic)(?:\s+{FORMAT})?\b",
    (4, 3): rf"{IN}{WIDE}(?:\s+{FORMAT})?{END}|\b{WIDE}\s+{FORMAT}\b|{AFTER}{WIDE}{END}|"
    rf"\b(?:horizontal|wide)(?=\s+{PICTURE}\b)",
}
ONE_SHAPE = (
    r"(?:(?P<{0}name>portrait|landscape|square|vertical|horizontal|upright|wide)(?:\s*\(?\s*(?P<{0}ratio>\d{{1,2}}:\d{{1,2}})\s*\)?)?|"
    r"(?P<{0}only>\d{{1,2}}:\d{{1,2}}))(?:\s+(?:version|format|picture|image|one))?"
)
TWO_SHAPES = re.compile(
    rf"(?:,\s*)?(?:\b(?:in|as|with)\s+)?(?:both\s+)?(?:\ban?\s+)?{ONE_SHAPE.format('first')}\s+and\s+(?:in\s+)?(?:an?\s+)?"
    rf"{ONE_SHAPE.format('second')}(?P<said>s?\b|\s+formats?\b)(?:\s+of\b)?",
    re.I,
)
"""A portrait (3:4) and a landscape (4:3) version of it; without a format, they are kinds of paintings."""
CALLED = {"portrait": (3, 4), "vertical": (3, 4), "upright": (3, 4), "square": (1, 1)}
WIDER = (4, 3)
NAMED = {ratio: re.compile(pattern, re.I) for ratio, pattern in SHAPES.items()}


@dataclass(frozen=True)
class Shape:
    """What was asked for: pixels, or the ratio of width to height."""

    pixels: tuple[int, int] | None = None
    ratio: tuple[int, int] | None = None

    def size(self, settings: Settings) -> tuple[int, int] | None:
        """The size nearest to it that a painter can do; None where none was asked for."""
        asked = settings.fit(*self.ratio) if self.ratio else self.pixels
        return possible_size(asked, settings) if asked else None

    def notes(self, settings: Settings) -> tuple[str, ...]:
        """What is said where pixels that were asked for have to change."""
        size = self.size(settings)
        if self.pixels is None or size is None or size == self.pixels:
            return ()
        return (
            f"{self.pixels[0]}×{self.pixels[1]} becomes {size[0]}×{size[1]}: I paint in multiples of "
            f"{settings.multiple_of} pixels, from {SMALLEST_SIDE} to {settings.max_side} a side.",
        )

    def __bool__(self) -> bool:
        return bool(self.pixels or self.ratio)


def take_shape(text: str) -> tuple[str, Shape]:
    """The text without the words for a size or shape, and what they ask for.

    Raises `Unclear` for a size that no picture can have.
    """
    if match := SIZE.search(text):
        pixels = int(match[1]), int(match[2])
        if min(pixels) <= 0:
            raise Unclear(f"A picture cannot be {match[1]}×{match[2]} pixels; which size would you like?")
        return without(text, match), Shape(pixels=pixels)
    for match in RATIO.finditer(text):
        across, down = int(match["across"]), int(match["down"])
        usual = (max(across, down), min(across, down)) in USUAL or match["named"] or match["said"]
        if usual and across and down and 1 / MOST_OBLONG <= across / down <= MOST_OBLONG:
            return without(text, match), Shape(ratio=(across, down))
    for ratio, pattern in NAMED.items():
        if match := pattern.search(text):
            return without(text, match), Shape(ratio=ratio)
    return text, Shape()


def take_shapes(text: str) -> tuple[str, tuple[Shape, ...]]:
    """The text without two shapes in which the same is asked for, and these; () where there are none."""
    match = TWO_SHAPES.search(text)
    if not match or not re.search(r"\d:\d|\b(?:version|format|picture|image)", match[0], re.I):
        return text, ()
    shapes = tuple(_shape(match, which) for which in ("first", "second"))
    return (without(text, match), shapes) if all(shapes) and shapes[0] != shapes[1] else (text, ())


def _shape(match: re.Match[str], which: str) -> Shape:
    """The ratio that is said, if it is a usual one, or that of its name."""
    if said := match[f"{which}ratio"] or match[f"{which}only"]:
        across, down = map(int, said.split(":"))
        return Shape(ratio=(across, down)) if (max(across, down), min(across, down)) in USUAL else Shape()
    return Shape(ratio=CALLED.get(match[f"{which}name"].lower(), WIDER))


def without(text: str, match: re.Match[str]) -> str:
    """The text without what matched."""
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()


def possible_size(asked: tuple[int, int], settings: Settings) -> tuple[int, int]:
    """The size nearest to the one asked for that a painter can do."""
    shrink = min(1.0, settings.max_side / max(asked), (settings.max_area / (asked[0] * asked[1])) ** 0.5)
    whole = math.floor if shrink < 1 else round
    width, height = (_multiple(side * shrink, settings.multiple_of, whole) for side in asked)
    if width * height > settings.max_area:
        width, height = (_multiple(side, settings.multiple_of, math.floor) for side in asked)
    return width, height


def _multiple(side: float, multiple: int, whole: Callable[[float], int]) -> int:
    return max(SMALLEST_SIDE, whole(side / multiple) * multiple)
