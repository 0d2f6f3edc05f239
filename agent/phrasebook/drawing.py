"""New pictures from words: which scenes a text asks for, spelled out as the painter understands them."""

import re
from dataclasses import replace

from ...models.image_model import Settings
from ...models.vocabulary import Vocabulary
from ..state import Brief, Output
from .fitting import Fitter
from .lexicon import Lexicon
from .notes import notes_on
from .nouns import Reading
from .pictures import Wanted, possible_size, size_notes, wanted
from .questions import Unclear, words_known
from .reading import read
from .scene import Scene, Speaker
from .variants import varied

ASKING = re.compile(
    r"^(?:(?:please|can|could|would|will|you|i|we|want|need|like|'d|to|have|let's|now|then|and|me|us|draw|paint|make|"
    r"create|generate|show|give|design|see|"
    r"(?:(?:an?|one|another)\s+)?(?:picture|image|drawing|painting|illustration)\s+of)\b[\s,:']*)+",
    re.I,
)


class Drawing:
    """Briefs for new pictures in the words of one vocabulary; with `verbatim` in the user's own words."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._speaker = Speaker(vocabulary)
        self._verbatim = verbatim

    def brief(self, text: str, settings: Settings) -> Brief:
        """What to draw. Raises `Unclear` where nothing that is named can be drawn."""
        asked = wanted(text)
        fitter = Fitter(self._words)
        outputs: list[Output] = []
        readings: list[Reading] = []
        for part in asked.texts:
            for own in self._parts(part, asked):
                readings.append(own)
                outputs += self._outputs(own, part, asked, fitter)
        notes = (
            *asked.notes,
            *size_notes(asked.size, settings),
            *(() if self._verbatim else (*notes_on(readings, self._words), *fitter.notes)),
        )
        if not outputs:
            raise Unclear(self._nothing_known(readings))
        return Brief(
            operation="generate",
            outputs=tuple(outputs),
            size=possible_size(asked.size, settings),
            notes=tuple(dict.fromkeys(notes)),
        )

    def _parts(self, text: str, asked: Wanted) -> list[Reading]:
        """The readings of one text: one for each figure where each has its own picture."""
        reading = read(text, self._lexicon)
        if asked.each and len(reading.nouns) > 1:
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

    def _clauses(self, text: str) -> list[Reading]:
        """ "A cat in the forest and a dog on the beach" is two pictures: its clauses, if each is a scene."""
        clauses = [
            read(clause, self._lexicon) for clause in re.split(r",? and (?=an? |two |three )|[.;]\s", text)
        ]
        scenes = [clause for clause in clauses if clause.nouns and len(clause.places) == 1]
        places = {clause.places[0] for clause in scenes}
        return scenes if len(scenes) == len(clauses) == len(places) else []

    def _outputs(self, reading: Reading, said: str, asked: Wanted, fitter: Fitter) -> list[Output]:
        if self._verbatim:
            return self._verbatim_outputs(said, asked)
        scenes = [
            fitter.spelled_out(scene)
            for one in varied(reading, asked, self._words)
            if (scene := fitter.scene(one)) is not None
        ]
        return [self._output(scene) for scene in scenes]

    def _output(self, scene: Scene) -> Output:
        sentence = self._speaker.sentence(scene)
        return Output(prompt=sentence, shows=sentence)

    def _verbatim_outputs(self, said: str, asked: Wanted) -> list[Output]:
        own = ASKING.sub("", said).strip(" ,:") or said
        return [Output(prompt=own, shows=own)] * asked.copies

    def _nothing_known(self, readings: list[Reading]) -> str:
        unknown = [word for reading in readings for word in reading.unknown]
        named = (
            f"I don't know how to draw “{' '.join(unknown)[:60]}”" if unknown else "I don't see what to draw"
        )
        return f"{named}, and nothing near it. {words_known(self._words)}"
