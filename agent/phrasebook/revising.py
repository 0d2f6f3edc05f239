"""Briefs about one picture that exists: it changes, or is painted anew where an edit cannot do it.

Knows what pictures show, from words only; never looks at one.
"""

from collections.abc import Sequence

from ...models.vocabulary import Vocabulary
from ..checks import identity_check
from ..state import Brief, ImageUse, Output, Seen
from .binding import kept
from .features import features
from .fitting import Fitter
from .lexicon import Lexicon
from .notes import notes_on
from .outputs import Outputs
from .questions import Unable, Unclear
from .quotes import without_quotes
from .reading import read
from .request import Request
from .scene import Figure, Scene, Speaker
from .sizes import Shape, take_shape
from .wishes import POLITE, Wish, Wishes
from .writing import writing_notes

NOT_A_CHANGE = (
    "I can change colours, clothes, the place, the style and things, but I don't understand “{text}”. Say, "
    "for example, “make it blue”, “give her a hat”, “now in the snow” or “remove the ball”."
)


class Revising:
    """Changes of pictures in the words of a vocabulary; with `verbatim` in the user's own."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._speaker = Speaker(vocabulary)
        self._outputs = Outputs(vocabulary)
        self._verbatim = verbatim

    @property
    def in_own_words(self) -> bool:
        """Whether the painter is told what the user wrote."""
        return self._verbatim

    def change(self, request: Request, text: str, picture: Seen) -> Brief:
        """Change one picture as a text says, and as is wished once and for all."""
        if self.only_reshapes(text):
            return self._reshaped(picture, take_shape(text)[1], request)
        if self._verbatim:
            own = request.standing.beside(request.own_words(POLITE.sub("", text) or text))
            return kept(_edited(picture, (Output(prompt=own),)), picture, request)
        before = self.scene(picture)
        wishes = Wishes(self._words, self._lexicon)
        asked = wishes.understand(without_quotes(text), before)
        if not asked and (written := writing_notes(text, request.quotes)):
            raise Unclear(f"{written[0]} What else shall I change?")
        if not asked:
            raise Unable(NOT_A_CHANGE.format(text=request.own_words(text)[:80]))
        last = asked[-1]
        after = last.change.after(last.before) if last.before else None
        asked += request.standing.changes(after, [wish.change for wish in asked])
        notes = (
            *notes_on(wishes.readings, self._words),
            *wishes.notes,
            *writing_notes(text, request.quotes),
        )
        brief = self._changed(picture, asked, request.table.text_of(picture.id))
        brief = brief.model_copy(update={"notes": (*notes, *brief.notes)})
        return kept(brief, picture, request)

    def _changed(self, picture: Seen, asked: Sequence[Wish], text: str) -> Brief:
        outputs = tuple(self._output(wish, text) for wish in asked)
        if all(output.prompt for output in outputs):
            return _edited(picture, outputs)
        last = asked[-1]
        assert last.before is not None  # what nobody knows can always be edited
        final = self._outputs.painted(
            Fitter(self._words).spelled_out(last.change.after(last.before)), text=text
        )
        anew = f"I cannot change {picture.id} like that without painting it anew."
        return _anew(picture, final, None, (anew,))

    def _reshaped(self, picture: Seen, shape: Shape, request: Request) -> Brief:
        settings = request.situation.settings
        output = self.anew(picture, request)
        notes = (
            *shape.notes(settings),
            f"An edit keeps the shape of {picture.id}, so I paint it anew in the new one.",
        )
        return kept(_anew(picture, output, shape.size(settings), notes), picture, request)

    def anew(self, picture: Seen, request: Request) -> Output:
        """A new painting of what a picture shows, as is wished once and for all."""
        text = request.table.text_of(picture.id)
        if not picture.shows:
            raise Unclear(
                f"I don't know what {picture.id} shows, so I cannot paint it again; tell me in words."
            )
        scene = self.scene(picture)
        if scene is None or self._verbatim:
            prompt = request.standing.beside(picture.shows)
            return self._outputs.own_words(prompt, scene).model_copy(update={"text": text})
        return self._outputs.painted(self.wished(scene, request), definite=True, text=text)

    def as_page(self, output: Output, request: Request, *, other_than: Seen | None = None) -> Output:
        """A page of the book on the table: it keeps the looks of who is in the book, by their sheets, or by
        the first page where a book has none. `other_than` is the page whose place it takes.
        """
        table, scene = request.table, self.scene(Seen(id="", shows=output.shows))
        figures = scene.figures if scene and scene.count == 1 else ()
        shown = [sheet for figure in figures for sheet in table.sheets if self._shows(sheet, figure)]
        first = [page for page in table.pictures[:1] if not table.sheets and page != other_than]
        like = tuple(picture.id for picture in shown or first)[: request.situation.most_references]
        checks = [identity_check(like[0])] if like and len(figures) == 1 else []
        return output.model_copy(update={"like": like, "checks": (*output.checks, *checks)})

    def _shows(self, sheet: Seen, figure: Figure) -> bool:
        """Whether a sheet shows somebody with these looks."""
        looks = {figure.kind, figure.color, figure.clothing} - {None}
        return looks <= features(sheet.shows, self._lexicon)

    def only_reshapes(self, text: str) -> bool:
        """Whether a text asks for another shape and for nothing else."""
        said, shape = take_shape(text)
        return bool(shape) and read(said, self._lexicon).says_nothing

    def looks_unknown(self, picture: Seen) -> bool:
        """Whether only the picture itself knows how somebody in it looks."""
        scene = self.scene(picture)
        return not self._verbatim and scene is not None and not all(figure.color for figure in scene.figures)

    def wished(self, scene: Scene, request: Request) -> Scene:
        """A scene as is wished once and for all."""
        for wish in request.standing.changes(scene, ()):
            scene = wish.change.after(scene)
        return scene

    def scene(self, picture: Seen) -> Scene | None:
        """What a picture shows, where that is known."""
        return Fitter(self._words).scene(read(picture.shows, self._lexicon)) if picture.shows else None

    def _output(self, wish: Wish, text: str) -> Output:
        instruction = wish.change.say(self._speaker, wish.before)
        scene = wish.change.after(wish.before or Scene())
        return self._outputs.changed(instruction, scene, known=wish.before is not None, text=text)


def _edited(picture: Seen, outputs: tuple[Output, ...]) -> Brief:
    source = (ImageUse(id=picture.id, role="source"),)
    return Brief(task="edit", operation="edit", images=source, outputs=outputs)


def _anew(picture: Seen, output: Output, size: tuple[int, int] | None, notes: tuple[str, ...]) -> Brief:
    """A new painting in the place of a picture."""
    source = (ImageUse(id=picture.id, role="source"),)
    return Brief(task="edit", operation="generate", images=source, outputs=(output,), size=size, notes=notes)
