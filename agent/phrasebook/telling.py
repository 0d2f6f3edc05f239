"""Questions about pictures: "what is in this picture?". Answers from what is known, and looks at nothing."""

import re

from .numbers import counted
from .pointing import Pointing
from .questions import Unclear
from .request import Request

ASKS = re.compile(
    r"^\W*(?:(?:can|could|please|you|and|so)\s+)*(?:what(?:'s|\s+(?:is|are|was|do|does|can|did))|who(?:'s|\s+(?:is|are))|"
    r"describe|tell\s+me\s+(?:what|about|who))\b",
    re.I,
)
QUESTION = re.compile(
    r"^\W*(?:(?:and|so|but|hey|please)\s+)*(?:(?:is|are|was|were|does|did|has|how\s+(?:many|much|long|often)|which|why|"
    r"where|when|who(?:se)?|what\s+did)\b|do\s+(?:you|we|i|they|these|those|both|the(?!\s+same\b))\b)"
    r"(?!\s+(?:it\s+possible|there\s+(?:any\s+|a\s+)?(?:way|chance)|not\b|you\s+able))[^?]*\?\W*$",
    re.I,
)
COMPARES = re.compile(
    r"^(?!.*\b(?:can|could|would|will|please|draw|make|paint|create|generate|give)\b).*"
    r"\b(?:same|alike|identical|similar|different)\b.*\?\W*$",
    re.I | re.S,
)
"""Of several pictures, without a verb of asking for one."""
HOW_MANY = re.compile(r"\bhow\s+many\s+(?:of\s+(?:them|these|those)|pictures|images|pages|drawings)\b", re.I)
OF_THE_CAST = re.compile(r"\b(?:the|my|our)\s+cast\b", re.I)
BEFORE_AND_AFTER = re.compile(
    r"\W*(?:(?:please|can|you|show|me|compare|let|see|a|an|the|side\s+by\s+side|of|it|that)\s+)*before[\s-]*(?:and|&|/)[\s-]*after"
    r"(?:\s+(?:picture|image|view|shot|comparison)s?)?(?:\s+of\s+(?:it|that|this))?[\s.!?]*",
    re.I,
)
HOW_MADE = re.compile(
    r"\bhow\s+(?:long|much\s+time|many\s+seconds)\b.*\b(?:take|took|taken|need|paint)|\b(?:cost|tokens|price)\b|"
    r"\b(?:which|what)\s+(?:ai|(?:ai\s+)?model|painter|seed|software)\b",
    re.I,
)
ABOUT = re.compile(r"\b(?:see|seen|shows?|picture|image|drawing|painting|page|there|in\s+it|it)\b", re.I)


WHAT_CHANGES = (
    "What shall be seen before, and what after? Say, for example, “before: a fox in the meadow, after: a fox "
    "in the snow”."
)


class Telling:
    """Says what a picture shows."""

    def __init__(self, pointing: Pointing) -> None:
        self._pointing = pointing

    def answer(self, request: Request) -> str:
        """The answer to a question about a picture; "" where the text is none, or where there is none."""
        if OF_THE_CAST.search(request.text):
            return ""
        if BEFORE_AND_AFTER.fullmatch(request.text):
            return _before_and_after(request)
        asks = ASKS.search(request.text) and ABOUT.search(request.text)
        compares = len(request.uploads) > 1 and COMPARES.search(request.text)
        if not (asks or compares or QUESTION.search(request.text)):
            return ""
        return self._told(request) if request.situation.seen or request.uploads else ""

    def _told(self, request: Request) -> str:
        if HOW_MANY.search(request.text) and not request.uploads:
            return _lying(request)
        picture = self._pointing.pointed(request).picture or self._pointing.meant(request, [])
        if HOW_MADE.search(request.text):
            return f"The record of {picture.id} tells which model painted it, from which words, and when."
        if not picture.shows:
            return f"I planned by rules and have not looked at {picture.id}; nobody told me what it shows."
        return f"{picture.id} shows {picture.shows}."


def _before_and_after(request: Request) -> str:
    """What lies on the table, and what lay there before. Raises `Unclear` where nothing was changed."""
    moments = {moment.turn: moment for moment in request.situation.moments}
    table = request.situation.table
    before = moments.get(table.parent) if table else None
    if table is None or before is None or request.uploads:
        raise Unclear(WHAT_CHANGES)
    return f"Before: {', '.join(before.images)}; after: {', '.join(table.images)}."


def _lying(request: Request) -> str:
    ids = ", ".join(request.table.ids)
    return f"On the table: {counted(len(request.table.ids), 'picture')}{f' ({ids})' if ids else ''}."
