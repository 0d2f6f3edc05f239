"""Another number of pictures: "make it six pictures", "I want eight of them". Reads how many, and of whom.

Fewer leave out the last; of more the first show what they showed, and the new ones the same elsewhere.
"""

import re
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..state import Brief, ImageUse
from ..tasks import task_of
from .numbers import NUMBER, counted, number, say_number
from .outputs import Outputs
from .pictures import MOST_PICTURES
from .questions import NO_PICTURE, Unclear
from .request import Request
from .revising import Revising
from .scene import Scene
from .sets import shared_by

PICTURES = (
    r"(?:pictures|images|panels|drawings|paintings|illustrations|versions|scenes|of\s+(?:them|these|those))"
)
RECOUNT = re.compile(
    r"\W*(?:(?:please|now|actually|no|ok(?:ay)?|can\s+you|could\s+you|let's)\b[\s,]*)*"
    r"(?:(?:make|do|turn|change|extend)\s+(?:it|that|this|them|these|the\s+(?:set|series))\s+(?:in)?(?:to\s+)?|"
    r"i(?:'d\s+like|\s+want|\s+need)\s+|(?:give\s+me|draw|paint|make)\s+)"
    rf"(?P<number>{NUMBER})(?P<pictures>\s+{PICTURES})?(?:\s+(?:instead|in\s+all|in\s+total|please|now))*[\s.!?]*",
    re.I,
)
ANEW = "I paint all {number} anew, so that they go together."


class Recounting:
    """Makes what lies on the table so many pictures, in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, revising: Revising) -> None:
        self._words = vocabulary
        self._revising = revising
        self._outputs = Outputs(vocabulary)

    def brief(self, request: Request) -> Brief | None:
        """As many pictures as are asked for; None where a message is about something else."""
        match = RECOUNT.fullmatch(request.text)
        table = request.table
        if not match or request.uploads or table.title or not (match["pictures"] or table.is_set):
            return None
        if not table.pictures:
            raise Unclear(NO_PICTURE)
        many = number(match["number"])
        if 1 <= many < len(table.pictures):
            return _fewer(request, many)
        if not 1 <= many <= MOST_PICTURES:
            raise Unclear(
                f"I draw at most {say_number(MOST_PICTURES)} pictures at a time. How many shall it be?"
            )
        scenes = self._scenes(request, many)
        if not scenes:
            return None
        return Brief(
            task=task_of("generate", 0, many),
            operation="generate",
            outputs=tuple(self._outputs.painted(scene) for scene in scenes),
            notes=(ANEW.format(number=counted(many, "picture")),) if many > 1 else (),
        )

    def _scenes(self, request: Request, many: int) -> list[Scene]:
        """What each shows; nothing where it is not known what they share."""
        shown = [self._revising.scene(picture) for picture in request.table.pictures]
        known = [self._revising.wished(scene, request) for scene in shown if scene]
        common = shared_by(known) if len(known) == len(shown) else None
        if common is None:
            return []
        free = [place for place in self._words.places if place not in {scene.place for scene in known}]
        new = [replace(known[0], place=place) for place in free]
        return [*known, *new, *known * many][:many]


def _fewer(request: Request, many: int) -> Brief:
    ids = request.table.ids
    gone = tuple(ImageUse(id=id, role="source") for id in ids[many:])
    return Brief(task="edit", operation="delete", images=gone, keeps=ids[:many])
