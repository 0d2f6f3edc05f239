"""Briefs about pictures that exist: changes, the same somebody in a new scene, two together, once more.

Knows what pictures show, from words only; never looks at one.
"""

from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..state import Brief, ImageUse, Output, Seen
from .fitting import Fitter
from .lexicon import Lexicon
from .notes import notes_on
from .nouns import Reading
from .pictures import possible_size, size_notes, wanted
from .questions import Unclear
from .reading import read
from .scene import Figure, Scene, Speaker
from ..situation import Situation
from .targets import without_names
from .variants import varied
from .wishes import POLITE, Wish, Wishes

NOT_A_CHANGE = (
    "I can change colours, clothes, the place, the style and things, but I don't understand “{text}”. Say, "
    "for example, “make it blue”, “give her a hat”, “now in the snow” or “remove the ball”."
)
UNSEEN = "I cannot see who is in your picture; if somebody comes out wrong, name them: “the cat and the dog”."


class Revising:
    """Briefs about existing pictures in the words of a vocabulary; with `verbatim` in the user's own."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._speaker = Speaker(vocabulary)
        self._verbatim = verbatim

    def change(self, text: str, picture: Seen) -> Brief:
        """Change one picture."""
        source = (ImageUse(id=picture.id, role="source"),)
        if self._verbatim:
            return Brief(
                operation="edit", images=source, outputs=(Output(prompt=POLITE.sub("", text) or text),)
            )
        wishes = Wishes(self._words, self._lexicon)
        wanted = wishes.understand(without_names(text), self.scene(picture))
        if not wanted:
            raise Unclear(NOT_A_CHANGE.format(text=text[:80]))
        outputs = tuple(self._changed(wish) for wish in wanted)
        notes = (*notes_on(wishes.readings, self._words), *wishes.notes)
        if all(output.prompt for output in outputs):
            return Brief(operation="edit", images=source, outputs=outputs, notes=notes)
        anew = f"I cannot change {picture.id} like that without painting it anew."
        final = Output(prompt=outputs[-1].shows, shows=outputs[-1].shows)
        return Brief(operation="generate", outputs=(final,), notes=(*notes, anew))

    def same(self, text: str, pictures: tuple[Seen, ...], situation: Situation) -> Brief:
        """Who is seen in the pictures, in a new scene; in the order of the pictures."""
        notes = []
        most = situation.most_references
        if len(pictures) > most:
            notes.append(
                f"I can take from {most} pictures at a time: {', '.join(p.id for p in pictures[:most])}."
            )
            pictures = pictures[:most]
        references = tuple(ImageUse(id=picture.id, role="reference") for picture in pictures)
        if self._verbatim:
            output = Output(prompt=text, shows=text)
            return Brief(operation="compose", images=references, outputs=(output,), notes=tuple(notes))
        asked = wanted(without_names(text))
        reading = read(asked.texts[0], self._lexicon)
        fitter = Fitter(self._words)
        outputs = tuple(self._again(one, pictures, fitter) for one in varied(reading, asked, self._words))
        if not all(self.scene(picture) for picture in pictures) and not reading.figures:
            notes.append(UNSEEN)
        notes += [
            *asked.notes,
            *size_notes(asked.size, situation.settings),
            *notes_on([reading], self._words),
            *fitter.notes,
        ]
        return Brief(
            operation="compose",
            images=references,
            outputs=outputs,
            size=possible_size(asked.size, situation.settings),
            notes=tuple(dict.fromkeys(notes)),
        )

    def again(self, picture: Seen) -> Brief:
        """Paint once more what a picture shows."""
        if not picture.shows:
            raise Unclear(
                f"I don't know what {picture.id} shows, so I cannot paint it again; tell me in words."
            )
        return Brief(operation="generate", outputs=(Output(prompt=picture.shows, shows=picture.shows),))

    def scene(self, picture: Seen) -> Scene | None:
        """What a picture shows, where that is known."""
        return Fitter(self._words).scene(read(picture.shows, self._lexicon)) if picture.shows else None

    def _changed(self, wish: Wish) -> Output:
        shows = self._speaker.sentence(wish.change.after(wish.before)) if wish.before else ""
        return Output(prompt=wish.change.say(self._speaker, wish.before), shows=shows)

    def _again(self, reading: Reading, pictures: tuple[Seen, ...], fitter: Fitter) -> Output:
        scene = self._recast(reading, pictures, fitter)
        known = all(figure.color for figure in scene.figures)
        sentence = self._speaker.sentence(scene, definite=not known)
        return Output(prompt=sentence, shows=sentence)

    def _recast(self, reading: Reading, pictures: tuple[Seen, ...], fitter: Fitter) -> Scene:
        """The new scene: who the references show, as, where and with what the text says."""
        shown = [self.scene(picture) for picture in pictures]
        cast = [
            figure for scene in shown if scene for figure in scene.figures[: 2 if len(pictures) == 1 else 1]
        ]
        asked = fitter.scene(reading) or Scene()
        if asked.figures:
            figures = tuple(_looking_like(figure, cast) for figure in asked.figures)
        else:
            figures = tuple(cast) or (Figure("character" if len(pictures) == 1 else "two characters"),)
        place = reading.places[0] if reading.places else next((scene.place for scene in shown if scene), None)
        style = asked.style or next((scene.style for scene in shown if scene), None)
        thing = asked.thing and fitter.thing(reading.things[0], asked.side)[0]
        side = asked.side if len(figures) == 1 else None
        return Scene(figures=figures, thing=thing, side=side, place=place, style=style)


def _looking_like(figure: Figure, cast: list[Figure]) -> Figure:
    """Somebody who was named, with the looks known from the references where none were said."""
    model = next((other for other in cast if other.kind == figure.kind), None)
    if model is None:
        return figure
    return replace(
        figure,
        color=figure.color or model.color,
        clothing=figure.clothing or model.clothing,
        clothing_color=figure.clothing_color or (None if figure.clothing else model.clothing_color),
    )
