"""Taking pictures away: "delete the third", "remove picture 2 from the set", "throw away i3".

"Remove the hat" is a change of a picture, and not for here. Deletes nothing itself.
"""

import re

from ..state import Brief, ImageUse, Seen
from .lexicon import Lexicon
from .pointing import BY_ORDER, ID, NOUN, ORDINAL, SMALL_NUMBER, Pointing, at_place, by_id, place
from .questions import NO_PICTURE, Unclear
from .request import Request
from .wishes import POLITE

VERB = (
    r"(?P<verb>delete|remove|discard|throw\s+(?:away|out)|get\s+rid\s+of|drop|trash|bin|erase|scrap|dump|"
    r"take\s+(?:away|out))"
)
SET = r"(?:set|book|project|series|list|collection|gallery|table|story|row|pictures|album)"
WHICH = re.compile(
    rf"{VERB}\s+(?P<which>.+?)(?:\s+(?:away|out|again|please|now))*"
    rf"(?P<set>\s+(?:from|out\s+of|in|of)\s+(?:the|my|this|our)\s+{SET})?[\s.!?]*",
    re.I,
)
ALL = re.compile(
    rf"(?:everything|(?:them|it)\s+all|all(?:\s+of\s+(?:them|these|those))?(?:\s+(?:the|my|these|those|of\s+the))?(?:\s+{NOUN}s)?|"
    rf"(?:all|both)\s+(?:the\s+)?{NOUN}s|both(?:\s+of\s+them)?|(?:the|this|my)\s+(?:whole|entire)?\s*{SET})",
    re.I,
)
THIS = re.compile(
    rf"(?:it|this|that|(?:this|that)\s+{NOUN}|the\s+(?:picture|image|drawing|painting|photo))", re.I
)
MAY_BE_A_PART = ("remove", "take", "erase", "drop")
AND = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)(?:the\s+)?"
RANGE = re.compile(rf"the\s+(?P<end>first|last)\s+(?P<many>{SMALL_NUMBER})(?:\s+(?:ones|{NOUN}s))?", re.I)
SEVERAL = re.compile(
    rf"(?:(?:the\s+)?{NOUN}s?\s+)?(?:{ID.pattern}|{SMALL_NUMBER})(?:{AND}(?:{NOUN}\s+)?(?:{ID.pattern}|{SMALL_NUMBER}))*|"
    rf"(?:the\s+)?{ORDINAL}(?:\s+{NOUN})?(?:{AND}{ORDINAL}(?:\s+{NOUN})?)*(?:\s+(?:ones|{NOUN}s?))?",
    re.I,
)
EACH_OF_THEM = re.compile(rf"{ID.pattern}|\b(?:{ORDINAL}(?:\s+one)?|{SMALL_NUMBER})\b(?!\s*(?:ones))", re.I)


class Deleting:
    """Reads which pictures shall go."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._pointing = Pointing(lexicon)

    def brief(self, request: Request) -> Brief | None:
        """The deletion that a message asks for, None where it asks for none.

        Raises `Unclear` where such a picture is not there.
        """
        match = WHICH.fullmatch(POLITE.sub("", request.text.strip()))
        if not match:
            return None
        gone = self._gone(match, request)
        if not gone:
            return None
        table = request.table
        ids = {picture.id for picture in gone}
        left = [n for n, id in enumerate(table.ids) if id not in ids]
        pages = table.pages.arranged(left)
        return Brief(
            task="edit",
            operation="delete",
            images=tuple(ImageUse(id=picture.id, role="source") for picture in gone),
            title=table.title if left else "",
            **pages.in_brief,
        )

    def _gone(self, match: re.Match[str], request: Request) -> tuple[Seen, ...]:
        which = match["which"].strip()
        if ALL.fullmatch(which):
            return _all(request)
        if THIS.fullmatch(which):
            return _this(match["verb"], which, request)
        if range_ := RANGE.fullmatch(which):
            return _range(range_, request)
        if SEVERAL.fullmatch(which):
            return tuple(dict.fromkeys(_one(one[0], which, request) for one in EACH_OF_THEM.finditer(which)))
        pointed = self._pointing.pointed(request, which)
        if pointed.picture and pointed.rest.strip() == "it":
            return (pointed.picture,)
        if match["set"] and BY_ORDER.search(which):
            raise Unclear(f"I don't see which picture “{which[:60]}” is. Which one shall go?")
        return ()


def _one(said: str, which: str, request: Request) -> Seen:
    if ID.fullmatch(said):
        return by_id(said, request)
    return at_place(place(said.split(maxsplit=1)[0]), request, page="page" in which.lower())


def _all(request: Request) -> tuple[Seen, ...]:
    if not request.table.pictures:
        raise Unclear(NO_PICTURE)
    return request.table.pictures


def _this(verb: str, which: str, request: Request) -> tuple[Seen, ...]:
    """ "Delete it" is the picture; "remove it" may be something in it."""
    picture = request.table.last
    if picture is None:
        raise Unclear(NO_PICTURE)
    if which.lower() in ("it", "this", "that") and verb.lower().startswith(MAY_BE_A_PART):
        raise Unclear(f"Shall the whole picture {picture.id} go, or what shall I remove from it?")
    return (picture,)


def _range(match: re.Match[str], request: Request) -> tuple[Seen, ...]:
    many, pictures = place(match["many"]), request.table.pictures
    if not 1 <= many <= len(pictures):
        raise Unclear(f"There are {len(pictures)} pictures on the table, not {many}. Which ones shall go?")
    return pictures[:many] if match["end"].lower() == "first" else pictures[-many:]
