"""The planner without a language model: rules that read English → Brief. Needs no weights, paints nothing."""

import re

from ...models.pocket.vocabulary import VOCABULARY
from ...models.vocabulary import Vocabulary
from ..state import Brief, ImageUse, Seen
from ..storyboard.commission import asks_for_book
from ..storyboard.storyboard import Storyboard
from .drawing import Drawing
from .intent import intent
from .lexicon import Lexicon
from .nouns import Reading
from .questions import NO_PICTURE, Unclear, small_talk, unreadable
from .reading import read
from .revising import Revising
from ..situation import Situation
from .targets import BY_ID, target, without_names


class Phrasebook:
    """Reads requests. A painter that knows all words (vocabulary None) gets the user's own."""

    def __init__(self, vocabulary: Vocabulary | None) -> None:
        self._knows_all = vocabulary is None
        self._words = vocabulary or VOCABULARY
        self._lexicon = Lexicon(self._words, verbatim=self._knows_all)
        self._drawing = Drawing(self._words, self._lexicon, verbatim=self._knows_all)
        self._storyboard = Storyboard(self._words, self._lexicon, verbatim=self._knows_all)
        self._revising = Revising(self._words, self._lexicon, verbatim=self._knows_all)

    def brief(self, text: str, situation: Situation) -> Brief:
        """What a message asks for; a question back where that is unclear."""
        try:
            return self._brief(text.strip(), situation)
        except Unclear as question:
            return Brief(operation="clarify", answer=str(question))

    def _brief(self, text: str, situation: Situation) -> Brief:
        if situation.uploads and not text:
            raise Unclear(f"What shall I do with {', '.join(picture.id for picture in situation.uploads)}?")
        if problem := unreadable(text):
            raise Unclear(problem)
        reading = read(without_names(text), self._lexicon)
        if reading.says_nothing and (answer := small_talk(text, None if self._knows_all else self._words)):
            return Brief(operation="chat", answer=answer)
        if asks_for_book(text, self._lexicon):
            return self._book(text, situation)
        if len(situation.uploads) > 1:
            return self._revising.same(text, situation.uploads, situation)
        if together := self._together(text, reading, situation):
            return self._revising.same(text, together, situation)
        return self._one_picture(text, reading, situation)

    def _book(self, text: str, situation: Situation) -> Brief:
        """A book; an upload shows what its hero looks like."""
        brief = self._storyboard.brief(text)
        uses = tuple(ImageUse(id=picture.id, role="reference") for picture in situation.uploads[:1])
        return brief.model_copy(update={"images": uses})

    def _one_picture(self, text: str, reading: Reading, situation: Situation) -> Brief:
        """About the picture of before or of the upload, if the text is about one."""
        wants = intent(text, reading)
        has_picture = bool(situation.seen or situation.uploads)
        if (wants == "new" and not situation.uploads) or (not has_picture and reading.nouns):
            return self._drawing.brief(text, situation.settings)
        if not has_picture:
            raise Unclear(NO_PICTURE)
        kinds = [noun.name for noun in reading.figures if noun.definite]
        picture = target(text, kinds, situation.seen, situation.uploads)
        if wants == "again":
            return self._revising.again(picture)
        if wants == "change":
            return self._revising.change(text, picture)
        return self._revising.same(text, (picture,), situation)

    def _together(self, text: str, reading: Reading, situation: Situation) -> tuple[Seen, ...]:
        """Two pictures of before that a text brings together: by ids, by who is in them, or as "both"."""
        named = [
            picture for id in BY_ID.findall(text) for picture in situation.seen if picture.id == f"i{id}"
        ]
        if len(named) > 1:
            return tuple(named)
        kinds = [noun.name for noun in reading.figures if noun.definite]
        found = [self._with(kind, situation.seen) for kind in kinds]
        pictures = tuple(dict.fromkeys(picture for picture in found if picture))
        if len(kinds) == 2 and len(pictures) == 2:
            return pictures
        both = not reading.nouns and re.search(r"\b(?:both|these two|the two|together)\b", text, re.I)
        return (
            situation.seen[-2:]
            if both and len(situation.seen) > 1 and not self._pair(situation.seen[-1])
            else ()
        )

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
