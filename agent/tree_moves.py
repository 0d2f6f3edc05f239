"""Where undo, redo, revert and branch may go in the version tree. Knows no words and moves nothing."""

from .drafts import Unusable
from .situation import Situation
from .state import Operation


def move_target(operation: Operation, asked: str, situation: Situation) -> str:
    """The turn to go to, which must lie on the way; "" is one step for undo and redo, and the empty table
    for branch. Raises `Unusable`.
    """
    match operation:
        case "undo":
            ways = ["", *_before(situation)]
        case "redo":
            ways = ["", *_after(situation)]
        case "revert_to":
            ways = [moment.turn for moment in situation.moments]
        case "branch":
            ways = ["", *(moment.turn for moment in situation.moments)]
        case _:
            return ""
    if asked not in ways:
        turns = ", ".join(filter(None, ways)) or "none"
        raise Unusable(f"{operation} cannot go to turn {asked!r}; the turns it can go to are {turns}")
    return asked


def _before(situation: Situation) -> list[str]:
    """The turns that led here, the nearest first."""
    parents = {moment.turn: moment.parent for moment in situation.moments}
    ways: list[str] = []
    turn = situation.head
    while turn in parents and parents[turn] not in ways:
        turn = parents[turn]
        ways.append(turn)
    return ways


def _after(situation: Situation) -> list[str]:
    """The turns that grew from here; moments stand after their parents."""
    ways = [situation.head]
    for moment in situation.moments:
        if moment.parent in ways:
            ways.append(moment.turn)
    return ways[1:]
