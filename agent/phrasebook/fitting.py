"""What was asked → what fits one picture: limits, natural colours, and plain words on what is left out.

Knows the vocabulary's limits; knows no painter and no requests.
"""

from collections.abc import Iterable
from dataclasses import replace

from ...models.vocabulary import Vocabulary
from .nouns import Noun, Reading
from .numbers import say_number
from .scene import Figure, Scene, Side, Speaker, Thing

SIDES: dict[str | None, Side] = {"left": "left", "right": "right", "above": "above"}


class Fitter:
    """Makes scenes that the painter of a vocabulary can draw; `notes` says what had to give way."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._speaker = Speaker(vocabulary)
        self.notes: list[str] = []

    def scene(self, reading: Reading) -> Scene | None:
        """The scene a reading asks for, or None where it names nobody and nothing."""
        if not reading.nouns:
            return None
        figures_said, things_said = (
            list(map(self._unlike, nouns)) for nouns in (reading.figures, reading.things)
        )
        figures, count = self._figures(figures_said)
        thing = self._thing(things_said, len(figures), count)
        if thing and len(figures) == 1 and count == 2:  # a thing stands between two, never beside several
            figures, count = figures * 2, 1
        return Scene(
            figures=figures,
            count=count,
            thing=thing,
            side=self._side(reading, thing) if len(figures) == 1 else None,
            place=self._one(reading.places, "place") or next(iter(self._words.places)),
            style=self._one(reading.styles, "style"),
        )

    def said(self, reading: Reading) -> Scene | None:
        """The scene as far as it was said in known words: what is only near them cannot be checked."""
        scene = self.scene(reading)
        if scene is None:
            return None
        place = next((name for name in reading.places if name not in reading.near.values()), None)
        styles = [name for name in reading.styles if name not in reading.near.values()]
        return replace(scene, place=place, style=styles[0] if styles else None)

    def cast(self, nouns: list[Noun]) -> Scene:
        """A scene of these figures alone, in a place that is not said."""
        figures, count = self._figures(nouns)
        return Scene(figures=figures, count=count)

    def thing(self, noun: Noun, side: Side | None) -> tuple[Thing, Side | None]:
        """A thing beside one figure, spelled out, and the side it can be on."""
        thing = self._thing([noun], 1, 1)
        assert thing is not None
        return self._colored(thing), self._possible(thing, side)

    def spelled_out(self, scene: Scene) -> Scene:
        """The scene with a colour for everybody and everything."""
        figures = tuple(self._dressed(figure) for figure in scene.figures)
        return replace(scene, figures=figures, thing=scene.thing and self._colored(scene.thing))

    def _figures(self, nouns: list[Noun]) -> tuple[tuple[Figure, ...], int]:
        if len(nouns) == 1:
            return (figure_of(nouns[0]),), self._alike(nouns[0])
        most = self._words.most_characters
        ordered = sorted(nouns[:most], key=lambda noun: {"left": 0, "right": 2}.get(noun.side or "", 1))
        figures = tuple(figure_of(noun) for noun in ordered)
        if len(nouns) > most or any(noun.count > 1 for noun in nouns):
            drawn = " and ".join(self._speaker.figure(_bare(figure)) for figure in figures)
            self.notes.append(
                f"A picture of mine holds at most {say_number(most)} characters, so I draw {drawn}."
            )
        return figures, 1

    def _alike(self, noun: Noun) -> int:
        most = self._words.most_alike
        if noun.count <= most:
            return noun.count
        many = self._words.plural(noun.name)
        self.notes.append(
            f"I can draw at most {say_number(most)} {many} in a picture, so I draw {say_number(most)}."
        )
        return most

    def _thing(self, nouns: list[Noun], figures: int, count: int) -> Thing | None:
        if not nouns:
            return None
        noun, *others = nouns
        if count > self._words.most_characters:
            self.notes.append(
                f"Beside {say_number(count)} characters there is no room, so I leave out the {noun.said}."
            )
            return None
        if others:
            self._leave_out(others, f"a picture of mine holds one kind of thing, and I take the {noun.said}")
        most = 1 if figures * count > 1 else self._words.most_things
        if noun.count > most:
            many = self._words.plural(noun.name)
            self.notes.append(f"I can draw only {say_number(most)} of the {many} here.")
        return Thing(noun.name, noun.becomes or noun.color, min(noun.count, most))

    def _side(self, reading: Reading, thing: Thing | None) -> Side | None:
        if thing is None:
            return None
        side = reading.things[0].side or {"left": "right", "right": "left", "below": "above"}.get(
            reading.figures[0].side or ""
        )
        return self._possible(thing, SIDES.get(side))

    def _possible(self, thing: Thing, side: Side | None) -> Side | None:
        if side != "above" or thing.kind in self._words.floating:
            return side
        hover = _listed(self._words.plural(name) for name in sorted(self._words.floating))
        self.notes.append(f"Above somebody I can draw only {hover}; the {thing.kind} stands beside.")
        return None

    def _one(self, names: list[str], what: str) -> str | None:
        if len(names) > 1:
            self.notes.append(
                f"A picture of mine has one {what}: I take “{names[0]}” and leave out {_quoted(names[1:])}."
            )
        return names[0] if names else None

    def _leave_out(self, nouns: list[Noun], reason: str) -> None:
        self.notes.append(f"I leave out the {_listed(noun.said for noun in nouns)}: {reason}.")

    def _dressed(self, figure: Figure) -> Figure:
        color = figure.color or self._natural(figure.kind)
        if figure.clothing is None or figure.clothing_color:
            return replace(figure, color=color)
        natural = self._natural(figure.clothing)
        other = next(name for name in ("blue", *self._words.colors) if name != natural)
        return replace(figure, color=color, clothing_color=natural if natural != color else other)

    def _colored(self, thing: Thing) -> Thing:
        return replace(thing, color=thing.color or self._natural(thing.kind))

    def _unlike(self, noun: Noun) -> Noun:
        """Somebody who must not have a colour has the usual one, or where that is it, the next."""
        if not noun.unlike or noun.becomes or (noun.color and noun.color != noun.unlike):
            return noun
        usual = (self._natural(noun.name), *self._words.colors)
        return replace(noun, color=next(color for color in usual if color != noun.unlike))

    def _natural(self, name: str) -> str:
        return self._words.natural_colors.get(name) or next(iter(self._words.colors))


def figure_of(noun: Noun) -> Figure:
    """Somebody as far as it was said how they look."""
    worn = noun.clothing
    return Figure(
        kind=noun.name,
        color=noun.becomes or noun.color,
        clothing=worn.name if worn else None,
        clothing_color=(worn.becomes or worn.color) if worn else None,
        facing=noun.facing,
        without=noun.without,
    )


def _bare(figure: Figure) -> Figure:
    return Figure(figure.kind)


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _quoted(names: Iterable[str]) -> str:
    return _listed(f"“{name}”" for name in names)
