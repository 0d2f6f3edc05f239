"""A larger picture of the same: "make it bigger", "twice as large", "4×", "at print quality".

Something in a picture that shall be larger is another matter: only a whole message about whole pictures is
read here. Paints nothing.
"""

import re

from ...models.upscaler import Factor
from ..state import Brief, ImageUse, Output, Seen
from .binding import kept
from .lexicon import Lexicon
from .pointing import NOUN, Pointing
from .questions import NO_PICTURE, Unable, Unclear
from .request import Request
from .wishes import POLITE

WHOLE = (
    rf"(?:it|this|that|them|these|those|(?:(?:all|both)(?:\s+of)?\s+)?(?:(?:the|this|that|these|those|my)\s+)?"
    rf"(?:(?:whole|entire|same|last|current)\s+)?(?:{NOUN}|book|set)s?|all(?:\s+of\s+(?:it|them))?|both|everything)"
)
PRINT = (
    r"(?:print(?:ing)?(?:[\s-]+(?:quality|resolution|size|ready))?|(?:a\s+)?poster(?:\s+size)?|300\s*dpi|"
    r"(?:(?:a\s+)?(?:full|much\s+)?high(?:er|est)?|full|best)[\s-]*(?:resolution|res|quality|definition)|hi-?res|hd|4k)"
)
TWICE = r"(?:twice|double|doubled|two\s+times|2\s*(?:x|×|times)|[x×]\s*2)"
FOUR = r"(?:quadruple|quadrupled|four\s+times|4\s*(?:x|×|times)|[x×]\s*4)"
TIMES = rf"(?:by\s+|to\s+)?(?:{TWICE}|{FOUR})"
LARGE = r"(?:big|large|wide|tall|high)"
AS_LARGE = (
    rf"(?:\s+(?:as\s+{LARGE}(?:\s+as\s+(?:it\s+is|now|before))?|(?:(?:the|its)\s+)?(?:size|resolution|pixels|dimensions)|"
    rf"{LARGE}(?:r|ger|er)|in\s+size))?"
)
BIGGER = r"(?:(?:a\s+(?:lot|bit|little)|much|even|way)\s+)?(?:bigger|larger|high(?:er)?[\s-]res(?:olution)?)"
VERB = r"(?:make|get|give\s+me|i\s+(?:want|need)|show\s+me|let\s+me\s+have|export|render|save|have|do)"
ENLARGE = (
    r"(?:enlarge|up-?scale|up-?size|magnify|blow\s+up|scale\s+up|size\s+up|"
    r"increase(?:\s+the\s+(?:size|resolution)\s+of)?|(?:enhance|improve|raise|boost)\s+(?:the\s+)?resolution\s+of)"
)
ASKS = re.compile(
    rf"(?:{ENLARGE}(?:\s+{WHOLE})?(?:\s+up)?(?:\s+{TIMES}{AS_LARGE})?(?:\s+(?:for|to|at|in)\s+{PRINT})?|"
    rf"(?:blow|scale|size)\s+{WHOLE}\s+up(?:\s+{TIMES}{AS_LARGE})?|"
    rf"(?:{VERB}\s+)?(?:{WHOLE}\s+)?(?:{BIGGER}|{TIMES}{AS_LARGE}|(?:ready\s+)?(?:for|at|in|to)\s+{PRINT}|{PRINT})"
    rf"(?:\s+(?:for|at|in)\s+{PRINT})?|"
    rf"(?:{VERB}\s+)?(?:an?\s+)?(?:{BIGGER}|{PRINT})\s+(?:version|copy|file|one|picture|image)(?:\s+of\s+{WHOLE})?|"
    rf"(?:double|quadruple|increase|raise)\s+(?:(?:the|its)\s+)?(?:size|resolution|pixels)(?:\s+of\s+{WHOLE})?)",
    re.I,
)
MAY = re.compile(rf"\b(?:{ENLARGE}|{BIGGER}|{PRINT}|resolution|size|pixels|up)\b|{TIMES}", re.I)
ALL = re.compile(
    r"\b(?:all|both|everything|them|these|those|book|set|(?:picture|image|page|photo|drawing)s)\b", re.I
)
END = re.compile(r"[\s,.!?]*(?:\b(?:please|now|thanks|thank\s+you)[\s,.!?]*)*$", re.I)
PRINTED = (
    "The PDF of the book has its pictures at 300 dots an inch already; name a page, such as “page 2 four "
    "times as large”, to enlarge its picture."
)


class Enlarging:
    """Reads such messages."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._pointing = Pointing(lexicon)

    def brief(self, request: Request) -> Brief | None:
        """The pictures to enlarge and how much; None where none is asked for. Raises `Unclear`."""
        if not MAY.search(request.text):
            return None
        # "The picture four times as large" is not about picture four.
        text = re.sub(FOUR, "4x", re.sub(TWICE, "2x", request.text, flags=re.I), flags=re.I)
        pointed = self._pointing.pointed(request, text)
        said = END.sub("", POLITE.sub("", pointed.rest).strip() or pointed.rest)
        if not ASKS.fullmatch(said):
            return None
        if not (request.situation.seen or request.uploads):
            raise Unclear(NO_PICTURE)
        pictures = (pointed.picture,) if pointed.picture else self._meant(said, request)
        brief = _enlarged(pictures, _factor(said))
        return kept(brief, pictures[0], request) if len(pictures) == 1 else brief

    def _meant(self, said: str, request: Request) -> tuple[Seen, ...]:
        """All that came or lie there, where the text speaks of several; else the last one."""
        together = request.uploads or request.table.pictures
        if len(together) < 2 or not ALL.search(said):
            return (self._pointing.meant(request, []),)
        if request.table.title and not request.uploads:
            raise Unable(PRINTED)
        return tuple(together)


def _enlarged(pictures: tuple[Seen, ...], factor: Factor) -> Brief:
    told = "twice as large" if factor == 2 else "four times as large"
    several = len(pictures) > 1
    return Brief(
        task="upscale",
        operation="edit",
        images=tuple(ImageUse(id=picture.id, role="source") for picture in pictures),
        outputs=tuple(
            Output(prompt=told, shows=picture.shows, source=picture.id if several else "")
            for picture in pictures
        ),
        factor=factor,
    )


def _factor(said: str) -> Factor:
    """Four times where that is said, or where it is for print; else twice."""
    if re.search(FOUR, said, re.I):
        return 4
    return 2 if re.search(TWICE, said, re.I) or not re.search(PRINT, said, re.I) else 4
