"""The stories and lines that ship as data: `stories.toml` and `lore.toml`, read once and checked.

A new story is a new table there. Knows no hero and no request.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ...models.vocabulary import Vocabulary
from ..phrasebook.scene import Side
from ..state import Value


class Shown(Value):
    """Something that is seen beside the hero."""

    kind: str
    color: str


class Line(Value):
    """A page between problem and turn: its text, what else is seen; `carried` shows the story's own thing."""

    text: str
    shows: Shown | None = None
    side: Side | None = None
    carried: bool = False


class Beat(Value):
    """A page that every telling has. `place` "" is on the way, "home" and "goal" are the request's."""

    text: str
    place: str = ""
    thing: bool = False
    friend: bool = False
    side: Side | None = None


class Telling(Value):
    """A story; `thing`, `friend`: it needs one; `star`: only a star will do; `way`: the lines in between."""

    plot: Literal["lost", "found", "friend", "journey", "astray", "night", "gift"]
    titles: tuple[str, ...]
    way: str
    opening: Beat
    problem: Beat
    turn: Beat
    ending: Beat
    home: str = "meadow"
    way_place: str = ""
    thing: bool = False
    friend: bool = False
    star: bool = False


Lore = dict[str, tuple[Line, ...]]
"""Place → its lines."""


@cache
def tellings() -> tuple[Telling, ...]:
    """Every story that can be told."""
    return tuple(Telling.model_validate(table) for table in read("stories.toml")["telling"])


def lore(way: str, vocabulary: Vocabulary) -> Lore:
    """The lines of one way of travelling, as far as a painter can draw them."""
    return {
        place: drawable
        for place, lines in all_lore()[way].items()
        if place in vocabulary.places and (drawable := _drawable(lines, vocabulary))
    }


def _drawable(lines: tuple[Line, ...], vocabulary: Vocabulary) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.shows is None or line.shows.kind in vocabulary.things)


@cache
def all_lore() -> dict[str, Lore]:
    """Way of travelling → its lines, place by place."""
    return {
        way: {place: tuple(map(Line.model_validate, lines)) for place, lines in places.items()}
        for way, places in read("lore.toml").items()
    }


def read(name: str) -> dict[str, Any]:
    """A file of this folder."""
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
