"""Who or what looks to a side or moves a little: "turn her to the left", "move the cat up a bit"."""

import re
from dataclasses import dataclass, replace

from typing_extensions import override

from .changes import Change
from .nouns import Reading
from .scene import Scene, Speaker
from .whom import Whom

_WHO = (
    r"(?:it|them|him|her|he|she|they|"
    r"(?:the|its|his|her|my|this|that)\s+(?:(?!to\b|face\b|look\b)[\w-]+\s*?){1,4}?)"
)
_TO = r"(?:(?:to(?:wards)?|on|at|more\s+to|over\s+to|further\s+to)\s+)?(?:the\s+|its\s+|his\s+|her\s+)?"
_LITTLE = r"(?:just\s+)?(?:a\s+(?:(?:tiny|little)\s+)?bit|a\s+little|slightly|somewhat)"
_SIDE = r"(?P<side>left|right)(?:\s+(?:hand\s+)?side)?"
_HEAD = r"(?:\s+(?:a?round|(?:its|his|her|the)\s+head))?"
_LOOK = rf"(?:look(?:ing)?|fac(?:e|ing)|turn(?:ed|ing)?){_HEAD}"
TURNS = (
    re.compile(
        rf"^(?:(?:make|let|have)\s+)?{_WHO}(?:\s+(?:should|must|has\s+to|needs\s+to))?(?:\s+be)?\s+{_LOOK}\s+"
        rf"{_TO}{_SIDE}\W*$",
        re.I,
    ),
    re.compile(rf"^(?:turn|rotate)\s+{_WHO}(?:\s+a?round)?\s+{_TO}{_SIDE}\W*$", re.I),
)
SHIFTS = re.compile(
    rf"^(?:move|shift|slide|push|pull|nudge|bring|put|place)\s+{_WHO}(?P<before>\s+{_LITTLE})?\s+"
    rf"(?:{_TO}{_SIDE}|(?:further\s+)?(?P<up>up|down)(?:wards?)?|(?P<rise>higher|lower))"
    rf"(?P<after>\s+{_LITTLE})?\W*$",
    re.I,
)
"""A thing that is put on another side of somebody is another change (thing_changes.py)."""


@dataclass(frozen=True)
class Turn(Change):
    """Somebody looks to a side."""

    whom: Whom
    side: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        told_apart = self.whom.told_apart(before)
        return f"make {self.whom.said(before)} look to the {self.side}" if told_apart else ""

    @override
    def after(self, before: Scene) -> Scene:
        return self.whom.changed(before, lambda figure: replace(figure, facing=self.side))


@dataclass(frozen=True)
class Shift(Change):
    """Somebody or something moves in the picture; what is to be seen is the same."""

    what: str
    where: str
    little: bool

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        return " ".join(filter(None, ["move", self.what, "a bit" if self.little else "", self.where]))

    @override
    def after(self, before: Scene) -> Scene:
        return before


def turn(clause: str, reading: Reading) -> Turn | None:
    """Who looks to which side then."""
    match = next(filter(None, (pattern.match(clause) for pattern in TURNS)), None)
    if not match:
        return None
    named = next((noun.name for noun in reading.figures), None)
    return Turn(Whom(named), match["side"].lower())


def shift(clause: str, reading: Reading) -> Shift | None:
    """Who or what moves where; None for a thing that goes to another side of somebody."""
    match = SHIFTS.match(clause)
    if not match:
        return None
    little = bool(match["before"] or match["after"])
    up = match["up"] or {"higher": "up", "lower": "down"}.get((match["rise"] or "").lower(), "")
    if reading.things and not (little or up):
        return None
    nouns = [noun.name for noun in (*reading.figures, *reading.things)]
    what = f"the {nouns[0]}" if nouns else "it"
    return Shift(what, up.lower() or f"to the {match['side'].lower()}", little)
