"""The version tree as rows with lines between them, the newest first. Knows no HTML and no widgets.

Each branch has a lane; a moment goes on in the lane of its parent, unless another did so before it.
"""

from dataclasses import dataclass

from ..agent.state import Moment
from ..agent.versions import History

LANE = 22
"""Width of a lane; a row is 100 high and its dot in the middle."""


@dataclass(frozen=True)
class Row:
    """One moment: where its dot is, and the lines of its row as SVG paths."""

    moment: Moment
    x: float
    lines: tuple[str, ...]
    is_head: bool


def rows(history: History) -> tuple[Row, ...]:
    """Every moment, the newest first, and the empty table, turn "", last."""
    shown = [*reversed(history.moments), Moment(turn="")]
    places = {moment.turn: place for place, moment in enumerate(shown)}
    lanes = _lanes(history)
    lines: list[list[str]] = [[] for _ in shown]
    for moment in history.moments:
        above, below = places[moment.turn], places.get(moment.parent, len(shown) - 1)
        own, parents = _x(lanes[moment.turn]), _x(lanes.get(moment.parent, 0))
        lines[above].append(f"M{own} 50V100")
        for between in range(above + 1, below):
            lines[between].append(f"M{own} 0V100")
        lines[below].append(f"M{own} 0C{own} 35 {parents} 15 {parents} 50")
    return tuple(
        Row(moment, _x(lanes[moment.turn]), tuple(drawn), moment.turn == history.head)
        for moment, drawn in zip(shown, lines, strict=True)
    )


def width(history: History) -> int:
    """Of all lanes."""
    return (max(_lanes(history).values()) + 1) * LANE


def _lanes(history: History) -> dict[str, int]:
    lanes, taken, went_on = {"": 0}, 0, set()
    for moment in history.moments:
        parent = moment.parent if moment.parent in lanes else ""
        if parent in went_on:
            taken += 1
        lanes[moment.turn] = taken if parent in went_on else lanes[parent]
        went_on.add(parent)
    return lanes


def _x(lane: int) -> float:
    return (lane + 0.5) * LANE
