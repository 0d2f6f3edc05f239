"""One scene several times with one thing different: places, styles, colours, seasons. Knows no requests."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import cycle, islice

from ...models.vocabulary import Vocabulary
from .nouns import Noun, Reading
from .pictures import Wanted

SEASONS = (("spring", "meadow"), ("summer", "beach"), ("autumn", "forest"), ("winter", "snow"))


def varied(reading: Reading, asked: Wanted, vocabulary: Vocabulary) -> list[Reading]:
    """The readings of all pictures that one text asks for: itself where nothing differs."""
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
    if asked.copies == 1:
        return (
            [replace(reading, places=[place]) for place in reading.places]
            if reading.listed_places
            else [reading]
        )
    return [replace(reading, places=reading.places or [place]) for place in _around(vocabulary, asked.copies)]


def _around(vocabulary: Vocabulary, count: int) -> list[str]:
    """Places for several pictures of one thing that name none, so that they are not all alike."""
    return list(islice(cycle(vocabulary.places), count))


def _first(said: list[str], names: Iterable[str], count: int) -> list[str]:
    """The names that were said, then others, `count` in all."""
    return list(dict.fromkeys([*said, *names]))[:count]


def _colored(reading: Reading, color: str) -> Reading:
    def paint(nouns: list[Noun]) -> list[Noun]:
        return [replace(noun, color=color, becomes=None) for noun in nouns[:1]] + nouns[1:]

    if reading.figures:
        return replace(reading, figures=paint(reading.figures))
    return replace(reading, things=paint(reading.things))
