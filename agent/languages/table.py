"""The words of one language and their English, as its TOML file lists them: read once, checked, indexed.

A file lists English words with all forms that mean them. Knows no sentence.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from .language_file import Group, LanguageFile

CODES = ("es", "de", "fr", "zh", "ja")
"""The languages that are read beside English."""


@dataclass(frozen=True)
class Entry:
    """The English for a form, and what it is."""

    group: Group
    english: str


@dataclass(frozen=True)
class Table:
    """The forms of a language with their English; `longest` is in words, or characters.

    `spelled` has them with their accents, `entries` folded: "vögel" are several, "vogel" is one.
    """

    code: str
    file: LanguageFile
    spelled: Mapping[str, Entry] = field(repr=False)
    entries: Mapping[str, Entry] = field(repr=False)
    longest: int
    folding: Mapping[int, str] = field(repr=False)

    def fold(self, text: str) -> str:
        """The text as forms are compared: small letters without accents; as long as it was."""
        return text.translate(self.folding)

    def find(self, said: str) -> Entry | None:
        """The entry for a word or phrase, as it is spelled or else without its accents."""
        return self.spelled.get(said.lower()) or self.entries.get(self.fold(said))

    def forms(self, group: Group) -> list[str]:
        """All forms of a group, the longest first."""
        listed = (form for form, entry in self.entries.items() if entry.group == group)
        return sorted(listed, key=lambda form: (-len(form), form))


@cache
def table(code: str) -> Table:
    """The table of a language."""
    data: dict[str, Any] = tomllib.loads((files(__package__) / f"{code}.toml").read_text(encoding="utf-8"))
    file = LanguageFile.model_validate(data)
    folding = {**_LETTERS, **{ord(pair[0]): pair[1] for pair in file.characters.split()}}
    spelled: dict[str, Entry] = {}
    for group, form, english in file.groups():
        for way in _spellings(form.lower()):
            spelled[" ".join(split_words(way)) if file.spaced else way] = Entry(group, english)
    entries: dict[str, Entry] = {}
    for form, entry in sorted(spelled.items(), key=lambda item: item[0].translate(folding) != item[0]):
        entries.setdefault(form.translate(folding), entry)
    longest = max(len(form.split(" ")) if file.spaced else len(form) for form in entries)
    return Table(code, file, spelled, entries, longest, folding)


WORD = re.compile(r"\d+(?:[.:x×]\d+)*|[^\W_]+'?|-\d+|\S")


def split_words(text: str) -> list[str]:
    """Words, numbers and marks; "l'" of "l'ours" is a word, and so is a hyphen."""
    return WORD.findall(re.sub(r"-(?!\d)", " - ", text.replace("’", "'")))


def _spellings(form: str) -> set[str]:
    """A form, and as it is typed without umlauts."""
    typed = form
    for letter, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        typed = typed.replace(letter, letters)
    return {form, typed}


def _plain(letter: str) -> str:
    """The small letter without its accent; itself where that is more than one."""
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


_LETTERS = {
    code: _plain(chr(code)) for code in (*range(0x41, 0x5B), *range(0xC0, 0x180)) if chr(code).isalpha()
}
