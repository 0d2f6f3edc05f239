"""Changes of every picture of a set or book at once: "make them all blue", "the whole book in ink".

An edit changes one picture, so all are painted anew from what they show, and that is said.
"""

import re

from ...models.vocabulary import Vocabulary
from ..checks import with_set_checks
from ..state import Brief, ImageUse, Operation, Output, Seen
from .fitting import Fitter
from .lexicon import Lexicon
from .notes import notes_on
from .outputs import Outputs
from .questions import Unable, Unclear
from .request import Request
from .revising import NOT_A_CHANGE, Revising
from .scene import Scene
from .wishes import POLITE, Wishes

NOUNS = r"(?:pictures|images|pages|drawings|paintings|ones|panels)"
ALL = re.compile(
    rf"\b(?:all(?:\s+of)?\s+(?:them|these|those|(?:the\s+|my\s+|these\s+|those\s+)?(?:\w+\s+)?{NOUNS})|"
    r"(?:them|these|those)\s+all|all\s+(?:two|three|four|five|six|seven|eight|\d{1,2})|"
    rf"(?:every|each)\s+(?:single\s+)?(?:picture|image|page|one|panel)(?:\s+of\s+(?:it|them))?|"
    r"(?:(?:the|this)\s+)?(?:whole|entire)\s+(?:book|set|story|series)|the\s+(?:book|set|series|story)|everywhere|"
    r"(?:^|(?<=\bnow )|(?<=\band )|(?<=\bok ))(?:all|everything)(?=\s+(?:in|with|at|on)\b)|"
    rf"both(?:\s+of\s+them|\s+{NOUNS})?)\b",
    re.I,
)
ANEW = "An edit changes one picture, so I paint all {number} anew."


class Whole:
    """Reads changes of everything on the table."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, revising: Revising) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._revising = revising
        self._outputs = Outputs(vocabulary)

    def asks(self, request: Request) -> bool:
        """Whether a text speaks of all that lies on the table."""
        table = request.table
        return len(table.pictures) > 1 and not request.uploads and ALL.search(request.text) is not None

    def brief(self, request: Request) -> Brief:
        """All pictures with the change. Raises `Unclear` where none is understood."""
        table = request.table
        text = ALL.sub("it", request.text)
        wishes = Wishes(self._words, self._lexicon)
        scenes = [self._changed(picture, text, wishes, request) for picture in table.pictures]
        if not any(changed for _, changed in scenes):
            raise Unable(NOT_A_CHANGE.format(text=request.own_words(request.text)[:80]))
        outputs = tuple(
            self._outputs.painted(scene, text=table.text_of(picture.id))
            for (scene, _), picture in zip(scenes, table.pictures, strict=True)
        )
        operation: Operation = "book" if table.title else "generate"
        if table.title:
            outputs = with_set_checks(outputs, [scene for scene, _ in scenes], self._words)
        notes = (ANEW.format(number=len(outputs)), *notes_on(wishes.readings, self._words), *wishes.notes)
        return Brief(
            task="edit" if operation == "generate" else "picture_book",
            operation=operation,
            images=tuple(ImageUse(id=picture.id, role="source") for picture in table.pictures)
            if operation == "generate"
            else (),
            outputs=outputs,
            title=table.title,
            notes=tuple(dict.fromkeys(notes)),
        )

    def each(self, request: Request) -> Brief:
        """Each picture with the same edit, in the user's own words."""
        own = request.standing.beside(request.own_words(ALL.sub("it", POLITE.sub("", request.text))))
        pictures = request.table.pictures
        return Brief(
            task="edit",
            operation="edit",
            images=tuple(ImageUse(id=picture.id, role="source") for picture in pictures),
            outputs=tuple(Output(prompt=own, source=picture.id) for picture in pictures),
        )

    def _changed(self, picture: Seen, text: str, wishes: Wishes, request: Request) -> tuple[Scene, bool]:
        """What a picture shows then, and whether that differs: who is not in it cannot be changed."""
        scene = self._revising.scene(picture)
        if scene is None:
            raise Unclear(f"I don't know what {picture.id} shows, so I cannot change all of them at once.")
        try:
            changes = wishes.understand(text, scene)
        except Unclear:
            changes = []
        for wish in changes:
            scene = wish.change.after(scene)
        return Fitter(self._words).spelled_out(self._revising.wished(scene, request)), bool(changes)
