"""A story that goes on: "two more panels", "three more pages", "what happens next?". Reads how many.

Whoever it is about comes to places where nobody was before; what is there goes below, where texts are told.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from ...models.vocabulary import Vocabulary
from ..languages.detection import detect
from ..state import Brief, ImageUse, Output
from ..storyboard.stories import Line, lore
from ..storyboard.wordings import ABOUT
from .numbers import NUMBER, number
from .outputs import Outputs
from .pictures import MOST_PICTURES
from .request import Request
from .revising import Revising
from .scene import Scene, Thing
from .wishes import POLITE

PART = r"(?:panel|page|scene|frame|episode)s?"
GOES_ON = re.compile(
    r"(?:(?:and\s+)?what\s+(?:happens|comes)\s+(?:next|then|after(?:wards|\s+that))|"
    r"(?:go\s+on|continue|carry\s+on)(?:\s+with)?\s+(?:the\s+(?:story|comic|book)|it)"
    rf"(?:\s+(?:with|for|by|in)\s+(?P<on>{NUMBER})\s+(?:more\s+|further\s+|new\s+)?{PART})?|"
    r"(?:(?:add|paint|draw|make|do|show\s+me|give\s+me|i\s+want|continue\s+with|go\s+on\s+with)\s+)?"
    rf"(?:another|(?P<many>{NUMBER})\s+(?:more|further|other|additional|new))\s+{PART})(?:,?\s+please)?[\s.!?]*",
    re.I,
)
PANEL = re.compile(r":[^:]*\(panel \d+ of \d+\)$")
NEXT = "what happens next"
UNSAID = re.compile(r"\{(?!hero\}|Hero\})")
"""Lines with other words than the hero's name need somebody who tells who "he" is."""


class Further:
    """Goes on with a story in the words of one vocabulary; with `verbatim` in the user's own."""

    def __init__(self, vocabulary: Vocabulary, revising: Revising, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._revising = revising
        self._outputs = Outputs(vocabulary)
        self._verbatim = verbatim

    def brief(self, request: Request) -> Brief | None:
        """What lies on the table with more after it; None where that tells no story, or no more is asked."""
        match = GOES_ON.fullmatch(POLITE.sub("", request.text.strip()))
        many = number(match["on"] or match["many"] or "one") if match else 0
        if not match or request.uploads or not request.table.is_set or not 1 <= many <= MOST_PICTURES:
            return None
        outputs = self._own(request, many) if self._verbatim else self._known(request, many)
        return _behind(request, outputs) if outputs else None

    def _own(self, request: Request, many: int) -> list[Output]:
        """The painter sees the last picture, and is told what the story is."""
        table = request.table
        told = PANEL.sub("", table.pictures[0].shows)
        if not table.title and told == table.pictures[0].shows:
            return []
        last = len(table.ids)
        prompts = [f"{told}: {NEXT} (panel {last + n} of {last + many})" for n in range(1, many + 1)]
        like = table.ids[-1:]
        return [self._outputs.own_words(one, None).model_copy(update={"like": like}) for one in prompts]

    def _known(self, request: Request, many: int) -> list[Output]:
        shown = [self._revising.scene(picture) for picture in request.table.pictures]
        scenes = [self._revising.wished(scene, request) for scene in shown if scene]
        places = [scene.place for scene in scenes]
        if len(scenes) < len(shown) or not scenes[0].figures or len(set(places)) == 1:
            return []
        hero = replace(scenes[0], figures=scenes[0].figures[:1], count=1)
        outputs = [
            self._outputs.painted(_at(hero, place, line), text=_told(line, request, hero))
            for place, line in islice(_apart(self._lines(places), places[-1]), many)
        ]
        return [self._revising.as_page(output, request) for output in outputs]

    def _lines(self, places: list[str | None]) -> list[tuple[str, Line]]:
        """Where to go on and what is there: first where nobody was, then each place once more."""
        told = [
            (turn, place, line)
            for place, lines in lore("passing", self._words).items()
            for turn, line in enumerate(line for line in lines if not UNSAID.search(line.text))
        ]
        told.sort(key=lambda one: (one[0] + places.count(one[1]), one[0]))
        return [(place, line) for _, place, line in told]


def _apart(lines: list[tuple[str, Line]], before: str | None) -> Iterator[tuple[str, Line]]:
    left = list(lines)
    while left:
        one = next((one for one in left if one[0] != before), left[0])
        left.remove(one)
        before = one[0]
        yield one


def _at(hero: Scene, place: str, line: Line) -> Scene:
    thing = Thing(line.shows.kind, line.shows.color) if line.shows else None
    return replace(hero, place=place, thing=thing, side=line.side)


def _told(line: Line, request: Request, hero: Scene) -> str:
    """The line about somebody, in the book's language; "" where nothing is told below the pictures."""
    if not any(request.table.texts):
        return ""
    name, kind, texts = _name(request, hero), hero.figures[0].kind, " ".join(request.table.texts)
    if about := ABOUT.get(detect(texts)):
        return about(kind, name if name in texts else "").text(line.text)
    name = name or f"the {kind}"
    return line.text.format(hero=name, Hero=f"{name[:1].upper()}{name[1:]}")


def _name(request: Request, hero: Scene) -> str:
    """How the hero of a book is called; "" where its cast does not say."""
    kind = hero.figures[0].kind
    sheets = {sheet.id for sheet in request.table.sheets}
    named = (one.name for one in request.situation.cast if one.sheet[0] in sheets and one.kind == kind)
    return next(named, "")


def _behind(request: Request, outputs: list[Output]) -> Brief:
    """The table with new pictures at its end."""
    pages = request.table.pages
    for n, output in enumerate(outputs, start=1):
        pages = pages.with_new(len(pages.images), f"picture:{n}", output.text)
    like = dict.fromkeys(id for output in outputs for id in output.like)
    return Brief(
        task="edit",
        operation="reuse_character" if like else "generate",
        images=tuple(ImageUse(id=id, role="reference") for id in like),
        outputs=tuple(outputs),
        title=request.table.title,
        **pages.in_brief,
    )
