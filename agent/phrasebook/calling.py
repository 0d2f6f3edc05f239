"""A name put into a book's texts: "the little bear" → "Bruno", "a bear" → "a bear called Bruno".

Knows English phrases, and names in any language; Chinese and German texts are read elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .called_in_chinese import CHINESE, in_chinese
from .called_in_german import in_german
from .lexicon import Lexicon

OTHER = "other"
"""Of two of a kind, the stories call the friend "the other bear"."""


@dataclass(frozen=True)
class Old:
    """How somebody was called and looked before; "" what is not known."""

    name: str
    kind: str
    color: str


def in_book(
    title: str, texts: Sequence[str], old: Old, new: str, lexicon: Lexicon
) -> tuple[str, tuple[str, ...]]:
    """Title and texts with the new name; who was introduced without one gets it there."""
    told: list[str] = []
    introduced = False
    for text in texts:
        if CHINESE.search(text):
            said, introduced = in_chinese(text, old.name, old.kind, new, introduced=introduced)
            told.append(said)
            continue
        said = _by_name(text, old, new)
        introduced = introduced or f"called {new}" in said
        said, introduced = _by_looks(said, old, new, lexicon, introduced=introduced)
        said, introduced = in_german(said, old.kind, new, introduced=introduced)
        told.append(said)
    if CHINESE.search(title):
        return in_chinese(title, old.name, old.kind, new, introduced=True)[0], tuple(told)
    title = _by_looks(_by_name(title, old, new), old, new, lexicon, introduced=True)[0]
    return in_german(title, old.kind, new, introduced=True)[0], tuple(told)


def _by_name(text: str, old: Old, new: str) -> str:
    """ "Little Bear", and "the little bear"."""
    if not old.name:
        return text
    name = re.escape(old.name)
    return re.sub(rf"\b(?:(?i:the\s+{name})|{name})\b", lambda _: new, text)


def _by_looks(text: str, old: Old, new: str, lexicon: Lexicon, *, introduced: bool) -> tuple[str, bool]:
    """ "The brave brown bear", and where there is one, the first "a brown bear"."""
    nouns = [word for word in set(re.findall(r"[^\W_]+", text)) if _is_one(word, old, lexicon)]
    if not nouns or OTHER in old.name.lower():
        return text, introduced
    phrase = re.compile(
        rf"\b(?P<article>the|an?)\s+(?P<between>(?:[\w-]+\s+){{0,4}})(?:{'|'.join(nouns)})\b(?!\s+called)",
        re.I,
    )
    done = introduced

    def named(match: re.Match[str]) -> str:
        nonlocal done
        if not _fits(match["between"], old, lexicon):
            return match[0]
        if match["article"].lower() == "the":
            return new
        was, done = done, True
        return match[0] if was else f"{match[0]} called {new}"

    return phrase.sub(named, text), done


def _is_one(noun: str, old: Old, lexicon: Lexicon) -> bool:
    words = lexicon.words(noun)
    return [(word.group, word.name, word.plural) for word in words] == [("kind", old.kind, False)]


def _fits(between: str, old: Old, lexicon: Lexicon) -> bool:
    """Whether what stands before the noun can be said of who looks like that."""
    words = lexicon.words(between)
    said = all(word.group in ("adjective", "color") and word.said != OTHER for word in words)
    return said and all(word.name == old.color for word in words if word.group == "color")
