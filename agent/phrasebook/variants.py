"""One scene several times with one thing different: places, styles, colours, seasons. Knows no requests."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import cycle, islice

from ...models.vocabulary import Vocabulary
from .nouns import Noun, Reading
from .numbers import say_number
from .pictures import Wanted
from .questions import Unclear

SEASONS = (("spring", "meadow"), ("summer", "beach"), ("autumn", "forest"), ("winter", "snow"))


def varied(reading: Reading, asked: Wanted, copies: int, vocabulary: Vocabulary) -> list[Reading]:
    """The readings of all pictures that one text asks for: itself where nothing differs.

    Raises `Unclear` where fewer pictures are asked for than places.
    """
    match asked.varied:
        case "place":
            names = _first(reading.places, vocabulary.places, asked.variants)
            return [replace(reading, places=[name]) for name in names]
        case "style":
            names = _first(reading.styles, vocabulary.styles, asked.variants)
            return [replace(reading, styles=[name]) for name in names]
        case "season":
            return [replace(reading, places=[place]) for _, place in SEASONS[: asked.variants]]
        case "color":
            return [_colored(reading, name) for name in _first([], vocabulary.colors, asked.variants)]
    if copies == 1:
        return (
            [replace(reading, places=[place]) for place in reading.places]
            if reading.listed_places
            else [reading]
        )
    if len(reading.places) > copies:
        raise Unclear(
            f"You ask for {say_number(copies)} pictures and name {say_number(len(reading.places))} places; "
            "how many shall I draw?"
        )
    places = reading.places or list(vocabulary.places)
    return [replace(reading, places=[place]) for place in islice(cycle(places), copies)]


def _first(said: list[str], names: Iterable[str], count: int) -> list[str]:
    """The names that were said, then others, `count` in all."""
    return list(dict.fromkeys([*said, *names]))[:count]


def _colored(reading: Reading, color: str) -> Reading:
    def paint(nouns: list[Noun]) -> list[Noun]:
        return [replace(noun, color=color, becomes=None) for noun in nouns[:1]] + nouns[1:]

    if reading.figures:
        return replace(reading, figures=paint(reading.figures))
    if reading.things:
        return replace(reading, things=paint(reading.things))
    return replace(reading, colors=[color])
