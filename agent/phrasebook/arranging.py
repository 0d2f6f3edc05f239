"""Layouts: several things, each with its place in the picture, finer than a painter understands in words.

Reads what is placed where, in boxes or in words, and makes the brief. Knows no painter but its abilities.
"""

from dataclasses import replace

from pydantic import ValidationError

from ...models.conditions import MAX_REGIONS
from ...models.vocabulary import Vocabulary
from ...tools.boxes import Box, Boxes
from ..layout_designer import reason_of
from ..state import Brief, ImageUse, Output
from .arrangement import arranged, listed
from .boxes import boxes_in, in_fractions
from .fitting import Fitter
from .intent import intent
from .landing import landed_in_own_words
from .lexicon import Lexicon
from .notes import notes_on
from .nouns import Reading
from .panels import panels
from .pictures import wanted
from .placing import Item, Placing, is_announced, may_place, placing
from .questions import Unable, Unclear, words_known
from .quotes import without_quotes
from .reading import read
from .request import Request
from .scene import Scene, Speaker
from .series import ASKING
from .sizes import take_shape
from .sketching import sketched
from .special import asks_for_layout
from .spots import laid_out

TOO_MANY = "A picture of mine holds at most {most} boxes, and there are {many}. Which ones shall I paint?"
NO_ROOM = "I cannot lay that out: {problem}. Where shall things be?"

Laid = tuple[tuple[Box, ...], tuple[str, ...]]
"""Boxes in fractions, and what is said of how they were read."""


class Arranging:
    """Reads layouts in the words of one vocabulary; with `verbatim` in the user's own."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, *, verbatim: bool) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._speaker = Speaker(vocabulary)
        self._verbatim = verbatim

    def brief(self, request: Request) -> Brief | None:
        """The picture with a box for each thing; None where a message places nothing, or nothing new.

        Raises `Unclear` for boxes that cannot be painted in.
        """
        if "regions" not in request.situation.abilities:
            return None
        text, shape = take_shape(request.text)
        sketch = sketched(request.saying(text), self._lexicon)
        found = sketch[0] if sketch else self._said(request, text)
        if found is None:
            return None
        if len(found.items) > MAX_REGIONS:
            raise Unclear(TOO_MANY.format(most=MAX_REGIONS, many=len(found.items)))
        settings = request.situation.settings
        shape = shape or request.standing.shape
        size = shape.size(settings)
        painted = self._in_own_words if self._verbatim else self._in_known_words
        output, notes = painted(found, request, size or (settings.side, settings.side))
        return Brief(
            task="layout",
            operation="generate",
            outputs=(output,),
            images=(ImageUse(id=sketch[1].id, role="sketch"),) if sketch else (),
            size=size,
            notes=tuple(dict.fromkeys((*shape.notes(settings), *notes))),
        )

    def _said(self, request: Request, text: str) -> Placing | None:
        """What the words of a message place; None where they place nothing, or nothing new."""
        if not (may_place(text) or is_announced(text)) or not self._is_new(request):
            return None
        found = placing(text, self._lexicon)
        return found if self._asks(text, found) else None

    def _is_new(self, request: Request) -> bool:
        """Whether it is about one new picture; what is there already is changed in other ways."""
        text = request.text
        if request.uploads or panels(text) or wanted(text, verbatim=self._verbatim).number > 1:
            return False
        reading = read(without_quotes(text), self._lexicon)
        return not request.situation.seen or intent(text, reading, points=False) == "new"

    def _asks(self, text: str, found: Placing) -> bool:
        """Whether a text places things as no plain sentence of the painter can."""
        told = [item for item in found.items if item.box or item.where]
        if not told:
            return is_announced(text) and len(found.items) > 1  # side by side
        if boxes_in(text) or is_announced(text) or asks_for_layout(text):
            return True
        if self._verbatim:
            return len(told) > 2
        reading = read(without_quotes(text), self._lexicon)
        crowd = len(reading.figures) > 2 or len(reading.things) > 1
        beside_two = len(reading.figures) == 2 and any(map(self._is_thing_elsewhere, told))
        return beside_two or (crowd and len(told) > 1)

    def _is_thing_elsewhere(self, item: Item) -> bool:
        """Something that is not between two, as a sentence can have it."""
        reading = read(without_quotes(item.text), self._lexicon)
        return bool(reading.things and not reading.figures) and not item.where.startswith("between")

    def _in_own_words(
        self, found: Placing, request: Request, size: tuple[int, int]
    ) -> tuple[Output, tuple[str, ...]]:
        described = [request.own_words(item.text) for item in found.items]
        boxes, notes = _boxes(described, found, size)
        if any(item.box for item in found.items) or is_announced(request.text):
            said = ", ".join(filter(None, [listed(described), request.own_words(found.rest)]))
        else:
            said = ASKING.sub("", request.own_words(request.text)).strip(" ,.")
        prompt = request.standing.beside(said)
        checks = tuple(landed_in_own_words(boxes))
        return Output(prompt=prompt, shows=prompt, checks=checks, boxes=boxes), notes

    def _in_known_words(
        self, found: Placing, request: Request, size: tuple[int, int]
    ) -> tuple[Output, tuple[str, ...]]:
        readings = [read(without_quotes(item.text), self._lexicon) for item in found.items]
        rest = read(without_quotes(found.rest), self._lexicon)
        fitter = Fitter(self._words)
        scenes = [self._scene(reading, request, fitter) for reading in readings]
        drawn = [scene for scene in scenes if scene]
        if not drawn:
            raise Unable(f"I see nothing in these places that I can draw. {words_known(self._words)}")
        items = tuple(item for item, scene in zip(found.items, scenes, strict=True) if scene)
        boxes, notes = _boxes(
            [self._speaker.sentence(scene) for scene in drawn], Placing(items, found.rest), size
        )
        whole = self._whole([*readings, rest], request)
        output = arranged(drawn, boxes, whole, self._words)
        return output, (*notes, *notes_on([*readings, rest], self._words), *fitter.notes)

    def _scene(self, reading: Reading, request: Request, fitter: Fitter) -> Scene | None:
        """What stands in one place, as is wished once and for all."""
        told = request.standing.on(replace(reading, places=[], styles=[]))
        scene = fitter.scene(
            replace(told, things=told.things if reading.things else [], places=[], styles=[])
        )
        return replace(fitter.spelled_out(scene), place=None) if scene else None

    def _whole(self, readings: list[Reading], request: Request) -> Scene:
        """The place and the style of all of it."""
        places = [name for reading in readings for name in reading.places]
        styles = [name for reading in readings for name in reading.styles]
        told = request.standing.on(Reading(places=places, styles=styles))
        place = next(iter(told.places), next(iter(self._words.places)))
        return Scene(place=place, style=next(iter(told.styles), None))


def _boxes(described: list[str], found: Placing, size: tuple[int, int]) -> Laid:
    """A box for each thing: the one that was given, or where its words put it."""
    notes: list[str] = []
    given: dict[int, Box] = {}
    for number, (said, item) in enumerate(zip(described, found.items, strict=True)):
        if item.box:
            (left, top, width, height), told = in_fractions(item.box, size)
            given[number] = Box(description=said, left=left, top=top, width=width, height=height)
            notes += told
    boxes = tuple(given.values()) if given else laid_out(found.items, described)
    try:
        return Boxes(boxes=boxes).boxes, tuple(notes)
    except ValidationError as error:
        raise Unclear(NO_ROOM.format(problem=reason_of(error))) from error
