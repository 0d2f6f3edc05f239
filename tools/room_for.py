"""Where in a picture there is room: beside a thing for another one, and for the thing itself to move.

Knows masks and fractions of a picture; no words and no painter.
"""

from typing import Literal

import numpy as np

from ..models.morphology import Mask
from .tool import ToolError
from .where import Part

Direction = Literal["left", "right", "up", "down"]
LEAST = 0.2
"""Of a side: less room, and nothing is to be seen of what is put there."""
_HARDLY = 0.04


def box_of(mask: Mask) -> Part:
    """Left, top, width and height of a mask (h, w), in fractions; `ToolError` where it is empty."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        raise ToolError("nobody can see in the picture what is spoken of; give a box or a mask")
    height, width = mask.shape
    left, right = columns.min() / width, (columns.max() + 1) / width
    top, bottom = rows.min() / height, (rows.max() + 1) / height
    return _rounded(left), _rounded(top), _rounded(right - left), _rounded(bottom - top)


def beside(thing: Part, side: Direction | None) -> Part:
    """The part of a picture at a side of a thing, or at the emptier one; `ToolError` where it is narrow."""
    left, top, width, _ = thing
    room: dict[Direction, float] = {"left": left, "right": _rounded(1 - left - width), "up": top}
    emptier: Direction = "left" if room["left"] > room["right"] else "right"
    chosen = side or emptier
    if room.get(chosen, 0.0) < LEAST:
        where = f"to the {chosen} of" if chosen in ("left", "right") else "above"
        raise ToolError(f"there is no room {where} it; give a box or a mask, or name another side")
    if chosen == "up":
        return min(0.6, max(0.0, left + width / 2 - 0.2)), 0.0, 0.4, top
    return (0.0 if chosen == "left" else left + width), 0.3, room[chosen], 0.65


def way_to(thing: Part, direction: Direction, share: float) -> tuple[float, float]:
    """How far right and down a thing goes: by that share of the picture, or to the edge before that."""
    left, top, width, height = thing
    room = {"left": left, "right": 1 - left - width, "up": top, "down": 1 - top - height}[direction]
    far = min(share, max(0.0, room))
    if far < _HARDLY:
        where = f"to the {direction}" if direction in ("left", "right") else direction
        raise ToolError(f"it is at the edge of the picture already, so it cannot go {where}")
    far = _rounded(far)
    far = -far if direction in ("left", "up") else far
    return (far, 0.0) if direction in ("left", "right") else (0.0, far)


def _rounded(fraction: float) -> float:
    """To less than a pixel of a usual picture."""
    return round(float(fraction), 3)
