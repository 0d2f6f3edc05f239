"""Which language a text is in: by its script, and by the share of its words that a language lists.

What is not surely another language is English. Reads no meaning.
"""

import re
from functools import cache

from ...models.pocket.vocabulary import VOCABULARY
from ..phrasebook.numbers import WORDS as NUMBERS
from ..phrasebook.small_words import ACTIONS, ADJECTIVES, FILLERS, GRAMMAR, SHADES
from .frames import is_phrase
from .quotations import held
from .table import CODES, split_words, table
from .words import unlisted

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff々〇]")
KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
LONGEST = 2000
"""Characters that are looked at: a language shows itself soon."""

FEW = 3
"""Words of a text that may be too few to tell a language by each of them."""


def detect(text: str) -> str:
    """The code of the language, "en" where none of the others is surely meant."""
    own = held(text[:LONGEST])[0]
    han, kana, latin = (len(script.findall(own)) for script in (HAN, KANA, LATIN))
    if (han + kana) * 4 > latin:
        return _unspaced(own) if kana * 8 < han else "ja"
    return _spaced(own)


def _unspaced(text: str) -> str:
    """Japanese without kana lists more of its characters in Japanese; else it is Chinese."""
    return "ja" if unlisted(text, table("ja")) < unlisted(text, table("zh")) else "zh"


def _spaced(text: str) -> str:
    """The language that lists the most words of a text; English where it lists as many."""
    words = split_words(text)
    scores = {code: _score(words, code) for code in CODES if table(code).file.spaced}
    best = max(scores, key=lambda code: scores[code])
    english = sum(word.lower() in _english() for word in words)
    if not english and len(words) <= FEW and (phrased := _phrased(" ".join(words))):
        return phrased
    return best if scores[best][0] > english else "en"


def _phrased(text: str) -> str | None:
    """The one language that has all of a text as a phrase: "espéjalo", "spiegle es"."""
    codes = [code for code in CODES if table(code).file.spaced and is_phrase(text, code)]
    return codes[0] if len(codes) == 1 else None


def _score(words: list[str], code: str) -> tuple[int, int]:
    """How many words a language lists, and how many with the very accents they have."""
    fold, listed, spelled = table(code).fold, *_listed(code)
    return sum(fold(word) in listed for word in words), sum(word.lower() in spelled for word in words)


@cache
def _listed(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """All single words of a language's forms, folded and as they are spelled."""
    own = table(code)
    folded, spelled = (
        frozenset(word for form in forms for word in form.split(" ") if word[0].isalpha())
        for forms in (own.entries, own.spelled)
    )
    return folded, spelled


@cache
def _english() -> frozenset[str]:
    """The English words that the phrasebook or a translation uses."""
    words = {*NUMBERS, *ACTIONS, *ADJECTIVES, *FILLERS, *SHADES}
    words |= {word for group in GRAMMAR.values() for word in group.split() if word.isalpha()}
    phrases = [
        *VOCABULARY.nearest,
        *(way for group in VOCABULARY.groups().values() for ways in group.values() for way in ways),
    ]
    phrases += [entry.english.lower() for code in CODES for entry in table(code).entries.values()]
    return frozenset(
        {*words, *(word for phrase in phrases for word in split_words(phrase) if word.isalpha())}
    )
