"""One scene several times with one thing different: places, styles, colours, seasons. Knows no requests."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import cycle, islice

from ...models.vocabulary import Vocabulary
from .nouns import Noun, Reading
from .numbers import number, say_number
from .pictures import Wanted
from .questions import Unclear

SEASONS = {"spri": "meadow", "summ": "beach", "autu": "forest", "fall": "forest", "wint": "snow"}
"""The first letters of a season → the place that looks like it."""


TIMES = {
    "dawn": "meadow",
    "sunr": "meadow",
    "morn": "meadow",
    "noon": "beach",
    "midd": "beach",
    "afte": "beach",
    "even": "desert",
    "dusk": "desert",
    "suns": "desert",
    "nigh": "night",
    "midn": "night",
}
"""The same for a time of day."""


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
        case "season" | "day" | "pose" | "number":
            return _going_on(reading, asked, vocabulary)
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


def _going_on(reading: Reading, asked: Wanted, vocabulary: Vocabulary) -> list[Reading]:
    """Seasons, times of day, poses or numbers, from one picture to the next."""
    if asked.varied == "pose":
        return _posed(reading, asked, vocabulary)
    if asked.varied == "number":
        most = vocabulary.most_things if reading.things else vocabulary.most_alike
        return [_numbered(reading, way) for way in asked.ways[: min(most, asked.variants)]]
    like = TIMES if asked.varied == "day" else SEASONS
    named = [like[way.split()[-1][:4].lower()] for way in asked.ways] or list(dict.fromkeys(like.values()))
    return [replace(reading, places=[place]) for place in islice(cycle(named), asked.variants)]


def _posed(reading: Reading, asked: Wanted, vocabulary: Vocabulary) -> list[Reading]:
    """Who looks left and right, and in another place where a pose cannot be drawn, or was."""
    places = iter(dict.fromkeys([*reading.places, *vocabulary.places]))
    place = next(places)
    posed: list[Reading] = []
    drawn: set[tuple[str, str | None]] = set()
    for way in islice(cycle(asked.ways), asked.variants):
        facing = next((side for side in ("left", "right") if side in way.lower()), None)
        figures = [replace(noun, facing=facing) for noun in reading.figures[:1]] + reading.figures[1:]
        facing = facing if figures else None
        where = place if (place, facing) not in drawn else next(places, place)
        drawn.add((where, facing))
        posed.append(replace(reading, figures=figures, places=[where]))
    return posed


def _numbered(reading: Reading, way: str) -> Reading:
    """So many of the thing, or of who is there alone: nothing else can grow."""
    how_many = number(way)
    if reading.things:
        return replace(reading, things=[replace(reading.things[0], number=how_many), *reading.things[1:]])
    return replace(reading, figures=[replace(noun, number=how_many) for noun in reading.figures])


def _colored(reading: Reading, color: str) -> Reading:
    def paint(nouns: list[Noun]) -> list[Noun]:
        return [replace(noun, color=color, becomes=None) for noun in nouns[:1]] + nouns[1:]

    if reading.figures:
        return replace(reading, figures=paint(reading.figures))
    if reading.things:
        return replace(reading, things=paint(reading.things))
    return replace(reading, colors=[color])
