"""What `edit` understands of an instruction that another tool may obey better: patterns, and what they name.

Plain English by pattern. Knows no tool, no painter and no pixels.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from ..models.vocabulary import Vocabulary

Kind = Literal["mirror", "pose", "outpaint", "recolor", "remove", "move", "background", "add"]

_PICTURE = (
    r"(?:it|(?:the|this|that)\s+(?:(?:whole|entire)\s+)?"
    r"(?:picture|image|photo|drawing|painting|canvas|scene))"
)
_WHAT = r"(?P<what>[\w -]+?)"
_WHOM = rf"(?:it|them|him|her|(?:the|its|his|her)\s+{_WHAT})"
_SOMEBODY = r"(?:it|them|him|her|the\s+[\w -]+?)"
_OF_WHOM = r"(?:\s+(?:of\s+)?(?:it|them|him|her|the\s+[\w -]+?))?"
_TO = r"(?:(?:to(?:wards)?|on|at)\s+)?(?:the\s+)?"
_SIDE_OF = r"(?:\s+(?:hand\s+)?(?:side|edge))?"
_ACROSS = rf"{_TO}(?P<side>left|right){_SIDE_OF}"
_ANY_SIDE = rf"{_TO}(?P<side>left|right|top|bottom|up|down|above|below)(?:wards?)?{_SIDE_OF}"
_SCENERY = r"(?:the|its)\s+(?:place|background|setting|scenery|landscape)"
_PLACE = r"(?P<place>(?:in|on|at|under|by|inside|among)\s+(?!the\s+(?:left|right|top|bottom)\b).+?)"

_OTHER_WAY = (
    r"(?:(?:to(?:wards)?|in|into)\s+)?the\s+(?:other|opposite)\s+(?:way|side|direction)(?:\s+a?round)?"
)

_PATTERNS: Mapping[Kind, Sequence[str]] = {
    "mirror": (
        rf"(?:mirror|flip)\s+{_SOMEBODY}(?:\s+(?:horizontally|sideways|a?round|over))?",
        rf"(?:turn|rotate|flip)\s+{_SOMEBODY}\s+(?:a?round\s+)?{_OTHER_WAY}",
        rf"turn\s+{_SOMEBODY}\s+a?round",
        rf"(?:make|let)\s+{_SOMEBODY}\s+(?:look|face|turn)\s+{_OTHER_WAY}",
    ),
    "pose": (
        rf"(?:make|let)\s+{_WHOM}\s+(?:look|face|turn)\s+{_ACROSS}",
        rf"turn\s+{_WHOM}\s+{_ACROSS}",
    ),
    "outpaint": (
        rf"(?:extend|expand|widen|continue)(?:\s+{_PICTURE})?\s+{_ANY_SIDE}",
        rf"make\s+{_PICTURE}\s+(?P<longer>wider|taller)(?:\s+{_ANY_SIDE})?",
    ),
    "recolor": (
        rf"(?:make|paint|(?:re)?colou?r|dye|turn)\s+{_WHOM}\s+(?P<color>\w+)",
        rf"change\s+(?:the\s+colou?r\s+of\s+)?{_WHOM}(?:'s\s+colou?r)?\s+(?:in)?to\s+(?P<color>\w+)",
        # Where it wears one already; else nobody speaks of it, and it is put on.
        rf"give\s+{_SOMEBODY}\s+an?\s+(?P<color>\w+)\s+(?P<what>\w+)",
        rf"put\s+an?\s+(?P<color>\w+)\s+(?P<what>\w+)\s+on\s+{_SOMEBODY}",
    ),
    "remove": (rf"(?:remove|delete|erase|take\s+away)\s+(?:the|its)\s+{_WHAT}",),
    "move": (rf"(?:move|shift|slide|push)\s+{_WHOM}\s+{_ANY_SIDE}",),
    "background": (
        rf"(?:put|place|move|bring|take)\s+{_WHOM}\s+{_PLACE}",
        rf"(?:change|replace|set)\s+{_SCENERY}(?:\s*:|\s+to|\s+with|\s+by)\s+(?P<place>.+?)",
        rf"(?:now|the\s+same)\s+{_PLACE}",
    ),
    "add": (
        r"add\s+(?P<what>an?\s+[\w -]+?)"
        rf"(?:\s+(?:{_TO}(?P<side>left|right|above)|beside|near|next\s+to){_OF_WHOM})?",
    ),
}
_COMPILED = {
    kind: [re.compile(rf"(?:please\s+)?{pattern}\s*[.!]?", re.IGNORECASE) for pattern in patterns]
    for kind, patterns in _PATTERNS.items()
}
_AMOUNT = re.compile(
    r"\s+(?:by\s+)?(?:(?P<percent>\d{1,3})\s*%|(?P<half>(?:a\s+)?half)|"
    r"(?P<little>(?:just\s+)?a\s+(?:little(?:\s+bit)?|bit)|slightly))(?=\s|[.!]?$)",
    re.IGNORECASE,
)


def place_said(place: str, words: Vocabulary | None) -> str | None:
    """A place as prompts say it, such as “in the city”; None where a small world has no such place."""
    if words is None:
        return place if re.match(r"(?:in|on|at|under|by|inside|among)\b", place) else f"in {place}"
    bare = re.sub(r"^(?:the|an?)\s+", "", place)
    return next((ways[0] for ways in words.places.values() if place in ways or bare in ways), None)


def heard(kind: Kind, instruction: str) -> Mapping[str, str] | None:
    """What an instruction of a kind names, such as {"what": "ball"}; None for another kind."""
    for pattern in _COMPILED[kind]:
        if match := pattern.fullmatch(instruction.strip()):
            return {name: text.lower() for name, text in match.groupdict().items() if text}
    return None


def without_amount(instruction: str, *, usual: float, little: float) -> tuple[str, float]:
    """The rest of an instruction, and the share of a side that it says: “by half”, “a bit”."""
    match = _AMOUNT.search(instruction)
    if not match:
        return instruction, usual
    percent = min(int(match["percent"] or 50), 100) / 100
    return _AMOUNT.sub("", instruction, count=1), little if match["little"] else percent
