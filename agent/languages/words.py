"""Words of another language → English words in English order. Knows no sentence: those are frames."""

import re
from dataclasses import dataclass

from ..phrasebook.numbers import WORDS as NUMBERS
from .english import plural
from .language_file import Group
from .table import Entry, Table, split_words

FOREIGN = re.compile(r"[A-Za-z0-9_]+(?:[.:x×][A-Za-z0-9_]+)*")
UNKNOWN: Group = "word"


@dataclass(frozen=True)
class Said:
    """An English word or phrase, and what it is; `known` is whether it was listed."""

    group: Group
    english: str
    known: bool = True


def say(text: str, table: Table) -> str:
    """The English for a piece of text, word by word; what is not listed stays as it is."""
    words = _spaced(text, table) if table.file.spaced else _unspaced(text, table)
    if table.file.adjectives_follow:
        words = _adjectives_first(words)
    words = _ones(_counted(words)) if table.file.spaced else _noun_phrases(words)
    return " ".join(word.english for word in words if word.english)


def unlisted(text: str, table: Table) -> int:
    """How many characters of a text without spaces are in no listed word."""
    return sum(len(word.english) for word in _unspaced(text, table) if not word.known)


def _spaced(text: str, table: Table) -> list[Said]:
    """The longest listed phrases of a text whose words stand apart."""
    parts = split_words(text)
    said: list[Said] = []
    at = 0
    while at < len(parts):
        length = min(table.longest, len(parts) - at)
        while length > 1 and not table.find(" ".join(parts[at : at + length])):
            length -= 1
        entry = table.find(parts[at]) if length == 1 else table.find(" ".join(parts[at : at + length]))
        said.append(Said(entry.group, entry.english) if entry else Said(UNKNOWN, parts[at], known=False))
        at += length
    return said


def _unspaced(text: str, table: Table) -> list[Said]:
    """The longest listed words of a text whose words stand together."""
    folded = table.fold(text)
    said: list[Said] = []
    unknown = ""
    at = 0
    while at < len(text):
        foreign = FOREIGN.match(text, at)
        length, entry = (len(foreign[0]), None) if foreign else _longest(folded, at, table)
        if entry is None and not foreign and not text[at].isspace():
            unknown += text[at]
        else:
            said += [Said(UNKNOWN, unknown, known=False)] if unknown else []
            unknown = ""
        if foreign:
            said.append(Said("number" if foreign[0].isdigit() else UNKNOWN, foreign[0], known=False))
        elif entry:
            said.append(Said(entry.group, entry.english))
        at += length
    return [*said, Said(UNKNOWN, unknown, known=False)] if unknown else said


def _longest(folded: str, at: int, table: Table) -> tuple[int, Entry | None]:
    for length in range(min(table.longest, len(folded) - at), 0, -1):
        if entry := table.entries.get(folded[at : at + length]):
            return length, entry
    return 1, None


def _adjectives_first(words: list[Said]) -> list[Said]:
    """ "gato rojo" is "red cat"; "gato rojo y azul" is "red and blue cat"."""
    ordered: list[Said] = []
    at = 0
    while at < len(words):
        after = at + 1
        if words[at].group == "noun":
            while after < len(words) and _describes(words, after):
                after += 1
        ordered += [*words[at + 1 : after], words[at]]
        at = after
    return ordered


def _describes(words: list[Said], at: int) -> bool:
    """Whether the word at `at` belongs to the noun before: a colour, or an "and" between two."""
    if words[at].english == "and":
        around = words[at - 1 : at] + words[at + 1 : at + 2]
        noun_follows = at + 2 < len(words) and words[at + 2].group == "noun"
        return [word.group for word in around] == ["color", "color"] and not noun_follows
    return words[at].group in ("color", "adjective")


def _counted(words: list[Said]) -> list[Said]:
    """ "Zwei kleine Hasen" are rabbits, though "einen Hasen" is one."""
    several = False
    ordered: list[Said] = []
    for word in words:
        one = word.group == "noun" and not word.english.endswith("s")
        ordered.append(Said("noun", plural(word.english)) if one and several else word)
        several = NUMBERS.get(word.english, 0) > 1 or (several and word.group in ("color", "adjective"))
    return ordered


def _ones(words: list[Said]) -> list[Said]:
    """ "The second" with nothing after it is "the second one"."""
    ordered: list[Said] = []
    for at, word in enumerate(words):
        ordered.append(word)
        if word.group == "ordinal" and at and words[at - 1].group == "determiner" and _alone(words[at + 1 :]):
            ordered.append(Said("word", "one"))
    return ordered


def _alone(after: list[Said]) -> bool:
    """Whether no noun comes after, and no word that may be one."""
    following = next((word for word in after if word.group not in ("color", "adjective", "ordinal")), None)
    counted = following is not None and following.english in NUMBERS  # "the first two"
    return following is None or (following.known and following.group != "noun" and not counted)


def _noun_phrases(words: list[Said]) -> list[Said]:
    """Nouns with an article, or in the plural after a number: "两只蓝色的猫" is "two blue cats"."""
    phrase: list[Said] = []
    ordered: list[Said] = []
    for word in words:
        if word.group == "counter" or (not word.english and phrase):
            continue
        if word.group in ("number", "determiner"):
            ordered += phrase
            phrase = [word]
        elif word.group in ("color", "adjective", "ordinal"):
            phrase.append(word)
        elif word.group == "noun":
            ordered += _with_noun(phrase, word)
            phrase = []
        else:
            ordered += [*phrase, word]
            phrase = []
    return ordered + phrase


def _with_noun(phrase: list[Said], noun: Said) -> list[Said]:
    first = phrase[0] if phrase else noun
    if first.group == "number":
        if first.english in ("one", "1", "a"):
            return [Said("determiner", "a"), *phrase[1:], noun]
        return [*phrase, Said("noun", plural(noun.english))]
    return [*([] if first.group in ("determiner", "ordinal") else [Said("determiner", "a")]), *phrase, noun]
