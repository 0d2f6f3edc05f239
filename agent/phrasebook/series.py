"""Pictures that differ by what a text lists: "four icons: sun, rain, …", "at age 10, 30 and 50".

Cuts text into one self-contained text a picture, in the user's own words. Knows no painter and no picture.
"""

import re
from collections.abc import Callable, Sequence

from .designs import COMMON, KIND, counted, kinds, listed, slides, worn_by_things
from .elisions import COLOR
from .manners import doings, moods, places, roles, styles, tried_on, views, ways
from .numbers import NUMBER
from .panels import panels
from .pictures import MOST_PICTURES
from .sequences import SEASON as SEASON_SAID
from .sequences import USUAL_POSES, take_course

ASKED = (
    r"(?:please|can|could|would|will|you|i|we|want|need|like|'d|to|let's|now|me|us|draw|paint|make|create|"
    r"generate|show|give|design|produce|illustrate)\b[\s,:']*"
)
ASKING = re.compile(rf"^\W*(?:{ASKED})+", re.I)
AGES = re.compile(
    r"\b(?:(?:at\s+(?:the\s+)?)?ages?\s+(?:of\s+)?|aged\s+|at\s+(?=[\d\s,and]+years))"
    r"(?P<list>\d{1,3}(?:\s*,\s*(?:age\s+)?\d{1,3})*\s*,?\s+and\s+(?:age\s+)?\d{1,3}|\d{1,3}(?:\s*,\s*\d{1,3})+)\b"
    r"(?:\s+years?(?:\s+old|\s+of\s+age)?)?",
    re.I,
)
WITHOUT_A_NOUN = re.compile(r"^(?:(?:and|also|but)\s+)?(?=(?:in|with|from|wearing)\s)", re.I)
SEVERAL_OF = re.compile(rf"^({COMMON}|{KIND})e?s(?=\s+of\b)", re.I)
SEASONS = re.compile(r"\b(?:all\s+)?(?:the\s+)?(?:four|4)\s+seasons\b", re.I)
SEASON = ("spring", "summer", "autumn", "winter")
MANY_OF = re.compile(rf"^{NUMBER}\s+{COMMON}s\s+(?:of|showing)\s+", re.I)
IN_FOUR = re.compile(
    rf"\b(?:in|as|with)\s+(?:four|4|separate)\s+{COMMON}s\b|\b(?:four|4)\s+{COMMON}s\s+(?:of|showing)\b", re.I
)
COLORED = re.compile(
    rf"^(?P<same>the\s+same|an?|one|this|the)\s+(?P<what>[^,.;:]{{2,60}}?)\s+in\s+"
    rf"(?P<list>{COLOR}(?:\s*,\s*(?:and\s+)?(?:in\s+)?{COLOR})*\s*,?\s+and\s+(?:in\s+)?{COLOR})(?P<tail>\b.*)$",
    re.I | re.S,
)
"""The same robot in red, blue and green."""
BEFORE_AFTER = re.compile(
    r"^(?:before\s*:\s*(?P<first>[^;\n]+?)\s*[,;.]?\s*(?:and\s+)?after\s*:\s*(?P<second>.+)|"
    r"(?P<what>(?!an?\s+before)[^,;:]+?)\s+before\s+and\s+after\s+(?P<event>.+)|"
    r"(?:an?\s+|the\s+)?before[\s-]+and[\s-]+after\s*(?:(?:picture|image|view|shot)s?\s*)?(?::|\bof\b)\s*(?P<whole>.+)|"
    r"before\s+and\s+after\s+(?P<happens>[^,;:]+?)\s+of\s+(?P<to>.+))$",
    re.I | re.S,
)
ONE_SHEET = re.compile(
    rf"^(?P<asked>\W*(?:{ASKED})*)(?:an?\s+)?(?P<across>\d{{1,2}}|\w+)(?:\s*[x×]\s*|[- ]by[- ])"
    r"(?P<down>\d{1,2}|\w+)\s+(?:grid|collage|contact\s+sheet)\b(?:\s+(?:of|with|showing))?\s*",
    re.I,
)
VERSIONS = re.compile(r"\b(?:variations?|variants?)\b", re.I)
PROGRESS = re.compile(
    r"\b(?:step[\s-]by[\s-]step|life\s+cycle|stages?|steps?|storyboard|comic|story|scenes?|timeline|evolution|"
    r"panels?|sequence|growth|day\s+(?:of|in)|day)\b",
    re.I,
)
EACH_OF = re.compile(
    r"\b(?:for|of|from)\s+(?:each|every(?:\s+one)?)\s+(?:of\s+)?(?:(?:these|the|those|my)\s+)?"
    rf"(?:{NUMBER}\s+)?(?:{COMMON}|character|upload)s?\b",
    re.I,
)


def series(text: str) -> tuple[str, ...]:
    """The texts of the pictures, one each; () where a text lists none in one of these ways."""
    if panels(text) or "\n" in text.strip():
        return ()
    said = ASKING.sub("", text.strip()).strip(" .!")
    if ONE_SHEET.search(said):
        return (said,)
    said = WITHOUT_A_NOUN.sub("the same ", said)
    found = next(filter(None, (reader(said) for reader in READERS)), ())
    return tuple(found[:MOST_PICTURES]) if len(found) > 1 else ()


def ungridded(text: str) -> str:
    """ "A cat in the four seasons" of "a 2x2 grid of a cat in the four seasons": one picture a field, where
    the text says what is in each; else the text as it is.
    """
    sheet = ONE_SHEET.match(text)
    if not sheet or not (sheet["across"].isdecimal() and sheet["down"].isdecimal()):
        return text
    rest = f"{sheet['asked']}{text[sheet.end() :]}"
    fields = int(sheet["across"]) * int(sheet["down"])
    _, course = take_course(rest)
    return rest if fields == (len(course.ways) if course else len(series(rest))) else text


def in_turn(prompt: str, whole: str, copies: int) -> tuple[str, ...]:
    """A prompt for each of several pictures: the parts of something that goes on say which they are."""
    word = "variation" if VERSIONS.search(whole) else "part" if PROGRESS.search(whole) else ""
    if copies < 2 or not word:
        return (prompt,) * copies
    return tuple(f"{prompt}, {word} {n} of {copies}" for n in range(1, copies + 1))


def _ages(said: str) -> Sequence[str]:
    match = AGES.search(said)
    ages = re.findall(r"\d+", match["list"]) if match else []
    return [AGES.sub(f"at age {age}", SEVERAL_OF.sub(r"\1", said)) for age in ages]


def colored(said: str) -> tuple[str, tuple[str, ...], str]:
    """ "The same robot in red, blue and green at night" → the robot, its colours, the rest; no colours where
    it is not said of one and the same, or of fewer than three.
    """
    match = COLORED.search(ASKING.sub("", said.strip()).strip(" .!"))
    if not match:
        return "", (), ""
    colors = tuple(re.findall(COLOR, match["list"], re.I))
    of_one = "same" in match["same"].lower() or len(colors) > 2
    return match["what"], colors if of_one else (), match["tail"]


def _colored(said: str) -> Sequence[str]:
    what, colors, tail = colored(said)
    return [f"{'an' if color[0] in 'aeiou' else 'a'} {color} {what}{tail}" for color in colors]


def _before_after(said: str) -> Sequence[str]:
    """ "Before: …, after: …", "a house before and after the storm", "before and after: a garden"."""
    match = BEFORE_AFTER.search(said)
    if not match:
        return ()
    if match["first"]:
        return [match["first"], match["second"]]
    if match["what"]:
        return [f"{match['what']} {when} {match['event']}" for when in ("before", "after")]
    if match["happens"]:
        return [f"{match['to']} {when} {match['happens']}" for when in ("before", "after")]
    return [f"{match['whole']}, {when}" for when in ("before", "after")]


def _courses(said: str) -> Sequence[str]:
    """ "The four seasons in four pictures", "… in spring and in winter", "… : morning, noon, night"."""
    if SEASONS.search(said) and IN_FOUR.search(said):
        return [SEASONS.sub(season, IN_FOUR.sub("", said)).strip(" ,") for season in SEASON]
    rest, course = take_course(said)
    if not course or course.kind not in ("season", "day") or not re.search(r"[^\W\d_]", rest):
        return ()
    rest = MANY_OF.sub("", IN_FOUR.sub("", rest)).strip()
    return [f"{rest} {_when(way)}" for way in course.ways]


def _when(way: str) -> str:
    """ "In spring", "in the morning", "at noon"."""
    if re.search(r"(?:morning|afternoon|evening)$", way, re.I):
        return f"in the {way}"
    return f"in {way}" if re.match(SEASON_SAID, way, re.I) else f"at {way}"


def _sheet(said: str) -> Sequence[str]:
    """ "A character sheet of a knight: front, side, back"; one that lists nothing is a picture of its own."""
    rest, course = take_course(said)
    if not course or course.kind != "pose" or course.ways == USUAL_POSES:
        return ()
    return [f"{rest}, {way}" for way in course.ways]


READERS: tuple[Callable[[str], Sequence[str]], ...] = (
    kinds,
    _ages,
    _courses,
    _colored,
    _before_after,
    ways,
    _sheet,
    views,
    slides,
    counted,
    worn_by_things,
    tried_on,
    places,
    moods,
    doings,
    roles,
    styles,
    listed,
)
"""The first that finds pictures is right."""
