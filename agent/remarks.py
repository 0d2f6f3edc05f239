"""What is said in English, in the user's language: sentence by sentence, each by its pattern.

Tools, critic and planners speak English; `languages/answers.en.toml` lists their sentences, and the file of
each language says them. A sentence that is not listed is told as it comes. Knows no grammar.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .languages.slots import Slots
from .languages.table import CODES

SLOT = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>\w+))?\}")
TEXTS = {"id": r"[a-z]{1,2}\d+", "own": "“.+?”", "wish": "“.+?”", "name": "[^.?!]+?", "rest": ".*"}
"""What fills a slot of a kind, where that is not just anything."""
SENTENCE = re.compile(r".*?(?:[.?!](?=\s|$)|$)", re.S)


@dataclass(frozen=True)
class Pattern:
    """An English sentence: the text it matches, and the kinds of what fills it."""

    name: str
    text: re.Pattern[str]
    kinds: Mapping[str, str]


@dataclass(frozen=True)
class Sentence:
    """A piece of what is said in English; `pattern` is None where nobody has put it into other languages."""

    text: str
    pattern: Pattern | None
    filled: Mapping[str, str]


def in_language(said: str, language: str, message: str = "") -> str:
    """What is said, in a language; `message` is what it answers, whose own words are quoted."""
    if language not in CODES:
        return said
    own = answers(language)
    slots = Slots(language, message, own)
    return together((_told(sentence, own, slots) for sentence in sentences(said)), language)


def together(told: Iterable[str], language: str) -> str:
    """Sentences of a language, one after the other."""
    return (answers(language)["between"] if language in CODES else " ").join(told)


def sentences(said: str) -> Iterator[Sentence]:
    """The sentences of an English text, with those that are listed."""
    at = 0
    while at < len(said):
        found = ((pattern, pattern.text.match(said, at)) for pattern in patterns())
        pattern, match = next(((one, match) for one, match in found if match), (None, None))
        match = match or SENTENCE.match(said, at)
        assert match is not None  # the end of the text is an end
        yield Sentence(match[0], pattern, match.groupdict() if pattern else {})
        at = match.end() + len(said[match.end() :]) - len(said[match.end() :].lstrip())


@cache
def answers(language: str) -> Mapping[str, str]:
    """Name of a sentence → the sentence."""
    file = files(__package__).joinpath("languages", f"answers.{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def patterns() -> tuple[Pattern, ...]:
    """The English sentences, those with most words of their own first."""
    listed = answers("en").items()
    return tuple(
        _pattern(name, text) for name, text in sorted(listed, key=lambda one: -len(SLOT.sub("", one[1])))
    )


def _pattern(name: str, sentence: str) -> Pattern:
    """The last stop may be missing at the end of a text; before another sentence it is there."""
    stops = sentence.endswith(".")
    parts: list[str] = []
    at = 0
    for slot in SLOT.finditer(sentence):
        parts += [
            re.escape(sentence[at : slot.start()]),
            f"(?P<{slot['name']}>{TEXTS.get(slot['kind'], '.+?')})",
        ]
        at = slot.end()
    parts.append(re.escape(sentence[at:].removesuffix(".") if stops else sentence[at:]))
    end = r"(?:\.(?=\s)|\.?$)" if stops else r"(?=\s|$)"
    kinds = {slot["name"]: slot["kind"] or "" for slot in SLOT.finditer(sentence)}
    return Pattern(name, re.compile("".join(parts) + end, re.S), kinds)


def _told(sentence: Sentence, own: Mapping[str, str], slots: Slots) -> str:
    if sentence.pattern is None:
        return sentence.text
    kinds = sentence.pattern.kinds
    filled = {name: slots.said(kinds[name], text) for name, text in sentence.filled.items()}
    return own[sentence.pattern.name].format(**filled)
