"""Questions why something is in a picture: "why is there a star?", "explain i3". Looks at no picture."""

import re

from ..state import Brief, ImageUse, Question, Seen
from .lexicon import Lexicon
from .pointing import Pointing
from .request import Request

WHY = re.compile(
    r"^\W*(?:(?:please|so|and|but|hm+|can|could|would|will|you|tell|show|me)\b[\s,]*)*"
    r"(?:why\s+(?:is|are|was|were|did|does|do|has|have)\b|explain\b|"
    r"what\s+made\b|where\s+(?:does|do|did)\s+.{1,60}\s+come\s+from\b)",
    re.I,
)
HOW_IT_WORKS = re.compile(r"\b(?:yourself|you\s+work|how\s+(?:you|this|it)\s+works?)\b", re.I)
MOST = 6
_SEEN = ("kind", "color", "clothing", "thing", "place")


class Explaining:
    """Reads such questions in a vocabulary's words; with `verbatim` any of the picture's sentence."""

    def __init__(self, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._lexicon = lexicon
        self._pointing = Pointing(lexicon)
        self._verbatim = verbatim

    def brief(self, request: Request) -> Brief | None:
        """What is to be explained; None where nothing is, or where there is no picture."""
        has_picture = bool(request.situation.seen or request.uploads)
        if not WHY.search(request.text) or HOW_IT_WORKS.search(request.text) or not has_picture:
            return None
        pointed = self._pointing.pointed(request)
        picture = pointed.picture or self._pointing.meant(request, [])
        words = self._words(pointed.rest, picture)
        asks = re.match(r"\W*(?:please\s+)?explain\b", request.text, re.I)
        if not (words or asks):
            return None
        return Brief(
            task="explain",
            operation="explain",
            images=(ImageUse(id=picture.id, role="source"),),
            question=Question(words=words, shows=picture.shows),
        )

    def _words(self, text: str, picture: Seen) -> tuple[str, ...]:
        """Those of the question that the picture's sentence has, too."""
        if self._verbatim:
            said = re.findall(r"[^\W\d_]{3,}", text)
            shown = picture.shows.lower()
            return tuple(dict.fromkeys(word for word in said if f" {word.lower()}" in f" {shown}"))[:MOST]
        names = (word.name for word in self._lexicon.words(text) if word.group in _SEEN)
        return tuple(dict.fromkeys(name for name in names if self._shown(name, picture)))[:MOST]

    def _shown(self, name: str, picture: Seen) -> bool:
        return not picture.shows or any(word.name == name for word in self._lexicon.words(picture.shows))
