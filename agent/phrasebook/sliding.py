"""Changes by degrees: "a little more night", "slightly less red", "halfway from day to night".

Paints nothing.
"""

import re

from ...models.vocabulary import Vocabulary
from ..state import Brief, ImageUse, Output, Slide
from .binding import kept
from .lexicon import Lexicon
from .pointing import Pointing
from .request import Request

DEGREES = {
    r"(?:just\s+)?a\s+(?:tiny|wee|little)\s+bit": 0.2,
    r"(?:just\s+)?a\s+(?:little|bit|touch)|slightly|somewhat": 0.3,
    r"halfway|half\s*way": 0.5,
    r"much|a\s+lot|far|way": 0.8,
}
_DEGREE = "|".join(f"(?P<d{n}>{pattern})" for n, pattern in enumerate(DEGREES))
BY = re.compile(
    rf"\b(?:{_DEGREE}|by\s+(?P<percent>\d{{1,3}})\s*%|(?P<percent2>\d{{1,3}})\s*%)\s+"
    r"(?P<sign>more|less)\s+(?:of\s+(?:a\s+)?|like\s+(?:an?\s+)?|at\s+)?"
    r"(?P<word>[^\W\d_][\w -]{0,30}?)\s*[.!]*$",
    re.I,
)
BETWEEN = re.compile(
    rf"\b(?:{_DEGREE}|(?P<percent>\d{{1,3}})\s*%)\s+(?:of\s+the\s+way\s+)?"
    r"from\s+(?P<less>[\w -]{1,30}?)\s+to(?:wards)?\s+(?P<word>[\w -]{1,30}?)\s*[.!]*$",
    re.I,
)
OPPOSITES = {
    "day": "night",
    "small": "large",
    "dark": "bright",
    "warm": "cold",
    "old": "young",
    "summer": "winter",
    "calm": "stormy",
    "simple": "detailed",
    "happy": "sad",
}
_EITHER = {**OPPOSITES, **{more: less for less, more in OPPOSITES.items()}}
_SEEN = ("place", "color", "style")


class Sliding:
    """Reads such changes; a word's other end is what the picture has in its place, or its opposite."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._places = vocabulary.places
        self._lexicon = lexicon
        self._pointing = Pointing(lexicon)

    def brief(self, request: Request) -> Brief | None:
        """The step from word to word; None where none is asked for, or the painter cannot make it."""
        able = "directions" in request.situation.abilities
        if not able or not (request.situation.seen or request.uploads):
            return None
        pointed = self._pointing.pointed(request)
        match = BETWEEN.search(pointed.rest) or BY.search(pointed.rest)
        if not match:
            return None
        picture = pointed.picture or self._pointing.meant(request, [])
        more = match["word"].strip().lower()
        less = match.groupdict().get("less") or self._away_from(more, picture.shows)
        if not less:
            return None
        sign = -1 if match.groupdict().get("sign", "").lower() == "less" else 1
        other = self._as_painted(more) if " " in less else more
        slide = Slide(less=less.lower(), more=other, strength=sign * _degree(match))
        told = f"{abs(slide.strength):.0%} {'more' if sign > 0 else 'less'} {more}"
        brief = Brief(
            task="adjust",
            operation="edit",
            images=(ImageUse(id=picture.id, role="source"),),
            outputs=(Output(prompt=told, shows=picture.shows),),
            slide=slide,
        )
        return kept(brief, picture, request)

    def _as_painted(self, word: str) -> str:
        """A place as prompts say it, such as "at night"; other words as they are."""
        names = [one.name for one in self._lexicon.words(word) if one.group == "place"]
        return self._places[names[0]][0] if names and names[0] in self._places else word

    def _away_from(self, more: str, shows: str) -> str:
        """What is there now of the same kind; "" where nobody knows."""
        groups = {word.group for word in self._lexicon.words(more)} & set(_SEEN)
        now = [word for word in self._lexicon.words(shows) if word.group in groups and word.name != more]
        said = [word.said for word in now if re.search(rf"\b{re.escape(word.said)}\b", shows, re.I)]
        return said[0] if said else _EITHER.get(more, "")


def _degree(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if percent := groups.get("percent") or groups.get("percent2"):
        return min(1.0, int(percent) / 100)
    return next(value for n, value in enumerate(DEGREES.values()) if groups.get(f"d{n}"))
