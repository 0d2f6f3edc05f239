"""Questions about pictures: "what is in this picture?". Answers from what is known, and looks at nothing."""

import re

from .numbers import counted
from .pointing import Pointing
from .request import Request

ASKS = re.compile(
    r"^\W*(?:(?:can|could|please|you|and|so)\s+)*(?:what(?:'s|\s+(?:is|are|was|do|does|can|did))|who(?:'s|\s+(?:is|are))|"
    r"describe|tell\s+me\s+(?:what|about|who))\b",
    re.I,
)
QUESTION = re.compile(
    r"^\W*(?:(?:and|so|but|hey|please)\s+)*(?:(?:is|are|was|were|does|did|has|how\s+(?:many|much|long|often)|which|why|"
    r"where|when|who(?:se)?|what\s+did)\b|do\s+(?:you|we|i|they|these|those|both)\b)"
    r"(?!\s+(?:it\s+possible|there\s+(?:any\s+|a\s+)?(?:way|chance)|not\b|you\s+able))[^?]*\?\W*$",
    re.I,
)
HOW_MANY = re.compile(r"\bhow\s+many\s+(?:of\s+(?:them|these|those)|pictures|images|pages|drawings)\b", re.I)
OF_THE_CAST = re.compile(r"\b(?:the|my|our)\s+cast\b", re.I)
ABOUT = re.compile(r"\b(?:see|seen|shows?|picture|image|drawing|painting|page|there|in\s+it|it)\b", re.I)


class Telling:
    """Says what a picture shows."""

    def __init__(self, pointing: Pointing) -> None:
        self._pointing = pointing

    def answer(self, request: Request) -> str:
        """The answer to a question about a picture; "" where the text is none, or where there is none."""
        if OF_THE_CAST.search(request.text):
            return ""
        asks = ASKS.search(request.text) and ABOUT.search(request.text)
        if not (asks or QUESTION.search(request.text)):
            return ""
        if not (request.situation.seen or request.uploads):
            return ""
        if HOW_MANY.search(request.text) and not request.uploads:
            return _lying(request)
        picture = self._pointing.pointed(request).picture or self._pointing.meant(request, [])
        if not picture.shows:
            return f"I planned by rules and have not looked at {picture.id}; nobody told me what it shows."
        return f"{picture.id} shows {picture.shows}."


def _lying(request: Request) -> str:
    ids = ", ".join(request.table.ids)
    return f"On the table: {counted(len(request.table.ids), 'picture')}{f' ({ids})' if ids else ''}."
