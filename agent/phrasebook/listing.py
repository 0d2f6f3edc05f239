"""Briefs for pictures that a text lists in ways of its own: icons, posters, ages, poses.

A painter that knows all words gets each in the user's own; one with a vocabulary only what it knows.
"""

import re

from ...models.vocabulary import Vocabulary
from ..state import Brief, ImageUse, Operation, Output, Seen
from ..tasks import task_of
from .designs import COMMON
from .drawing import Drawing
from .lexicon import Lexicon
from .manners import places
from .questions import Unable, words_known
from .reading import read
from .request import Request
from .sequences import take_course
from .series import ASKING, series
from .sizes import take_shape

DOES = re.compile(r"[a-z]+(?:s|ed|ing)", re.I)
"""Finds, lost, running: what somebody does, as it is told."""
COMMON_ONES = re.compile(rf"\b{COMMON}s\b", re.I)


class Listing:
    """Reads series in the words of one vocabulary; with `verbatim` in the user's own."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, drawing: Drawing, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._drawing = drawing
        self._verbatim = verbatim

    def brief(self, request: Request, picture: Seen | None = None) -> Brief | None:
        """The pictures that are listed, from the uploads or from one `picture`; None where none are.

        Raises `Unable` where the painter has no words for them.
        """
        texts = series(request.text)
        if not texts:
            return None
        taken = request.uploads or ((picture,) if picture else ())
        if self._verbatim:
            return self._in_own_words(request, texts, taken[: request.situation.most_references])
        if self._read_elsewhere(request, texts, len(taken)):
            return None
        if taken or not all(map(self._knows, texts)):
            raise Unable(f"I have no words yet for such a series. {words_known(self._words)}")
        return self._drawn(request, texts)

    def _read_elsewhere(self, request: Request, texts: tuple[str, ...], taken: int) -> bool:
        """Whether the texts are a course of one scene, or pictures that are told and known."""
        rest, course = take_course(request.text)
        if course and self._knows(rest):
            return True  # "four seasons of this house"
        pointed = taken > 1 or (taken == 1 and read(request.text, self._lexicon).pronoun)
        if COMMON_ONES.search(request.text) and self._knows(request.text, nobody=pointed):
            return True  # "three pictures of this robot: in the forest, on the beach, …"
        told = not taken and COMMON_ONES.search(request.text)
        if told and all(map(self._knows_somebody, texts)):
            return True  # "three pictures: a fox in the forest, a duck on the beach, …"
        return self._placed(request, texts)  # "this robot in the forest, on the beach and at night"

    def _placed(self, request: Request, texts: tuple[str, ...]) -> bool:
        """Whether the texts differ by the place only, and the painter has words for each."""
        told = [read(text, self._lexicon) for text in texts]
        known = all(len(reading.places) == 1 and not reading.unknown for reading in told)
        return known and places(ASKING.sub("", request.text.strip())) == texts

    def _knows(self, text: str, *, nobody: bool = False) -> bool:
        """Whether all words are known; `nobody` need be named where "these two" are seen in pictures."""
        reading = read(text, self._lexicon)
        return (nobody or bool(reading.nouns)) and not (reading.unknown or reading.near)

    def _knows_somebody(self, text: str) -> bool:
        """Whether there are words for who does what; what they do may be left out."""
        reading = read(text, self._lexicon)
        return bool(reading.nouns) and all(map(DOES.fullmatch, reading.unknown))

    def _drawn(self, request: Request, texts: tuple[str, ...]) -> Brief:
        briefs = [self._drawing.brief(request.saying(text)) for text in texts]
        outputs = tuple(output for brief in briefs for output in brief.outputs)
        notes = tuple(dict.fromkeys(note for brief in briefs for note in brief.notes))
        return briefs[0].model_copy(
            update={"task": task_of("generate", 0, len(outputs)), "outputs": outputs, "notes": notes}
        )

    def _in_own_words(self, request: Request, texts: tuple[str, ...], taken: tuple[Seen, ...]) -> Brief:
        settings = request.situation.settings
        shape = take_shape(request.text)[1] if len(texts) > 1 else request.standing.shape  # "a 2x2 grid"
        shape = shape or request.standing.shape
        said = [request.standing.beside(request.own_words(text)) for text in texts]
        operation: Operation = "reuse_character" if taken else "generate"
        return Brief(
            task=task_of(operation, len(taken), len(said)),
            operation=operation,
            images=tuple(ImageUse(id=seen.id, role="reference") for seen in taken),
            outputs=tuple(Output(prompt=prompt, shows=prompt) for prompt in said),
            size=shape.size(settings),
            notes=shape.notes(settings),
        )
