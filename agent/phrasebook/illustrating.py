"""Texts of the user's own → pages: an article's paragraphs, or a book told page by page. Writes no text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..state import Brief, Operation, Output
from ..storyboard.casting import Casting, people_in
from ..tasks import task_of
from .article import LONGEST, Article
from .cast import Cast
from .fitting import Fitter
from .lexicon import Lexicon
from .named import introduced
from .notes import notes_on
from .nouns import Reading
from .outputs import Outputs
from .questions import Unable
from .quotes import without_quotes
from .reading import read
from .request import Request
from .scene import Scene

LONGEST_PROMPT = 300


class Illustrating:
    """Draws what each text tells; with `verbatim` the painter gets the text itself."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._outputs = Outputs(vocabulary)
        self._casting = Casting(vocabulary)
        self._verbatim = verbatim

    def article(self, article: Article, request: Request) -> Brief:
        """A picture a paragraph, and the paragraphs below: a book where one hero goes through it."""
        notes = ["I take this as a text to illustrate, with a picture for each paragraph."]
        if article.left_out:
            notes.append(
                f"A book of mine has room for twelve paragraphs, so I leave out the last {article.left_out}."
            )
        return self.pages(article.paragraphs, article.title, request, notes=notes)

    def pages(
        self,
        texts: Sequence[str],
        title: str,
        request: Request,
        *,
        common: str = "",
        notes: Sequence[str] = (),
        bound: bool = False,
    ) -> Brief:
        """A page for each text; `bound` makes a book of them in any case.

        Raises `Unclear` where nothing that is told can be drawn.
        """
        readings = self._readings(texts, common, request)
        fitter = Fitter(self._words)
        scenes = [scene and fitter.spelled_out(scene) for scene in map(fitter.scene, readings)]
        if not any(scenes):
            raise Unable("I find nobody in this text that I can draw. What shall be in the pictures?")
        shown = _filled(scenes)
        book = bound or (bool(title) and len({scene.figures[:1] for scene in shown}) == 1)
        outputs = [
            self._page(scene, request.own_words(text)[:LONGEST], request)
            for scene, text in zip(shown, texts, strict=True)
        ]
        near = [replace(reading, unknown=[], actions=[]) for reading in readings]
        said = () if self._verbatim else (*notes_on(near, self._words), *fitter.notes)
        operation: Operation = "book" if book else "generate"
        brief = Brief(
            task=task_of(operation, 0, len(outputs)),
            operation=operation,
            outputs=tuple(outputs),
            title=title or (_first_sentence(request.own_words(texts[0])) if book else ""),
            notes=tuple(dict.fromkeys([*notes, *said])),
        )
        if not book:
            return brief
        names, _ = introduced(" ".join((common, *texts)), self._lexicon)
        people = people_in(shown, {kind: name for name, kind in names.items()})
        return self._casting.cast(brief, shown, people, request.situation.cast)

    def _readings(self, texts: Sequence[str], common: str, request: Request) -> list[Reading]:
        cast = Cast(read(without_quotes(common), self._lexicon) if common else None)
        told = [cast.spelled_out(read(without_quotes(text), self._lexicon)) for text in texts]
        return [request.standing.on(_first_told(reading)) for reading in told]

    def _page(self, scene: Scene, text: str, request: Request) -> Output:
        if not self._verbatim:
            return self._outputs.painted(scene, text=text)
        prompt = request.standing.beside(f"an illustration of: {text[:LONGEST_PROMPT]}")
        return self._outputs.own_words(prompt, None).model_copy(update={"text": text})


def _first_sentence(text: str) -> str:
    sentence = re.split(r"[.!?\n]", text.strip(), maxsplit=1)[0][:60].strip() or "My Book"
    return sentence[:1].upper() + sentence[1:]


def _first_told(reading: Reading) -> Reading:
    """A text names more than a picture can show: who and what comes first, each once."""
    return replace(
        reading,
        figures=[replace(noun, number=min(noun.number, 3)) for noun in reading.figures[:2]],
        things=reading.things[:1],
        places=reading.places[:1],
        styles=reading.styles[:1],
    )


def _filled(scenes: Sequence[Scene | None]) -> list[Scene]:
    """A text in which nobody is named shows whom the one before it showed."""
    first = next(scene for scene in scenes if scene)
    filled: list[Scene] = []
    for scene in scenes:
        filled.append(scene or (filled[-1] if filled else first))
    return filled
