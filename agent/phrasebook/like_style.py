"""The style of a picture that is there: "a dog in the same style as this picture". Looks at nothing."""

import re
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..state import Seen
from .lexicon import Lexicon
from .pointing import NOUN, Pointing
from .questions import Unclear
from .request import Request

LIKE = re.compile(
    r"[\s,]*\b(?:in|with|using)\s+(?:exactly\s+)?(?:the\s+)?(?:very\s+)?(?:same\s+)?(?:art\s+|drawing\s+)?"
    rf"(?:style|look|manner)\s+(?:as|of|like)\s+(?P<which>(?:(?:this|that|the|my)\s+)?(?:(?:last|first|second|third|other|"
    rf"uploaded)\s+)?(?:{NOUN}(?:\s+(?:number\s+)?\d{{1,3}})?|i\d{{1,6}})|this|that|it)\b(?:\s+here)?",
    re.I,
)
UNKNOWN = "I don't know the style of {id}; tell me in words, such as “in ink style”."
NO_STYLE = "There is no picture here whose style I could take; send one along, or name a style."
WHAT = "What shall I draw in the style of {id}?"


class LikeStyle:
    """Finds the picture and says its style in a vocabulary's words."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._styles = vocabulary.styles
        self._lexicon = lexicon
        self._pointing = Pointing(lexicon)

    def picture(self, request: Request) -> Seen | None:
        """The picture whose style is wanted; None where none is. Raises `Unclear` where it is not there."""
        match = LIKE.search(request.text)
        if not match:
            return None
        if not (request.situation.seen or request.uploads):
            raise Unclear(NO_STYLE)
        return self._pointing.pointed(request, match["which"]).picture or self._pointing.meant(request, [])

    def spelled_out(self, request: Request, picture: Seen) -> Request:
        """The request with the style in words, and without the upload that only shows it.

        Raises `Unclear` where nobody knows the style, or where nothing is to be drawn in it.
        """
        if not picture.shows:
            raise Unclear(UNKNOWN.format(id=picture.id))
        names = [word.name for word in self._lexicon.words(picture.shows) if word.group == "style"]
        style = self._styles[names[0] if names else next(iter(self._styles))][0]
        rest = LIKE.sub(" ", request.text).strip(" ,.")
        others = tuple(upload for upload in request.uploads if upload != picture)
        if not re.search(r"[^\W\d_]", rest):
            return self._restyled(request, picture, style)
        return replace(request, text=f"{rest}, {style}", situation=replace(request.situation, uploads=others))

    def _restyled(self, request: Request, picture: Seen, style: str) -> Request:
        """What lies on the table, in the style of another picture."""
        last = request.table.last
        if last is None or last == picture:
            raise Unclear(WHAT.format(id=picture.id))
        situation = replace(request.situation, uploads=())
        return replace(request, text=f"change the style: {style}", situation=situation, about=last)
