"""What goes on from picture to picture: seasons, a character sheet's poses, growth, a told storyboard.

Cuts it out of a text and says in words what differs. Knows no scenes and no painter.
"""

import re
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Literal

from .numbers import NUMBER, number

Kind = Literal["season", "day", "pose", "number"]

SEASON = r"(?:spring(?:time)?|summer(?:time)?|autumn|fall|winter(?:time)?)"
FOUR_SEASONS = re.compile(
    r"(?:\b(?:in|through|during|over|across)\s+)?\b(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:four|4)\s+seasons\b"
    r"(?:\s+(?:of|for|with|around)\b)?",
    re.I,
)
NAMED_SEASONS = re.compile(
    rf"(?:\b(?:in|during)\s+(?:the\s+)?|:\s*){SEASON}(?:\s*,\s*(?:and\s+)?(?:in\s+)?{SEASON})*"
    rf"\s*(?:,|\band\b|,\s*and\b)\s*(?:in\s+)?{SEASON}\b",
    re.I,
)
TIME = (
    r"(?:dawn|sunrise|(?:early\s+|late\s+)?(?:morning|afternoon|evening)|noon|midday|dusk|sunset|"
    r"night(?:time)?|midnight)"
)
AT = r"(?:(?:in|at|by|during)\s+)?(?:the\s+)?"
NAMED_TIMES = re.compile(
    rf"(?:\b(?:in|at|by|during)\s+(?:the\s+)?|:\s*{AT}){TIME}(?:\s*,\s*(?:and\s+)?{AT}{TIME})*"
    rf"\s*(?:,|\band\b|,\s*and\b)\s*{AT}{TIME}\b",
    re.I,
)
SHEET = re.compile(
    r"\b(?:an?\s+|the\s+)?(?:character|model|reference|turnaround|pose|expression)s?[\s-]+sheets?\b"
    r"(?:\s+(?:of|for|with|showing|about)\b)?",
    re.I,
)
POSE = (
    r"(?:(?:facing|looking|turned|seen|from|in|to|the|an?|his|her|its|left|right|three[\s-]quarter)\s+)*"
    r"(?:front|back|side|profile|left|right|[a-z]+ing(?:\s+(?!and\b)[a-z]+){0,3}|asleep|happy|sad|angry|surprised|three[\s-]quarter)"
    r"(?:\s+(?:view|side|profile|pose|face|up|down|away|forward|ahead))?"
)
POSES = re.compile(
    rf"\(?\s*[:,(]\s*(?P<list>{POSE}(?:\s*,\s*(?:and\s+)?{POSE})*(?:\s*,?\s+and\s+{POSE})?)\s*\)?[\s.!]*$",
    re.I,
)
MANY_POSES = re.compile(
    rf"(?:\bin\s+)?(?P<many>{NUMBER})\s+(?:(?:different|various|other)\s+)?(?:poses|angles|positions|perspectives)\b"
    r"(?!\s*:)(?:\s+of\b|\s+for\b|\s+(?=an?\s))?",
    re.I,
)
USUAL_POSES = ("front", "facing left", "facing right", "front")
GROWTH = re.compile(
    r"\b(?:(?:the|an?)\s+)?(?:growth\s+(?:series|sequence|stages?)|(?:stages?|series)\s+of\s+(?:the\s+)?growth|growth)\b"
    r"(?:\s+(?:of|for|showing|with|about)\b)?|\b(?:growing|grows)\b(?:\s+up)?(?:\s+(?:step\s+by\s+step|in\s+stages))?",
    re.I,
)
SERIES = re.compile(r"\b(?:growth|stages?|step\s+by\s+step|series|pictures|images|panels)\b", re.I)
FROM_TO = re.compile(rf"\bfrom\s+(?P<first>{NUMBER})\s+(?:[a-z]+\s+)?to\s+(?P<last>{NUMBER})\b", re.I)
STORY = re.compile(r"^[^:.]*\b(?:story[\s-]?board|comic(?:\s+strip)?|panels)\b[^:.]*[:.]\s*", re.I)
TOLD = re.compile(r"\s*(?:[;.]\s+|,\s*(?:and\s+)?(?:then\s+)?|\band\s+then\s+|\bthen\s+)", re.I)
ITEMS = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+", re.I)
STORYBOARD = re.compile(r"\bstory[\s-]?board\b", re.I)
MOST_POSES = 12
USUAL_PANELS = 4
USUAL_STAGES = ("one", "two", "three", "four")
NOTES: dict[Kind, str] = {
    "season": "My seasons are places: spring is the meadow, summer the beach, autumn the forest, winter the "
    "snow.",
    "day": "My times of day are places: the morning is the meadow, noon the beach, the evening the desert.",
    "pose": "Everybody in my pictures stands; they look ahead, to the left or to the right, and where a pose "
    "is another one I take another place.",
    "number": "Nothing grows in my pictures, so how many there are does.",
}
"""What a painter of a small world shows instead."""


@dataclass(frozen=True)
class Course:
    """What differs from picture to picture, in a word for each."""

    kind: Kind
    ways: tuple[str, ...]


def take_course(text: str) -> tuple[str, Course | None]:
    """The text without the words for a series of one of these kinds, and the series."""
    if match := NAMED_SEASONS.search(text):
        ways = tuple(re.findall(SEASON, match[0], re.I))
        return _without(text, match), Course("season", ways)
    if match := FOUR_SEASONS.search(text):
        return _without(text, match), Course("season", ("spring", "summer", "autumn", "winter"))
    if match := NAMED_TIMES.search(text):
        return _without(text, match), Course("day", tuple(re.findall(TIME, match[0], re.I)))
    if match := SHEET.search(text):
        return _sheet(_without(text, match))
    if (match := GROWTH.search(text)) and (SERIES.search(text) or FROM_TO.search(text)):
        return _growth(_without(text, match))
    return _poses(text)


def told(text: str) -> tuple[str, tuple[str, ...]]:
    """The head of a storyboard and its clauses, one for each picture; () where it tells fewer than two."""
    head = STORY.match(text)
    clauses = [clause.strip(" ,.;\n") for clause in TOLD.split(text[head.end() :])] if head else []
    return (head[0], tuple(filter(None, clauses))) if head and len(clauses) > 1 else ("", ())


def _sheet(text: str) -> tuple[str, Course | None]:
    """The poses that are listed; the usual ones where nothing is."""
    if match := POSES.search(text):
        ways = tuple(item.strip() for item in ITEMS.split(match["list"]))
        return _without(text, match), Course("pose", ways) if len(ways) > 1 else None
    return text, None if re.search(r"[:(;]", text) else Course("pose", USUAL_POSES)


def _poses(text: str) -> tuple[str, Course | None]:
    """ "In five poses": the usual ones in turn."""
    match = MANY_POSES.search(text)
    many = number(match["many"]) if match else 0
    if not match or not 1 < many <= MOST_POSES:
        return text, None
    return _without(text, match), Course("pose", tuple(islice(cycle(USUAL_POSES), many)))


def _growth(text: str) -> tuple[str, Course]:
    match = FROM_TO.search(text)
    if not match:
        return text, Course("number", USUAL_STAGES)
    first, last = number(match["first"]), number(match["last"])
    ways = tuple(map(str, range(first, min(last, first + 7) + 1)))
    return _without(text, match), Course("number", ways if 0 < first < last else USUAL_STAGES)


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip(" ,")
