"""What the painter is to be taught: "learn a style called storyboard from the folder sets/", "… from pictures
3 to 12". Opens no folder and no picture.
"""

import re
from collections.abc import Iterator, Sequence

from ...tools.teaching_sets import FEWEST, MOST
from ..situation import Situation
from ..state import Brief, Lesson
from .adapters import NAME
from .numbers import NUMBER, number
from .questions import Unclear
from .quotes import HELD, quoted
from .request import Request

LEARN = re.compile(
    r"^\W*(?:(?:please|now|can|could|will|would|you|i|want|to)\b[\s,]*)*(?:learn|study|train(?:\s+yourself)?|"
    r"teach\s+(?:yourself|the\s+painter|you))\b(?:\s+on)?",
    re.I,
)
WHAT = r"(?:style|look|relation|way|lora|adapter)"
CALLED = re.compile(
    rf"\b(?:called|named|as)\s+(?:(?P<name>{NAME})\b|(?P<quoted>{HELD}))|\b{WHAT}\s+(?!(?:from|of|in|called|named|as)\b)(?P<bare>{NAME})\b",
    re.I,
)
FROM = r"\b(?:from|on|with|using)\s+(?:all\s+)?(?:(?:the|my)\s+)?"
SOURCE = rf"{FROM}(?:image\s+sets?\s+(?:in|of)\s+(?:the\s+)?)?"
FOLDER = re.compile(
    rf"{SOURCE}(?:folder|directory)\s+(?:called\s+|named\s+)?(?:(?P<held>{HELD})|(?P<name>[^\s,;“”]+))|"
    rf"{SOURCE}(?P<path>[^\s,;“”]*/[^\s,;“”]*)",
    re.I,
)
RANGE = re.compile(
    r"\b(?:(?:pictures?|images?)\s+)?i?(?P<first>\d{1,6})\s*(?:to|through|until|-|–)\s*"
    r"(?:picture\s+|image\s+)?i?(?P<last>\d{1,6})\b",
    re.I,
)
EACH = re.compile(r"\bi[1-9]\d{0,5}\b")
EVERY = re.compile(r"\b(?:all|every)\b[^.]{0,30}\b(?:pictures?|images?)\b", re.I)
SIZE = re.compile(
    rf"\b(?:in|as)\s+(?:(?P<word>pairs|threes|fours)|(?:sets|groups)\s+of\s+(?P<number>{NUMBER}))\b", re.I
)
SIZES = {"pairs": 2, "threes": 3, "fours": 4}
NO_NAME = "What shall it be called? Give it a name of small letters, such as “a style called sketchy”."
NO_SOURCE = (
    "What shall I learn it from? A folder of image sets (“from the folder sets/”), or pictures of ours "
    "(“from pictures 3 to 12”)."
)
TAKEN = "There is a LoRA “{name}” in this project already. How shall the new one be called?"
CANNOT = "The painter here cannot be taught."
TOO_FEW = (
    "I learn from {fewest} to {most} image sets, and {pictures} pictures in sets of {size} are {sets}. Which "
    "pictures shall I take?"
)
LEFT_OVER = "{pictures} pictures do not make whole sets of {size}. Which ones shall I take?"
TOLD = "I take {pictures} pictures as {sets} sets of {size}, in their order."


def lesson(request: Request) -> Brief | None:
    """The lesson that is asked for, or None. Raises `Unclear` where its name or its pictures are missing."""
    if not LEARN.search(request.text) or not (CALLED.search(request.text) or re.search(WHAT, request.text)):
        return None
    if "adapters" not in request.situation.abilities:
        raise Unclear(CANNOT)
    name = _name(request)
    if folder := _folder(request):
        return _brief(Lesson(adapter=name, folder=folder))
    ids = tuple(_pictures(request))
    if not ids:
        raise Unclear(NO_SOURCE)
    sets = _sets(ids, request)
    told = TOLD.format(pictures=len(ids), sets=len(sets), size=len(sets[0]))
    return _brief(Lesson(adapter=name, sets=sets), told)


def _brief(lesson: Lesson, *notes: str) -> Brief:
    return Brief(task="teach", operation="teach", lesson=lesson, notes=notes)


def _name(request: Request) -> str:
    match = CALLED.search(FOLDER.sub("", request.text))
    said = (match["name"] or match["bare"] or quoted(match["quoted"], request.quotes)) if match else ""
    if not re.fullmatch(NAME, said.lower()):
        raise Unclear(NO_NAME)
    if said.lower() in request.situation.adapters:
        raise Unclear(TAKEN.format(name=said.lower()))
    return said.lower()


def _folder(request: Request) -> str:
    match = FOLDER.search(request.text)
    if not match:
        return ""
    said = quoted(match["held"], request.quotes) if match["held"] else match["name"] or match["path"]
    return said.strip().rstrip(".!?")


def _pictures(request: Request) -> Iterator[str]:
    """The ids in the order in which they are named: a range, each, all, or what came with the text."""
    situation = request.situation
    known = [seen.id for seen in (*situation.seen, *situation.uploads)]
    if EVERY.search(request.text):
        yield from known
        return
    if match := RANGE.search(request.text):
        named = [f"i{n}" for n in range(int(match["first"]), min(int(match["last"]), 10**6) + 1)]
    else:
        named = EACH.findall(request.text) or [seen.id for seen in situation.uploads]
    if unknown := [id for id in named if id not in known]:
        raise Unclear(f"There is no picture {unknown[0]} here. Which pictures shall I learn from?")
    yield from named


def _sets(ids: Sequence[str], request: Request) -> tuple[tuple[str, ...], ...]:
    """As it is said, or as the pictures were made together; else in pairs."""
    said = SIZE.search(request.text)
    size = (SIZES.get((said["word"] or "").lower()) or number(said["number"])) if said else 0
    sets = () if size else _as_made(ids, request.situation)
    size = len(sets[0]) if sets else max(2, size or 2)
    sets = sets or tuple(tuple(ids[start : start + size]) for start in range(0, len(ids), size))
    if len(sets[-1]) != size:
        raise Unclear(LEFT_OVER.format(pictures=len(ids), size=size))
    if not FEWEST <= len(sets) <= MOST:
        raise Unclear(TOO_FEW.format(fewest=FEWEST, most=MOST, pictures=len(ids), size=size, sets=len(sets)))
    return sets


def _as_made(ids: Sequence[str], situation: Situation) -> tuple[tuple[str, ...], ...]:
    """The sets of one size that were painted in one turn each; () where they are others."""
    sets = tuple(moment.made for moment in situation.moments if set(moment.made) & set(ids))
    alike = len({len(made) for made in sets}) == 1 and len(sets[0]) > 1
    return sets if alike and sorted(ids) == sorted(id for made in sets for id in made) else ()
