"""Where things shall be, in words → boxes: "left", "behind", "above", or nothing at all. Rules, no weights.

Knows positions, sizes and which thing is meant; knows neither painter nor vocabulary.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from ..tools.boxes import Box, Boxes, faults
from ..tools.sketch import Blob
from .layout_words import Part, parts_of

MARGIN = 0.04
GAP = 0.03
MOST = 10
ACROSS = {"left": 0.25, "center": 0.5, "right": 0.75}
DOWN = {"top": 0.25, "middle": 0.5, "bottom": 0.74}
STANDING = 0.62
"""Where the middle of something is that stands on the ground."""


@dataclass(frozen=True)
class _Place:
    """A box by its middle; `depth` is larger in front."""

    x: float
    y: float
    width: float
    height: float
    depth: int = 0


def design(text: str) -> Boxes | None:
    """A layout for the things that a sentence names, each in its place; None where it names nothing."""
    parts = parts_of(text)[:MOST]
    return lay_out(parts) if parts else None


def from_sketch(blobs: Sequence[Blob], descriptions: Sequence[str]) -> Boxes:
    """The patches of a sketch, from left to right, and what each is; `ValueError` for more or fewer."""
    if not blobs:
        raise ValueError("it shows no patches of colour on a plain ground; send a picture that does")
    if len(blobs) != len(descriptions):
        raise ValueError(
            f"the sketch has {len(blobs)} patches, and {len(descriptions)} are named; name each one, from "
            "left to right"
        )
    boxes = (
        Box(description=said, left=blob.left, top=blob.top, width=blob.width, height=blob.height)
        for blob, said in zip(blobs, descriptions, strict=True)
    )
    return Boxes(boxes=tuple(boxes))


def reason_of(error: ValueError) -> str:
    """The rule that a layout broke, in one sentence."""
    if isinstance(error, ValidationError):
        return str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")
    return str(error)


def lay_out(parts: Sequence[Part]) -> Boxes:
    """Boxes inside the picture, those behind first; relations hold, and boxes hardly overlap."""
    places: list[_Place] = []
    for number, part in enumerate(parts):
        size = _size(part, len(parts))
        if part.relation and part.to and max(part.to) < number:
            places.append(_beside(part, [places[other] for other in part.to], size))
        else:
            places.append(_anchored(number, parts, size))
    for fitted in (_inside(places), _cells(len(parts))):
        order = sorted(range(len(parts)), key=lambda number: fitted[number].depth)
        boxes = tuple(_box(parts[number].description, fitted[number]) for number in order)
        if not faults(boxes):
            break
    return Boxes(boxes=boxes)


def _cells(things: int) -> list[_Place]:
    """Side by side, where the words leave no room: always sane."""
    columns = math.ceil(math.sqrt(things))
    rows = math.ceil(things / columns)
    width, height = 1 / columns, 1 / rows
    return [
        _Place((n % columns + 0.5) * width, (n // columns + 0.5) * height, 0.9 * width, 0.9 * height)
        for n in range(things)
    ]


def _size(part: Part, things: int) -> tuple[float, float]:
    """The fewer things, the larger each; "large" and "small" are heard."""
    width = {1: 0.6, 2: 0.42}.get(things, max(0.16, 0.9 / things))
    scale = {"large": 1.3, "small": 0.6}.get(part.size, 1.0)
    width *= scale
    return width, min(0.9, width * 1.25)


def _anchored(number: int, parts: Sequence[Part], size: tuple[float, float]) -> _Place:
    """Where its own words put it; without any, in a row with the others that have none."""
    part = parts[number]
    alike = [n for n, other in enumerate(parts) if not other.relation and _spot(other) == _spot(part)]
    rank, among = alike.index(number), len(alike)
    y = DOWN[part.down] if part.down else {-1: 0.5, 1: 0.7}.get(part.depth, STANDING)
    if not part.across and not part.down and part.depth == 0:
        return _Place((rank + 0.5) / among, y, min(size[0], 0.92 / among), size[1], part.depth)
    x = ACROSS[part.across or "center"] + (rank - (among - 1) / 2) * (size[0] / among + GAP)
    return _Place(x, y, size[0] / among, size[1] / among if among > 1 else size[1], part.depth)


def _spot(part: Part) -> tuple[str, str, int]:
    return part.across, part.down, part.depth


def _beside(part: Part, others: Sequence[_Place], size: tuple[float, float]) -> _Place:
    """Next to, above, behind … the box round all that it is placed by."""
    width, height = size
    of = _around(others)
    if part.relation == "between":
        width, height = min(width, 0.25), min(height, 0.3)
    x_apart, y_apart = (of.width + width) / 2 + GAP, (of.height + height) / 2 + GAP
    # What stands beside something stands on the same ground.
    ground = (of.height - height) / 2
    x, y, depth = {
        "left": (-x_apart, ground, 0),
        "right": (x_apart, ground, 0),
        "beside": (x_apart, ground, 0),
        "above": (0.0, -y_apart, 0),
        "below": (0.0, y_apart, 0),
        "behind": (of.width * 0.45, -of.height * 0.25, -1),
        "front": (-of.width * 0.45, of.height * 0.2, 1),
        "between": (0.0, ground, 0),
    }[part.relation]
    return _Place(of.x + x, of.y + y, width, height, of.depth + depth)


def _around(places: Sequence[_Place]) -> _Place:
    left, right = min(p.x - p.width / 2 for p in places), max(p.x + p.width / 2 for p in places)
    top, bottom = min(p.y - p.height / 2 for p in places), max(p.y + p.height / 2 for p in places)
    depth = max(p.depth for p in places)
    return _Place((left + right) / 2, (top + bottom) / 2, right - left, bottom - top, depth)


def _inside(places: Sequence[_Place]) -> list[_Place]:
    """All moved and shrunk together until they fit, so that what is left of something stays there."""
    of = _around(places)
    room = 1 - 2 * MARGIN
    across, down = min(1.0, room / of.width), min(1.0, room / of.height)
    x = _shifted(of.x, of.width * across / 2)
    y = _shifted(of.y, of.height * down / 2)
    return [
        replace(
            place,
            x=x + (place.x - of.x) * across,
            y=y + (place.y - of.y) * down,
            width=place.width * across,
            height=place.height * down,
        )
        for place in places
    ]


def _shifted(middle: float, half: float) -> float:
    return min(max(middle, MARGIN + half), 1 - MARGIN - half)


def _box(description: str, place: _Place) -> Box:
    return Box(
        description=description,
        left=round(place.x - place.width / 2, 4),
        top=round(place.y - place.height / 2, 4),
        width=round(place.width, 4),
        height=round(place.height, 4),
    )
