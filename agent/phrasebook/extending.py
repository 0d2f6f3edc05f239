"""More of a picture beyond its edges: "make it wider", "extend it to the left", "show more of the sky".

Another shape is something else (sizes.py), and so is a larger picture (enlarging.py). Paints nothing.
"""

import re
from dataclasses import dataclass

from ..state import Brief, ImageUse, Output
from .binding import kept
from .enlarging import END, WHOLE
from .lexicon import Lexicon
from .pointing import Pointing
from .request import Request
from .wishes import POLITE

SIDE = r"(?:left|right|top|bottom)"
_HAND = r"(?:[\s-]+hand)?(?:\s+(?:side|edge|border)s?)?"
SIDES = (
    rf"(?:(?:to(?:wards)?|on|at|in)\s+)?(?:(?:the|its)\s+)?"
    rf"(?P<sides>{SIDE}{_HAND}(?:\s*(?:,|and)\s*(?:to\s+)?(?:the\s+)?{SIDE}{_HAND})*|both\s+sides|(?:either|each)\s+side|"
    r"(?:all|every)(?:\s+(?:the|four))?\s+(?:sides?|directions?)|all\s+around|up(?:wards?)?|down(?:wards?)?|above|below|sides)"
)
AMOUNT = re.compile(
    r"\s*\b(?:by\s+)?(?:(?P<percent>\d{1,3})\s*%|(?P<half>(?:a\s+)?half)|"
    r"(?P<little>(?:just\s+)?a\s+(?:little(?:\s+bit)?|bit)|slightly))(?=\W|$)",
    re.I,
)
VERB = r"(?:extend|expand|widen|broaden|continue|outpaint|uncrop)"
SEES = r"(?:show|(?:i\s+(?:want|would\s+like|'d\s+like)\s+to|let\s+me)\s+see|paint|draw|give)"
ASKS = (
    re.compile(rf"{VERB}(?:\s+{WHOLE})?(?:\s+further)?(?:\s+{SIDES})?", re.I),
    re.compile(rf"make\s+{WHOLE}(?:\s+even)?\s+(?P<longer>wider|broader|taller)(?:\s+{SIDES})?", re.I),
    re.compile(rf"(?:{SEES}(?:\s+me|\s+us)?\s+)?more\s+of\s+(?P<of>[\w\s]+?)(?:\s+{SIDES})?", re.I),
    re.compile(rf"{SEES}(?:\s+me|\s+us)?\s+more(?:\s+(?:space|room))?\s+{SIDES}", re.I),
    re.compile(rf"(?:add|(?:give|leave)\s+{WHOLE})\s+(?:some\s+)?more\s+(?:space|room)\s+{SIDES}", re.I),
    re.compile(rf"(?P<out>zoom\s+(?:{WHOLE}\s+)?out)(?:\s+of\s+{WHOLE})?", re.I),
)
SKY = re.compile(r"\b(?:sky|skies|clouds?|ceiling)\b", re.I)
GROUND = re.compile(r"\b(?:ground|floor|grass|foreground|feet)\b", re.I)
ROUND_ABOUT = re.compile(
    r"\b(?:background|surroundings?|scenery|landscape|place|scene|setting|(?:picture|image|world)|it)\b", re.I
)
WHERE = {"left": "to the left", "right": "to the right", "top": "at the top", "bottom": "at the bottom"}
CHOSEN = "I extend it {side}; name another side if you like, such as “to the left”."


@dataclass(frozen=True)
class _Wish:
    """The sides that are asked for, how far as it is said, and whether a side was chosen for the user."""

    sides: tuple[str, ...]
    amount: str
    chosen: bool

    @property
    def instructions(self) -> tuple[str, ...]:
        """One for each side, as `edit` understands it."""
        return tuple(" ".join(filter(None, ["extend it", self.amount, WHERE[side]])) for side in self.sides)


class Extending:
    """Reads such wishes where the painter can fill a canvas."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._pointing = Pointing(lexicon)

    def brief(self, request: Request) -> Brief | None:
        """The picture that goes on beyond its edges; None where none is to."""
        can = "canvas" in request.situation.abilities and (request.situation.seen or request.uploads)
        if not can:
            return None
        pointed = self._pointing.pointed(request)
        wish = self._wish(END.sub("", POLITE.sub("", pointed.rest).strip()))
        if wish is None:
            return None
        picture = pointed.picture or self._pointing.meant(request, [])
        brief = Brief(
            task="edit",
            operation="edit",
            images=(ImageUse(id=picture.id, role="source"),),
            outputs=tuple(Output(prompt=told, shows=picture.shows) for told in wish.instructions),
            notes=(CHOSEN.format(side=WHERE[wish.sides[0]]),) if wish.chosen else (),
        )
        return kept(brief, picture, request)

    def _wish(self, text: str) -> _Wish | None:
        amount = AMOUNT.search(text)
        said = AMOUNT.sub("", text, count=1).strip() if amount else text
        match = next(filter(None, (pattern.fullmatch(said) for pattern in ASKS)), None)
        if match is None:
            return None
        groups = match.groupdict()
        named = _sides(groups)
        seen = self._side_of(groups["of"]) if groups.get("of") else "right"
        if not seen:
            return None
        sides = named or (("top",) if groups.get("longer") == "taller" else (seen,))
        return _Wish(sides, _amount(amount, len(sides)), chosen=not named and seen == "right")

    def _side_of(self, of: str) -> str:
        """Where more of that is found; "" where it is nothing round about."""
        if SKY.search(of):
            return "top"
        if GROUND.search(of):
            return "bottom"
        words = [word.group for word in self._lexicon.words(of)]
        around = ROUND_ABOUT.search(of) or "place" in words
        return "right" if around and not {"kind", "thing", "clothing"} & set(words) else ""


def _sides(groups: dict[str, str | None]) -> tuple[str, ...]:
    said = (groups.get("sides") or "").lower()
    if groups.get("out") or re.match(r"all|every", said):
        return ("left", "right", "top", "bottom")
    if re.match(r"both|either|each|sides", said):
        return ("left", "right")
    said = re.sub(r"^(?:up.*|above)$", "top", re.sub(r"^(?:down.*|below)$", "bottom", said))
    return tuple(dict.fromkeys(re.findall(SIDE, said)))


def _amount(said: re.Match[str] | None, sides: int) -> str:
    """As `edit` reads it; a little on each of several sides, as a painter's pictures have a largest size."""
    if said is None:
        return "a bit" if sides > 1 else ""
    if said["percent"]:
        return f"by {said['percent']}%"
    return "by half" if said["half"] else "a bit"
