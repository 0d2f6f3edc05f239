"""English words → the words of another language: what a translation does, the other way round.

Takes only what its file lists, as it is listed first. Knows no sentence.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache

from ...models.pocket.vocabulary import VOCABULARY
from .english import bare, plural
from .language_file import Group
from .table import table

WIDE = str.maketrans("()", "（）")
SIDE = re.compile(r"(?P<noun>.+) (?P<side>on the (?:left|right))")


class Unnamed(ValueError):
    """A word that the language does not list."""


def named(slot: str, english: str, code: str) -> str:
    """What stands in a slot of a sentence, such as a "noun" or a "garment". Raises `Unnamed`."""
    return _SLOTS[slot](english, code)


def spoken(phrase: str, code: str) -> str:
    """A phrase with spaces between its words only where the language has them, and with its brackets."""
    return phrase if table(code).file.spaced else phrase.replace(" ", "").translate(WIDE)


def _noun(english: str, code: str) -> str:
    """ "Katze" of "a cat", "Sterne" of "stars", "Katze (links)" of "cat on the left"."""
    if match := SIDE.fullmatch(english):
        return f"{_noun(match['noun'], code)} ({_form('place', match['side'], code)})"
    return _form("noun", bare(english), code)


def _garment(english: str, code: str) -> str:
    """ "Hut" of "a hat", "Hut (blau)" of "a blue hat"."""
    color, _, garment = bare(english).rpartition(" ")
    said = _form("noun", garment, code)
    return f"{said} ({_form('color', color, code)})" if color else said


def _style(english: str, code: str) -> str:
    """By any of the ways in which a style is spoken of, with its "in" or without."""
    ways = [english, *VOCABULARY.styles.get(english, ())]
    plain = [way.removeprefix("in ").removeprefix("with ") for way in ways]
    listed = (_forms(code).get(("word", way)) for way in (*ways, *plain))
    if found := next(filter(None, listed), None):
        return found
    raise Unnamed(english)


def _place(english: str, code: str) -> str:
    """As it is listed: "im Schnee" of "in the snow", and "in a meadow" for "meadow" where no noun is it."""
    ways = (english, *VOCABULARY.places.get(english, ()))
    if found := next(filter(None, (_forms(code).get(("place", way)) for way in ways)), None):
        return found
    raise Unnamed(english)


def _form(group: Group, english: str, code: str) -> str:
    if found := _forms(code).get((group, english)):
        return found
    raise Unnamed(english)


_SLOTS: Mapping[str, Callable[[str, str], str]] = {
    "noun": _noun,
    "garment": _garment,
    "style": _style,
    "color": lambda english, code: _form("color", english, code),
    "place": _place,
    "number": lambda english, code: _form("number", english, code),
    "adjective": lambda english, code: _form("adjective", english, code),
}


@cache
def _forms(code: str) -> Mapping[tuple[Group, str], str]:
    """Each listed English word with its first form; a noun without a plural of its own has its singular."""
    forms: dict[tuple[Group, str], str] = {}
    file = table(code).file
    for group, form, english in file.groups():
        forms.setdefault((group, english), form)
    for noun in file.noun:
        forms.setdefault(("noun", plural(noun)), forms["noun", noun])
    return forms
