"""New pictures from words: which scenes a text asks for, spelled out as the painter understands them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ...models.image_model import Settings
from ...models.vocabulary import Vocabulary, with_article
from ..state import Brief, Output
from ..tasks import task_of
from .cast import Cast
from .designs import ADJECTIVES, KIND
from .fitting import Fitter, figure_of
from .lexicon import Lexicon
from .notes import notes_on
from .nouns import Reading
from .outputs import Outputs
from .pictures import Part, Wanted, wanted
from .questions import Unable, Unclear, words_known
from .quotes import drawn_quotes, without_quotes
from .reading import read
from .request import Request
from .scene import Speaker
from .second_thoughts import check_numbers
from .series import in_turn
from .sizes import Shape
from .variants import varied
from .writing import take_captions, writing_notes

ASKING = re.compile(
    r"^(?:(?:please|can|could|would|will|you|i|we|want|need|like|'d|to|have|let's|now|then|and|me|us|draw|paint|make|"
    r"create|generate|show|give|design|see|"
    r"(?:(?:an?|one|another)\s+)?(?:picture|image|drawing|painting|illustration)\s+of)\b[\s,:']*)+",
    re.I,
)

DESIGN = re.compile(rf"(?:(?:an?|the|my|our)\s+)?{ADJECTIVES}(?P<kind>{KIND})\s+for\b", re.I)
"""Something with a use of its own; what it is for is not what it shows."""


class Drawing:
    """Briefs for new pictures in the words of one vocabulary; with `verbatim` in the user's own words."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._outputs = Outputs(vocabulary)
        self._speaker = Speaker(vocabulary)
        self._verbatim = verbatim

    def brief(self, request: Request) -> Brief:
        """What to draw. Raises `Unclear` where nothing that is named can be drawn."""
        self._check_purpose(request.text)
        text = drawn_quotes(request.text, request.quotes, names=self._names, known=self._knows)
        asked = wanted(text, verbatim=self._verbatim)
        fitter = Fitter(self._words)
        cast = Cast(read(asked.common, self._lexicon) if asked.common else None)
        outputs: list[Output] = []
        readings: list[Reading] = [read(asked.common, self._lexicon)] if asked.common else []
        written: list[str] = []
        for part in asked.parts:
            said, captions = take_captions(part.text, request.quotes)
            written += writing_notes(said, request.quotes)
            own = self._readings(without_quotes(said), asked)
            if asked.told:
                own = [self._told(reading, said, cast, len(outputs)) for reading in own]
            check_numbers(said, own)
            readings += own
            made = self._painted(own, replace(part, text=said), asked, cast, fitter, request)
            if not made and len(asked.parts) > 1:
                raise self._nothing_known(own)
            outputs += _with_texts(made, captions)
        if not outputs:
            raise self._nothing_known(readings)
        settings, shape = request.situation.settings, asked.shape or request.standing.shape
        notes = (*asked.notes, *shape.notes(settings))
        if not self._verbatim:
            notes = (*notes, *notes_on(readings, self._words), *written, *fitter.notes)
        outputs = _shaped(outputs, asked.shapes, settings)
        return Brief(
            task=task_of("generate", 0, len(outputs)),
            operation="generate",
            outputs=tuple(outputs),
            size=shape.size(settings),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _check_purpose(self, text: str) -> None:
        """Raise `Unable` for a design of which nothing is known but what its purpose is like: nobody who asks
        for a logo for a tea shop would call a house one.
        """
        match = None if self._verbatim else DESIGN.match(ASKING.sub("", text.strip()))
        reading = read(text, self._lexicon) if match else None
        if not match or not reading or not reading.nouns:
            return
        near = [(noun.said, reading.near[noun.said]) for noun in reading.nouns if noun.said in reading.near]
        if len(near) == len(reading.nouns):
            said, name = near[0][0], with_article(near[0][1])
            design = with_article(match["kind"].lower())
            raise Unable(
                f"I don't know how to draw {design}. The nearest to “{said}” that I can draw is {name}: "
                f"say “{name}” if you would like that. {words_known(self._words)}"
            )

    def _names(self, text: str) -> bool:
        return bool(read(text, self._lexicon).nouns)

    def _knows(self, text: str) -> bool:
        reading = read(text, self._lexicon)
        return not reading.says_nothing and not reading.unknown

    def _readings(self, text: str, asked: Wanted) -> list[Reading]:
        """The readings of one text: one for each figure where each has its own picture."""
        reading = read(text, self._lexicon)
        three = len(reading.figures) == asked.number > self._words.most_characters and not asked.varied
        if (asked.each or three) and len(reading.nouns) > 1:
            return [
                replace(
                    reading,
                    figures=[n] if n.group == "kind" else [],
                    things=[n] if n.group == "thing" else [],
                )
                for n in reading.nouns
            ]
        clauses = self._clauses(text)
        return clauses if len(clauses) > 1 and not asked.each else [reading]

    def _told(self, reading: Reading, said: str, cast: Cast, number: int) -> Reading:
        """A part of a story, with who was in the part before where "it" or nobody does something, and in a
        place of its own: what goes on does not show.
        """
        places = list(self._words.places)
        nobody = self._lexicon.words(said)[0].group in ("unknown", "action")
        if reading.figures and (reading.pronoun or nobody):
            reading = replace(reading, figures=cast.with_the_hero(reading.figures))
        return replace(reading, places=reading.places or [places[number % len(places)]])

    def _clauses(self, text: str) -> list[Reading]:
        """ "A cat in the forest and a dog on the beach" is two pictures: its clauses, if each is a scene."""
        clauses = [
            read(clause, self._lexicon)
            for clause in re.split(r",? (?:and|then) (?=an? |two |three |the )|[.;]\s", text)
        ]
        scenes = [clause for clause in clauses if clause.nouns and len(clause.places) == 1]
        places = {clause.places[0] for clause in scenes}
        return scenes if len(scenes) == len(clauses) == len(places) else []

    def _painted(
        self, readings: list[Reading], part: Part, asked: Wanted, cast: Cast, fitter: Fitter, request: Request
    ) -> list[Output]:
        shared = len(readings) == part.copies and not asked.each  # one of three pictures for each of three
        copies = 1 if shared else part.copies
        told = [request.standing.on(cast.spelled_out(reading)) for reading in readings]
        if self._verbatim:
            return self._in_own_words(told, part, asked, request)
        scenes = [
            fitter.spelled_out(scene)
            for reading in told
            for one in varied(reading, asked, copies, self._words)
            if (scene := fitter.scene(one)) is not None
        ]
        return [self._outputs.painted(scene) for scene in scenes]

    def _in_own_words(
        self, readings: list[Reading], part: Part, asked: Wanted, request: Request
    ) -> list[Output]:
        """The user's sentence as it is; what of it is known can be checked."""
        said = request.own_words(part.text)
        own = ASKING.sub("", said).strip(" ,:") or said
        common = f"{ASKING.sub('', request.own_words(asked.common)).strip(' ,:')}: " if asked.common else ""
        scene = Fitter(self._words).said(readings[0])
        prompt = request.standing.beside(f"{common}{own}{self._looks(part, readings)}")
        prompts = in_turn(prompt, request.text, part.copies)
        return [self._outputs.own_words(prompt, scene) for prompt in prompts]

    def _looks(self, part: Part, readings: list[Reading]) -> str:
        """The looks of those who were named in a picture before, which this text does not say."""
        own = read(without_quotes(part.text), self._lexicon)
        unsaid = {noun.name for noun in own.figures if not (noun.color or noun.becomes)}
        told = [noun for reading in readings for noun in reading.figures if noun.color]
        looks = [(noun, self._speaker.figure(figure_of(noun))) for noun in told if noun.name in unsaid]
        return "".join(f"; the {noun.said} is {figure}" for noun, figure in looks)

    def _nothing_known(self, readings: list[Reading]) -> Unclear:
        unknown = [word for reading in readings for word in reading.unknown]
        known = words_known(self._words)
        if not unknown:
            return Unclear(f"I don't see what to draw, and nothing near it. {known}")
        return Unable(f"I don't know how to draw “{' '.join(unknown)[:60]}”, and nothing near it. {known}")


def _shaped(outputs: list[Output], shapes: Sequence[Shape], settings: Settings) -> list[Output]:
    """The same in each shape in turn: what it shows stays that of the first."""
    if not shapes:
        return outputs
    first = outputs[0].model_copy(update={"text": ""})
    return [
        first.model_copy(update={"text": o.text, "size": shapes[n % len(shapes)].size(settings)})
        for n, o in enumerate(outputs)
    ]


def _with_texts(outputs: list[Output], captions: tuple[str, ...]) -> list[Output]:
    """Each with its own text below, or all with the same."""
    if not captions:
        return outputs
    texts = captions if len(captions) == len(outputs) else (captions[0],) * len(outputs)
    return [output.model_copy(update={"text": text}) for output, text in zip(outputs, texts, strict=True)]
