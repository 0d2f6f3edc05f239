"""Where things are in a picture: described boxes in fractions or pixels, and what makes a layout sane.

A planner, a language model or a person fills the schema; the same rules hold for all. Knows no painter.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .arguments import ImageId, Prompt

Unit = Literal["fraction", "pixels"]
LEAST_AREA = 0.01
MOST_OVERLAP = 0.8
ROUNDING = 1e-6
"""0.7 + 0.3 is a little more than 1."""


class Box(BaseModel):
    """A part of the picture and what is in it; with a mask, its white instead of the box."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: Prompt = Field(description="what is there, such as “a red cat”")
    left: float = Field(ge=0, description="from the picture's left edge")
    top: float = Field(ge=0, description="from the picture's upper edge")
    width: float = Field(gt=0, description="above 0")
    height: float = Field(gt=0, description="above 0")
    mask: ImageId | None = Field(
        default=None, description="id of a picture whose white is the part, stretched over the whole picture"
    )

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Across and down."""
        return self.left + self.width / 2, self.top + self.height / 2

    def scaled(self, x: float, y: float) -> "Box":
        """The same part in other units."""
        sides = {
            "left": self.left * x,
            "top": self.top * y,
            "width": self.width * x,
            "height": self.height * y,
        }
        return self.model_copy(update=sides)


class Boxes(BaseModel):
    """A layout in fractions of the picture's sides, 0 to 1 from its upper left corner; the last is in front.

    Raises `ValueError` where it is not sane: boxes reach out of the picture, are smaller than a hundredth of
    it, or hide each other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    boxes: Annotated[tuple[Box, ...], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _sane(self) -> "Boxes":
        if found := faults(self.boxes):
            raise ValueError(found[0])
        return self


def faults(boxes: Sequence[Box]) -> tuple[str, ...]:
    """What is not sane in a layout in fractions, a sentence each; none where all is well."""
    named = [(f"box {number} ({box.description[:40]!r})", box) for number, box in enumerate(boxes, start=1)]
    hidden = (
        f"{one} and {two} cover each other by {overlap(a, b):.0%}; move them apart, to at most "
        f"{MOST_OVERLAP:.0%}"
        for (one, a), (two, b) in combinations(named, 2)
        if not (a.mask or b.mask) and overlap(a, b) > MOST_OVERLAP
    )
    return (*(fault for name, box in named for fault in _faults_of(name, box)), *hidden)


def in_fractions(boxes: Sequence[Box], unit: Unit, width: int, height: int) -> Boxes:
    """A layout as it was given → a sane one in fractions; `ValueError` says what is wrong."""
    if unit == "fraction":
        for number, box in enumerate(boxes, start=1):
            if max(box.left, box.top, box.width, box.height) > 1:
                raise ValueError(
                    f"box {number} ({box.description[:40]!r}) has sides above 1, but the unit is fraction; "
                    "give fractions of the picture's sides, or say that the unit is pixels"
                )
    x, y = (1.0, 1.0) if unit == "fraction" else (1 / width, 1 / height)
    return Boxes(boxes=tuple(box.scaled(x, y) for box in boxes))


def in_words(one: Box, two: Box) -> str:
    """Where they stand to each other: "a star above a cat", "a cat to the left of a dog"."""
    first, side, second = relation(one, two)
    where = "above" if side == "above" else "to the left of"
    return f"{first.description} {where} {second.description}"


def relation(one: Box, two: Box) -> tuple[Box, Literal["above", "left"], Box]:
    """Which of the two is above the other, or to its left, by their middles."""
    (x, y), (its_x, its_y) = one.middle, two.middle
    above = abs(its_y - y) > abs(its_x - x)
    first, second = (one, two) if (its_y - y if above else its_x - x) >= 0 else (two, one)
    return first, "above" if above else "left", second


def overlap(one: Box, two: Box) -> float:
    """Intersection over union, 0..1."""
    across = min(one.right, two.right) - max(one.left, two.left)
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (one.width * one.height + two.width * two.height - shared)


def _faults_of(name: str, box: Box) -> Iterator[str]:
    if box.right > 1 + ROUNDING or box.bottom > 1 + ROUNDING:
        yield f"{name} reaches to {box.right:.2f} × {box.bottom:.2f} of the picture; keep it inside 1 × 1"
    if box.width * box.height < LEAST_AREA:
        yield f"{name} covers {box.width * box.height:.2%} of the picture; give it at least {LEAST_AREA:.0%}"
