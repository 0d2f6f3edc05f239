"""Which pictures a message brings together: uploads, two by who is in them, or "both". Reads no scenes."""

import re

from ..state import Seen
from .features import features
from .intent import intent
from .lexicon import Lexicon
from .nouns import Reading
from .pointing import Pointing
from .request import Request
from .revising import Revising

TWO = re.compile(r"\b(?:both|these two|those two|the two(?: of them)?|together)\b", re.I)


class Together:
    """Finds them in the words of one vocabulary."""

    def __init__(self, lexicon: Lexicon, pointing: Pointing, revising: Revising) -> None:
        self._lexicon = lexicon
        self._pointing = pointing
        self._revising = revising

    def pictures(self, request: Request, reading: Reading) -> tuple[Seen, ...]:
        """Several pictures that a text brings together: the uploads, by who is in them, or as "both"."""
        wants = intent(request.text, reading, points=False)
        if len(request.uploads) > 1:
            one = self._pointing.pointed(request).picture is not None
            one = one or (wants == "change" and self._one_of(request, reading))
            return () if one else request.uploads
        kinds = [noun.name for noun in reading.figures if noun.definite]
        found = [self._with(kind, request.situation.seen) for kind in kinds]
        pictures = tuple(dict.fromkeys(picture for picture in found if picture))
        if len(kinds) == 2 and len(pictures) == 2:
            return pictures
        return self._both(request, reading)

    def _one_of(self, request: Request, reading: Reading) -> bool:
        """Whether only one of the uploads shows whom a change is about."""
        kinds = {noun.name for noun in reading.figures if noun.definite}
        showing = [p for p in request.uploads if kinds and kinds <= features(p.shows, self._lexicon)]
        return len(showing) == 1

    def _both(self, request: Request, reading: Reading) -> tuple[Seen, ...]:
        """The last two pictures, where "both" cannot be two in one picture."""
        if reading.nouns or not TWO.search(request.text):
            return ()
        lies = request.table.pictures if len(request.table.pictures) == 2 else ()
        last = (*request.situation.seen, *request.uploads)[-2:]
        if len(last) < 2 or self._pair(last[-1]):
            return ()
        wants = intent(request.text, reading, points=False)
        each = lies and wants == "change" and not re.search(r"\btogether\b|\buse\b", request.text, re.I)
        return () if each else (lies or tuple(last))

    def _with(self, kind: str, seen: tuple[Seen, ...]) -> Seen | None:
        """The latest picture that shows a kind."""
        for picture in reversed(seen):
            scene = self._revising.scene(picture)
            if scene and any(figure.kind == kind for figure in scene.figures):
                return picture
        return None

    def _pair(self, picture: Seen) -> bool:
        scene = self._revising.scene(picture)
        return scene is not None and len(scene.figures) * scene.count > 1
