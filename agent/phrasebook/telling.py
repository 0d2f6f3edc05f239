"""Questions about pictures: "what is in this picture?". Answers from what is known, and looks at nothing."""

import re

from .pointing import Pointing
from .request import Request

ASKS = re.compile(
    r"^\W*(?:(?:can|could|please|you|and|so)\s+)*(?:what(?:'s|\s+(?:is|are|was|do|does|can|did))|who(?:'s|\s+(?:is|are))|"
    r"describe|tell\s+me\s+(?:what|about|who))\b",
    re.I,
)
ABOUT = re.compile(r"\b(?:see|seen|shows?|picture|image|drawing|painting|page|there|in\s+it|it)\b", re.I)


class Telling:
    """Says what a picture shows."""

    def __init__(self, pointing: Pointing) -> None:
        self._pointing = pointing

    def answer(self, request: Request) -> str:
        """The answer to a question about a picture; "" where the text is none, or where there is none."""
        if not ASKS.search(request.text) or not ABOUT.search(request.text):
            return ""
        if not (request.situation.seen or request.uploads):
            return ""
        picture = self._pointing.pointed(request).picture or self._pointing.meant(request, [])
        if not picture.shows:
            return f"I planned by rules and have not looked at {picture.id}; nobody told me what it shows."
        return f"{picture.id} shows {picture.shows}."
