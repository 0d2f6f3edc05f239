"""Phrases whose order is not the English one: "把猫变成红色", "füge einen Stern hinzu", "帽子を取って".

A frame is a pattern of such a phrase and the English for it; its parts are translated in turn, by the
frames after it and at last word by word. Knows no language: each file lists its own frames.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import get_args

from .english import bare, definite, digits, indefinite
from .language_file import Group
from .table import Table, table
from .words import say

NAME = re.compile(r"<(\w+)>")
SLOT = re.compile(r"\{(?:(the|a|bare|raw|digits) )?(\d+)\}")
WAYS = {"the": definite, "a": indefinite, "bare": bare, "digits": digits}
ALWAYS = {"any": ".{1,80}?", "rest": ".{1,200}"}


@dataclass(frozen=True)
class Frame:
    """`means` has slots for the groups of the pattern: "{1}", "{the 1}", "{a 1}", "{bare 1}", "{digits 2}".

    "{raw 1}" is a group as it was said, "{12}" the first group followed by the second one.
    """

    pattern: re.Pattern[str]
    means: str


def translated(text: str, code: str, first: int = 0) -> str:
    """The English for one clause, by the frames from number `first` on."""
    folded = table(code).fold(text)
    for number, frame in enumerate(frames(code)[first:], start=first):
        if found := [*frame.pattern.finditer(folded)]:
            return _framed(text, code, number, found)
    return say(text, table(code))


def is_phrase(text: str, code: str) -> bool:
    """Whether a text is one of a language's phrases from end to end."""
    folded = table(code).fold(text)
    return any(frame.pattern.fullmatch(folded) for frame in frames(code))


def _framed(text: str, code: str, number: int, found: list[re.Match[str]]) -> str:
    parts: list[str] = []
    at = 0
    for match in found:
        parts += [translated(text[at : match.start()], code, number + 1), _said(text, code, number, match)]
        at = match.end()
    return " ".join(filter(None, [*parts, translated(text[at:], code, number + 1)]))


def _said(text: str, code: str, number: int, match: re.Match[str]) -> str:
    def fill(slot: re.Match[str]) -> str:
        own = "".join(text[slice(*match.span(int(group)))] for group in slot[2] if match[int(group)])
        if slot[1] == "raw":
            return own
        english = translated(own, code, number + 1)
        return WAYS.get(slot[1], str)(english)

    return SLOT.sub(fill, frames(code)[number].means)


@cache
def frames(code: str) -> tuple[Frame, ...]:
    """The frames of a language in the order in which they are tried."""
    own = table(code)
    return tuple(Frame(re.compile(_pattern(pattern, own)), means) for pattern, means in own.file.frames)


def _pattern(pattern: str, own: Table) -> str:
    """The pattern with its names filled in; where words stand apart, it begins and ends with a word."""
    while NAME.search(pattern):
        pattern = NAME.sub(lambda match: f"(?:{_named(match[1], own)})", pattern)
    return rf"(?<!\w)(?:{pattern})(?!\w)" if own.file.spaced else pattern


def _named(name: str, own: Table) -> str:
    if name in ALWAYS:
        return ALWAYS[name]
    if name in own.file.patterns:
        return own.file.patterns[name]
    group = next(group for group in get_args(Group) if group == name)
    forms = "|".join(re.escape(form) for form in own.forms(group))
    return rf"(?:{forms})(?!\w)" if own.file.spaced else rf"{forms}"
