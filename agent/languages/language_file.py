"""What the file of a language holds, checked. Knows no sentence and looks nothing up."""

from collections.abc import Iterator
from itertools import product
from typing import Literal

from pydantic import BaseModel, ConfigDict

from .english import plural

Group = Literal["noun", "color", "adjective", "place", "number", "ordinal", "determiner", "counter", "word"]
Forms = dict[str, str]

OTHERS: tuple[Group, ...] = (
    "word",
    "counter",
    "determiner",
    "ordinal",
    "number",
    "place",
    "adjective",
    "color",
)
"""The groups but nouns; a form that is in several belongs to the last."""


class Sentences(BaseModel):
    """What is said before drawing: how a message was understood."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    understood: str


class LanguageFile(BaseModel):
    """What a file holds. Forms stand between commas; a noun has a list for one and a list for several.

    `endings` are put to every form of a group, `shades` before every colour. `frames` are pairs: a pattern
    of a phrase, and the English for it. `patterns` are short names for parts of frames. `characters` are
    pairs of characters that are read alike. `clauses` is where one wish ends and the next begins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    spaced: bool
    adjectives_follow: bool = False
    characters: str = ""
    clauses: str = ""
    noun: dict[str, list[str]]
    color: Forms
    adjective: Forms
    place: Forms
    number: Forms
    ordinal: Forms
    determiner: Forms
    counter: Forms = {}
    word: Forms
    endings: dict[Group, str] = {}
    shades: Forms = {}
    patterns: dict[str, str] = {}
    frames: list[tuple[str, str]]
    sentences: Sentences

    def groups(self) -> Iterator[tuple[Group, str, str]]:
        """(group, form, English) of all that is listed."""
        for noun, (one, *several) in self.noun.items():
            yield from (("noun", form, noun) for form in _listed(one))
            yield from (("noun", form, plural(noun)) for forms in several for form in _listed(forms))
        for group in OTHERS:
            for english, forms in getattr(self, group).items():
                yield from ((group, form, english) for form in self._with_endings(group, forms))
        yield from self._shaded()

    def _with_endings(self, group: Group, forms: str) -> Iterator[str]:
        endings = ["", *_listed(self.endings.get(group, ""))]
        return (form + ending for form, ending in product(_listed(forms), endings))

    def _shaded(self) -> Iterator[tuple[Group, str, str]]:
        for shade, prefixes in self.shades.items():
            for prefix, (color, forms) in product(_listed(prefixes), self.color.items()):
                for form in self._with_endings("color", forms):
                    yield "color", prefix + form, f"{shade} {color}"


def _listed(forms: str) -> list[str]:
    return [form.strip() for form in forms.split(",") if form.strip()]
