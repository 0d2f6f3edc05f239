"""Text → words with a meaning: the painter's words, words near them, and the small words of English.

Knows single words and set phrases; how they belong together is in `reading.py`.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from ...models.vocabulary import Vocabulary
from .numbers import WORDS as NUMBERS
from .small_words import ACTIONS, ADJECTIVES, FILLERS, GRAMMAR, SHADES

LONGEST = 4
"""Words in the longest set phrase."""
LONGEST_NUMBER = 9
"""Digits of the longest number that counts anything."""


@dataclass(frozen=True)
class Word:
    """A word or set phrase: what it is (`group`), which of the painter's words it means, how it was said."""

    group: str
    name: str
    said: str
    near: bool = False
    plural: bool = False


class Lexicon:
    """The words of one vocabulary, with plurals, and of English between them.

    With `verbatim`, what is only near a known word keeps its own; places need one that fits "in" or "at".
    """

    def __init__(self, vocabulary: Vocabulary, *, verbatim: bool = False) -> None:
        self._vocabulary = vocabulary
        self._verbatim = verbatim

    def words(self, text: str) -> list[Word]:
        """The words of a text in their order; longer phrases win."""
        parts = split(text)
        words: list[Word] = []
        while parts:
            length, word = self._longest(parts)
            words.append(word)
            parts = parts[length:]
        return words

    def _longest(self, parts: list[str]) -> tuple[int, Word]:
        for length in range(min(LONGEST, len(parts)), 0, -1):
            said = " ".join(parts[:length])
            if said in self._table and not self._is_shade(parts, length):
                return length, self._table[said]
        return 1, _small(parts[0])

    def _is_shade(self, parts: list[str], length: int) -> bool:
        """ "Dark blue" is a blue, not a night."""
        after = self._table.get(" ".join(parts[length : length + 1]))
        return length == 1 and parts[0] in SHADES and after is not None and after.group == "color"

    @cached_property
    def _table(self) -> dict[str, Word]:
        table = {word: Word(group, word, word) for group, text in GRAMMAR.items() for word in text.split()}
        groups = self._vocabulary.groups()
        for said, name in self._vocabulary.nearest.items():
            group = next(group for group, words in groups.items() if name in words)
            own = self._verbatim and group != "place"
            table |= self._forms(Word(group, said if own else name, said, near=True))
        for group, words in groups.items():
            for name, ways in words.items():
                for said in ways:
                    table |= self._forms(Word(group, name, said))
        return table

    def _forms(self, word: Word) -> dict[str, Word]:
        """The word itself and, of a noun, its plural."""
        forms = {word.said: word}
        if word.group in ("kind", "clothing", "thing"):
            plural = self._vocabulary.plural(word.said) if not word.near else _plural(word.said)
            forms[plural] = Word(word.group, word.name, plural, word.near, plural=True)
        return forms


def split(text: str) -> list[str]:
    """Lower-case words and stops; "cat's" and "fox-like" give up their endings."""
    text = text.lower().replace("’", "'").replace("-", " ")
    return [
        re.sub(r"'s$|s'$", lambda m: m[0][0].strip("'"), part)
        for part in re.findall(r"[^\W_]+(?:'\w+)?|[,.;:!?]", text)
    ]


def _small(part: str) -> Word:
    if part in NUMBERS or (part.isdecimal() and len(part) <= LONGEST_NUMBER):
        return Word("number", part, part)
    groups = {"action": ACTIONS, "adjective": ADJECTIVES | SHADES, "filler": FILLERS}
    return Word(next((group for group, words in groups.items() if part in words), "unknown"), part, part)


def _plural(noun: str) -> str:
    irregular = {
        "man": "men",
        "woman": "women",
        "child": "children",
        "wolf": "wolves",
        "mouse": "mice",
        "person": "people",
    }
    if noun in irregular:
        return irregular[noun]
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
