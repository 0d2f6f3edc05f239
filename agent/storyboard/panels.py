"""A storyboard: one clause, or the clauses of a story → the pictures of its panels. Binds no book.

What is told in one clause gets a beginning, a problem, a turn and an end; each panel stands for itself.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..phrasebook.book_languages import take_languages
from ..phrasebook.fitting import Fitter
from ..phrasebook.lexicon import Lexicon
from ..phrasebook.outputs import Outputs
from ..phrasebook.panels import panels
from ..phrasebook.pictures import MOST_PICTURES, Wanted, wanted
from ..phrasebook.quotes import without_quotes
from ..phrasebook.reading import read
from ..phrasebook.request import Request
from ..phrasebook.scene import Scene, Thing
from ..phrasebook.sequences import USUAL_PANELS
from ..phrasebook.series import ASKING
from ..state import Brief, Check, Output
from ..tasks import task_of
from .storyboard import Storyboard

STORYBOARD = re.compile(r"\b(?:story[\s-]?board|comic\s+strip)\b", re.I)
OF = re.compile(rf"(?:\b(?:an?|the)\s+)?{STORYBOARD.pattern}(?:\s+(?:of|about|with|showing|for|on)\b)?", re.I)
BEGINNING = "how it begins, everybody seen from afar"
PROBLEM = "the problem arises, seen from the side"
WAY = "what is tried about it, at another place"
TURN = "the turn, a close-up of the decisive moment"
END = "how it ends, everybody at rest"


class Panels:
    """Reads storyboards in the words of one vocabulary; with `verbatim` in the user's own."""

    def __init__(
        self, vocabulary: Vocabulary, lexicon: Lexicon, storyboard: Storyboard, *, verbatim: bool
    ) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._storyboard = storyboard
        self._outputs = Outputs(vocabulary)
        self._verbatim = verbatim

    def brief(self, request: Request) -> Brief | None:
        """The panels; None where no storyboard is asked for, or one that says what each panel shows."""
        if request.uploads or not STORYBOARD.search(request.text) or panels(request.text):
            return None
        asked = wanted(request.text)
        if asked.varied or (asked.told and not self._verbatim):
            return None
        if not self._verbatim:
            return self._in_known_words(request, asked)
        texts = self._told(request, asked)
        outputs = [self._in_own_words(request, text) for text in texts]
        return self._drawn(request, asked, outputs)

    def _in_known_words(self, request: Request, asked: Wanted) -> Brief | None:
        """A story about new heroes; what else a storyboard is of differs in other ways."""
        figures = read(without_quotes(request.text), self._lexicon).figures
        if not figures or any(figure.definite for figure in figures):
            return None
        text, languages = take_languages(asked.parts[0].text, request.situation.language)
        told = replace(request.saying(text), languages=languages[:1])
        story = self._storyboard.brief(told, pages=_number(asked))
        drawn = self._drawn(request, asked, self._told_apart(story.outputs))
        return drawn.model_copy(update={"notes": (*drawn.notes, *story.notes)})

    def _told_apart(self, outputs: Sequence[Output]) -> list[Output]:
        """No two panels alike: who is home again has something new, or is on the other side of the thing."""
        apart: list[Output] = []
        for output in outputs:
            scene = Fitter(self._words).said(read(output.prompt, self._lexicon))
            if scene and output.prompt in {one.prompt for one in apart}:
                changed = (
                    replace(scene, side="left") if scene.thing else replace(scene, thing=self._at_home(scene))
                )
                output = self._outputs.painted(changed, text=output.text)  # noqa: PLW2901
            apart.append(output)
        return apart

    def _at_home(self, scene: Scene) -> Thing:
        wanted = "balloon" if scene.place == "room" else "house"
        kind = wanted if wanted in self._words.things else next(iter(self._words.things))
        return Thing(kind, self._words.natural_colors.get(kind, next(iter(self._words.colors))))

    def _in_own_words(self, request: Request, text: str) -> Output:
        prompt = request.standing.beside(text)
        return self._outputs.own_words(prompt, Fitter(self._words).said(read(text, self._lexicon)))

    def _told(self, request: Request, asked: Wanted) -> tuple[str, ...]:
        if asked.told:
            clauses = [request.own_words(part.text) for part in asked.parts]
            whole = ", ".join(clauses)
            return tuple(f"{clause} (one moment of this story: {whole})" for clause in clauses)
        said = ASKING.sub("", request.own_words(OF.sub("", asked.parts[0].text)).strip()).strip(" ,.!:")
        number = _number(asked)
        return tuple(
            f"{said}: {beat} (panel {n} of {number})" for n, beat in enumerate(_beats(number), start=1)
        )

    def _drawn(self, request: Request, asked: Wanted, outputs: Sequence[Output]) -> Brief:
        settings, shape = request.situation.settings, asked.shape or request.standing.shape
        pictures = tuple(output.model_copy(update={"checks": _own_checks(output)}) for output in outputs)
        return Brief(
            task=task_of("generate", 0, len(pictures)),
            operation="generate",
            outputs=pictures,
            size=shape.size(settings),
            notes=(*asked.notes, *shape.notes(settings)),
        )


def _number(asked: Wanted) -> int:
    said = asked.parts[0].copies
    return min(MOST_PICTURES, said if said > 1 else USUAL_PANELS)


def _beats(number: int) -> tuple[str, ...]:
    """So many moments of one story, in their order."""
    if number < 4:
        return (*(BEGINNING, TURN)[: number - 1], END)
    return (BEGINNING, PROBLEM, *(f"{WAY} ({n})" for n in range(1, number - 3)), TURN, END)


def _own_checks(output: Output) -> tuple[Check, ...]:
    """Those of the pictures with each other follow from what they share."""
    return tuple(check for check in output.checks if check.aspect == "picture")
