"""Who is seen in pictures, in new scenes: the same cat on the beach, two from two pictures together.

The pictures are references; looks that are known are said all the same. Never looks at a picture.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..checks import identity_check, style_check
from ..state import Brief, Check, ImageUse, Output, Seen
from ..tasks import task_of
from .cast import Cast
from .fitting import Fitter, figure_of
from .lexicon import Lexicon
from .notes import notes_on
from .nouns import Noun, Reading
from .outputs import Outputs
from .pictures import Part, Wanted, wanted
from .quotes import without_quotes
from .reading import read
from .request import Request
from .revising import Revising
from .scene import NOBODY_KNOWN, Figure, Scene
from .series import ASKING, in_turn
from .variants import varied
from .writing import take_captions, writing_notes

ASPECT_OF = re.compile(
    r"\b(?:(?:extract|take|use|copy|keep|get)\s+)?(?:in\s+|with\s+)?the\s+(?:exact\s+|same\s+)?"
    r"(?:poses?|posture|composition|lighting|colou?rs|background|gesture|expression|layout)\s+(?:of|from)\s+"
    r"(?:the|this|that|his|her)\s+(?:\w+\s+)?\w+\b(?:\s+and\b)?",
    re.I,
)
"""Whose pose is taken need not be seen."""
UNSEEN = "I cannot see who is in your picture; if somebody comes out wrong, name them: “the cat and the dog”."


class Recasting:
    """Briefs with references in the words of a vocabulary; with `verbatim` in the user's own."""

    def __init__(
        self, vocabulary: Vocabulary, lexicon: Lexicon, revising: Revising, *, verbatim: bool
    ) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._revising = revising
        self._outputs = Outputs(vocabulary)
        self._verbatim = verbatim

    def brief(self, request: Request, text: str, pictures: Sequence[Seen]) -> Brief:
        """All outputs that a text asks for, each from all the pictures, in their order."""
        taken, notes = _taken(pictures, request.situation.most_references)
        asked = wanted(text, verbatim=self._verbatim)
        fitter = Fitter(self._words)
        cast = Cast(read(asked.common, self._lexicon) if asked.common else None)
        outputs: list[Output] = []
        readings: list[Reading] = []
        for part in asked.parts:
            said, captions = take_captions(part.text, request.quotes)
            notes += [] if self._verbatim else writing_notes(said, request.quotes)
            part_readings = self._parts(part, said, asked, cast, request)
            readings += part_readings
            made = self._painted(part_readings, replace(part, text=said), asked, taken, fitter, request)
            outputs += [
                output.model_copy(update={"text": captions[n % len(captions)]}) if captions else output
                for n, output in enumerate(made)
            ]
        settings, shape = request.situation.settings, asked.shape or request.standing.shape
        notes += [*asked.notes, *shape.notes(settings)]
        if not self._verbatim:
            unseen = not all(map(self._revising.scene, taken)) and not any(r.figures for r in readings)
            notes += [*([UNSEEN] if unseen else []), *notes_on(readings, self._words), *fitter.notes]
        return Brief(
            task=task_of("reuse_character", len(taken), len(outputs)),
            operation="reuse_character",
            images=tuple(ImageUse(id=picture.id, role="reference") for picture in taken),
            outputs=tuple(outputs),
            size=shape.size(settings),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _parts(self, part: Part, said: str, asked: Wanted, cast: Cast, request: Request) -> list[Reading]:
        reading = request.standing.on(cast.spelled_out(self._who(without_quotes(said))))
        return varied(reading, asked, part.copies, self._words)

    def _who(self, said: str) -> Reading:
        """Who and what is to be seen, without those of whom only the pose or the like is taken."""
        reading = read(ASPECT_OF.sub("", said), self._lexicon)
        return reading if reading.figures else read(said, self._lexicon)

    def _painted(
        self,
        readings: list[Reading],
        part: Part,
        asked: Wanted,
        pictures: Sequence[Seen],
        fitter: Fitter,
        request: Request,
    ) -> list[Output]:
        if self._verbatim:
            common = f"{request.own_words(asked.common)}: " if asked.common else ""
            own = request.standing.beside(f"{common}{request.own_words(part.text)}")
            told: tuple[str, ...] = (own,)
            if len(readings) > 1:
                told = in_turn(ASKING.sub("", own) or own, request.text, len(readings))
            outputs = [self._outputs.own_words(prompt, None) for prompt in told]
            return [self._checked(output, Scene(), pictures) for output in outputs]
        return [self._output(reading, pictures, fitter, request) for reading in readings]

    def _output(self, reading: Reading, pictures: Sequence[Seen], fitter: Fitter, request: Request) -> Output:
        scene = self._recast(reading, pictures, fitter, request)
        return self._checked(self._outputs.painted(scene, definite=True), scene, pictures)

    def _checked(self, output: Output, scene: Scene, pictures: Sequence[Seen]) -> Output:
        """With the question for the same character, where one picture shows one, and for its style."""
        if len(pictures) != 1 or len(scene.figures) * scene.count > 1:
            return output
        (picture,) = pictures
        shown = self._revising.scene(picture)
        checks: list[Check] = [identity_check(picture.id)]
        if shown and scene.style == shown.style and scene.figures:
            checks.append(style_check(picture.id, shown.style, self._words))
        return output.model_copy(update={"checks": (*output.checks, *checks)})

    def _recast(self, reading: Reading, pictures: Sequence[Seen], fitter: Fitter, request: Request) -> Scene:
        """The new scene: who the references show, as, where and with what the text says."""
        shown = [self._revising.scene(picture) for picture in pictures]
        known = [scene for scene in shown if scene]
        cast = [
            request.standing.bare(figure)
            for scene in known
            for figure in scene.figures[: 2 if len(pictures) == 1 else 1]
        ]
        asked = fitter.scene(reading) or Scene()
        figures = tuple(_looking_like(figure, cast) for figure in asked.figures) or self._those(
            cast, pictures, reading, request
        )
        if len(known) == len(pictures):  # nobody is left whose looks only a reference shows
            figures = fitter.spelled_out(Scene(figures)).figures
        shown_places = [place for one in pictures for place in read(one.shows, self._lexicon).places]
        place = next(iter([*reading.places, *shown_places]), None)
        style = next(iter(reading.styles), None) or next((scene.style for scene in known), None)
        thing = asked.thing and fitter.thing(reading.things[0], asked.side)[0]
        side = asked.side if len(figures) == 1 else None
        alike = known[0].count if len(pictures) == 1 and known and not asked.figures else 1
        return Scene(figures=figures, count=alike, thing=thing, side=side, place=place, style=style)

    def _those(
        self, cast: Sequence[Figure], pictures: Sequence[Seen], reading: Reading, request: Request
    ) -> tuple[Figure, ...]:
        """Everybody in the references, with what all wear; "the character" where nobody knows who that is."""
        two = len(pictures) > 1 or any(NOBODY_KNOWN[1] in picture.shows for picture in pictures)
        models = cast[: self._words.most_characters] or [Figure(NOBODY_KNOWN[two])]
        nouns = [
            Noun(
                "kind",
                model.kind,
                model.kind,
                color=next(iter(reading.colors), None),
                clothing=next(iter(reading.clothes), None),
                without=next((name for name in reading.without if name == model.clothing), None),
                definite=True,
            )
            for model in models
        ]
        told = request.standing.on(Reading(figures=nouns)).figures
        return tuple(
            _looking_like(figure_of(noun), [model]) for noun, model in zip(told, models, strict=True)
        )


def _taken(pictures: Sequence[Seen], most: int) -> tuple[list[Seen], list[str]]:
    """As many pictures as the painter can take from, and what is said of the others."""
    if len(pictures) <= most:
        return list(pictures), []
    left = ", ".join(picture.id for picture in pictures[most:])
    used = ", ".join(picture.id for picture in pictures[:most])
    return list(pictures[:most]), [f"I can take from {most} pictures at a time: {used}. I leave out {left}."]


def _looking_like(figure: Figure, cast: Sequence[Figure]) -> Figure:
    """Somebody who was named, with the looks known from the references where none were said."""
    model = next((other for other in cast if other.kind == figure.kind), None)
    if model is None:
        return figure
    worn = figure.clothing or (model.clothing if model.clothing != figure.without else None)
    color = figure.clothing_color or (None if figure.clothing else model.clothing_color)
    return replace(
        figure, color=figure.color or model.color, clothing=worn, clothing_color=color if worn else None
    )
