"""What a picture shows, as the planner thinks of it, and the one sentence that says it to a painter.

A planner's scene may leave things open (None) that a painted one cannot. Knows no pixels.
"""

from dataclasses import dataclass
from typing import Literal

from ...models.vocabulary import Vocabulary, Words, with_article
from .numbers import say_number

Side = Literal["left", "right", "above"]
NOBODY_KNOWN = ("character", "two characters")
"""Figures of a picture that nobody described."""


@dataclass(frozen=True)
class Figure:
    """Somebody: a kind, a colour, what it wears, and where it looks ("left", "right").

    `without` is a piece of clothing that was said to be absent.
    """

    kind: str
    color: str | None = None
    clothing: str | None = None
    clothing_color: str | None = None
    facing: str | None = None
    without: str | None = None


@dataclass(frozen=True)
class Thing:
    """One or more things of one kind and colour."""

    kind: str
    color: str | None = None
    count: int = 1


@dataclass(frozen=True)
class Scene:
    """Figures from left to right, or `count` of one figure; a thing, and its side of the figure."""

    figures: tuple[Figure, ...] = ()
    count: int = 1
    thing: Thing | None = None
    side: Side | None = None
    place: str | None = None
    style: str | None = None


class Speaker:
    """Says scenes in the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary

    def sentence(self, scene: Scene, *, definite: bool = False) -> str:
        """One self-contained sentence; `definite` says "the cat" where a reference shows the looks."""
        words = [self._subject(scene, definite), self._place(scene)]
        return " ".join(filter(None, words)) + self._style(scene)

    def figure(self, figure: Figure, *, definite: bool = False) -> str:
        """ "an orange fox wearing a blue scarf"."""
        pair = figure.kind == NOBODY_KNOWN[1]
        kind = ["two", "characters"] if pair else [_first(self._words.kinds, figure.kind)]
        kind.insert(len(kind) - 1, self._color(figure.color))
        noun = " ".join(filter(None, kind))
        said = f"the {noun}" if definite and (pair or not figure.color) else with_article(noun)
        if figure.clothing:
            said += f" wearing {self.garment(figure)}"
        return said + (f" looking to the {figure.facing}" if figure.facing else "")

    def garment(self, figure: Figure) -> str:
        """ "a blue scarf"."""
        noun = _first(self._words.clothes, figure.clothing or "")
        return with_article(" ".join(filter(None, [self._color(figure.clothing_color), noun])))

    def thing(self, thing: Thing) -> str:
        """ "a red ball", "three yellow stars"."""
        noun = _first(self._words.things, thing.kind)
        if thing.count == 1:
            return with_article(" ".join(filter(None, [self._color(thing.color), noun])))
        several = [say_number(thing.count), self._color(thing.color), self._words.plural(noun)]
        return " ".join(filter(None, several))

    def the_thing(self, thing: Thing) -> str:
        """ "the ball", "the stars"."""
        noun = _first(self._words.things, thing.kind)
        return f"the {noun if thing.count == 1 else self._words.plural(noun)}"

    def place(self, place: str) -> str:
        """ "in the snow"."""
        return _first(self._words.places, place)

    def style(self, style: str) -> str:
        """ "in pastel colours"."""
        return _first(self._words.styles, style)

    def _subject(self, scene: Scene, definite: bool) -> str:
        if not scene.figures:
            return self.thing(scene.thing) if scene.thing else ""
        if scene.count > 1:
            return self._several(scene.figures[0], scene.count)
        said = " and ".join(self.figure(figure, definite=definite) for figure in scene.figures)
        if len(scene.figures) > 1:
            return (
                f"{said} with {self.thing(scene.thing)} between them" if scene.thing else f"{said} together"
            )
        return self._beside(said, scene)

    def _beside(self, who: str, scene: Scene) -> str:
        if scene.thing is None:
            return who
        thing = self.thing(scene.thing)
        if scene.side == "above":
            return f"{thing} above {who}"
        # A side is always said: left open, the painter draws the thing half on either one.
        return f"{thing} to the {scene.side or 'right'} of {who}"

    def _several(self, figure: Figure, count: int) -> str:
        noun = self._words.plural(_first(self._words.kinds, figure.kind))
        said = " ".join(filter(None, [say_number(count), self._color(figure.color), noun]))
        if figure.clothing:
            clothes = self._words.plural(_first(self._words.clothes, figure.clothing))
            said += " wearing " + " ".join(filter(None, [self._color(figure.clothing_color), clothes]))
        return said

    def _place(self, scene: Scene) -> str:
        return self.place(scene.place) if scene.place else ""

    def _style(self, scene: Scene) -> str:
        return f", {self.style(scene.style)}" if scene.style else ""

    def _color(self, color: str | None) -> str:
        return _first(self._words.colors, color) if color else ""


def _first(words: Words, name: str) -> str:
    return words[name][0] if name in words else name
