"""A new page in a book that is bound: "insert a page after 2 where she meets a dog". Reads what it shows.

It shows the book's hero, with whom and what is named, where the page before is if no place is named. Its text
is what was said of it.
"""

import re
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from ..state import Brief, ImageUse, Output, Seen
from .fitting import Fitter
from .lexicon import Lexicon
from .notes import notes_on
from .outputs import Outputs
from .pointing import NOUN, ORDINAL, SMALL_NUMBER, at_place, place
from .questions import Unclear
from .quotes import HELD, quoted, without_quotes
from .reading import read
from .request import Request
from .revising import Revising
from .scene import Figure, Scene
from .wishes import POLITE

MOST_PAGES = 64
INSERT = re.compile(
    r"(?:insert|add|append|put\s+in|make)\s+(?:me\s+)?(?:an?\s+|another\s+|one\s+|one\s+more\s+)(?:more\s+|new\s+|further\s+|extra\s+)?page\b\s*"
    rf"(?:(?P<end>(?:at|to)\s+(?:the\s+)?(?:very\s+)?(?:end|back|beginning|front|start))|"
    rf"(?:right\s+)?(?P<side>after|before|behind|in\s+front\s+of)\s+(?:the\s+)?(?:{NOUN}\s+)?(?P<by>{SMALL_NUMBER}|{ORDINAL})(?:\s+{NOUN})?)?"
    r"[\s,:]*(?:(?:to\s+the\s+book)[\s,:]*)?(?P<what>.*)",
    re.I | re.S,
)
SAYS = re.compile(
    rf"[\s,]*(?:\b(?:and|that|which|it|with\s+the\s+(?:text|words))\s+)*(?:(?:says?|reads?|saying)\b|(?<=text)|(?<=words))?\s*:?\s*(?P<text>{HELD})",
    re.I,
)
LEADS = re.compile(
    r"^(?:where|when|(?:in|on)\s+which|(?:that|which)\s+shows?|showing|of|with|about|:)\s+", re.I
)
WHAT = "What shall the new page show? Say, for example, “insert a page after 2 where she meets a dog”."
BEGINS = ("beginning", "front", "start")


class Inserting:
    """Reads new pages in the words of one vocabulary; with `verbatim` in the user's own."""

    def __init__(
        self, vocabulary: Vocabulary, lexicon: Lexicon, revising: Revising, *, verbatim: bool
    ) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._revising = revising
        self._outputs = Outputs(vocabulary)
        self._verbatim = verbatim

    def brief(self, request: Request) -> Brief | None:
        """The book with a page more; None where none is asked for. Raises `Unclear` where that cannot be."""
        table = request.table
        match = INSERT.fullmatch(POLITE.sub("", request.text.strip()))
        if not table.title or request.uploads or not match:
            return None
        if len(table.ids) >= MOST_PAGES:
            raise Unclear(f"A book has at most {MOST_PAGES} pages. Which one shall go for the new one?")
        at = _at(match, request)
        text, said = _text(match["what"], request)
        output, notes = self._output(said, text, table.pictures[max(0, at - 1)], request)
        page = self._revising.as_page(output, request)
        return Brief(
            task="edit",
            operation="reuse_character" if page.like else "generate",
            images=tuple(ImageUse(id=id, role="reference") for id in page.like),
            outputs=(page,),
            title=table.title,
            notes=notes,
            **table.pages.with_new(at, "picture:1", page.text).in_brief,
        )

    def _output(self, said: str, text: str, beside: Seen, request: Request) -> tuple[Output, tuple[str, ...]]:
        if self._verbatim:
            hero = next((sheet.shows for sheet in request.table.sheets), "")
            words = request.own_words(said) or text
            prompt = request.standing.beside(f"{hero}: {words}" if hero else words)
            return self._outputs.own_words(prompt, None).model_copy(update={"text": text}), ()
        before = self._revising.scene(beside) or Scene()
        reading = request.standing.on(read(without_quotes(said or text), self._lexicon))
        fitter = Fitter(self._words)
        asked = fitter.scene(reading) or Scene()
        figures = tuple(self._hero(request, before, asked))
        if not figures and asked.thing is None:
            raise Unclear(WHAT)
        scene = replace(
            asked,
            figures=figures,
            side=asked.side if len(figures) == 1 else None,
            place=next(iter(reading.places), before.place),
            style=next(iter(reading.styles), before.style),
        )
        output = self._outputs.painted(fitter.spelled_out(scene), text=text)
        return output, (*notes_on([replace(reading, unknown=[], actions=[])], self._words), *fitter.notes)

    def _hero(self, request: Request, before: Scene, asked: Scene) -> list[Figure]:
        """Who the book is about, then who was named; a hero that is named keeps its looks."""
        shown = [self._revising.scene(sheet) for sheet in request.table.sheets]
        cast = [figure for scene in shown if scene for figure in scene.figures] or [*before.figures[:1]]
        named = [next((one for one in cast if one.kind == figure.kind), figure) for figure in asked.figures]
        hero = [] if any(one in cast[:1] for one in named) else cast[:1]
        return [*hero, *named][: self._words.most_characters]


def _at(match: re.Match[str], request: Request) -> int:
    """The index (from 0) that the new page will have."""
    ids = request.table.ids
    if match["by"]:
        by = ids.index(at_place(place(match["by"]), request, page=True).id)
        return by + (match["side"].lower() in ("after", "behind"))
    return 0 if match["end"] and match["end"].lower().endswith(BEGINS) else len(ids)


def _text(what: str, request: Request) -> tuple[str, str]:
    """What the page says, and what it shows: the words that are quoted, or the clause itself."""
    match = SAYS.search(what)
    said = f"{what[: match.start()]} {what[match.end() :]}" if match else what
    said = LEADS.sub("", said.strip(" ,.;:!")).strip(" ,.;:!")
    if match:
        return quoted(match["text"], request.quotes), said
    if not said:
        raise Unclear(WHAT)
    own = request.own_words(said)
    return f"{own[:1].upper()}{own[1:]}.", said
