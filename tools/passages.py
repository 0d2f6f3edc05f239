"""A text as it is set: its words, its language and its direction, told by its letters. Sets nothing."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Literal

LANGUAGES = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "ARABIC": "ar",
    "HEBREW": "he",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "THAI": "th",
}
"""Script, as the names of its letters begin → the language it most likely is."""
LATIN = "en"
UNSEEN = frozenset({"Cc", "Cn", "Cs"})
TRADITIONAL = "zh-Hant"


@dataclass(frozen=True)
class Passage:
    """Words in one language (BCP 47); `scale` is their size beside the main text's."""

    words: str
    language: str
    scale: float = 1

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The direction of most letters, whatever the language is said to be."""
        sides = Counter(unicodedata.bidirectional(letter) for letter in self.words)
        return "rtl" if sides["R"] + sides["AL"] > sides["L"] else "ltr"

    @property
    def paragraphs(self) -> list[str]:
        """Its lines, without empty ones."""
        return [line for line in self.words.splitlines() if line.strip()]


def printable(text: str) -> str:
    """The text without control characters, which no font has and XML forbids."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(letter for letter in lines if letter == "\n" or unicodedata.category(letter) not in UNSEEN)


def language_of(text: str) -> str:
    """The language of the script that most letters are of; a Latin script tells none and is English."""
    scripts = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha())
    if scripts["CJK"] and scripts["HIRAGANA"] + scripts["KATAKANA"]:
        return "ja"
    script = max(scripts, key=scripts.__getitem__, default="")
    language = LANGUAGES.get(script, LATIN)
    return TRADITIONAL if language == "zh" and _is_traditional(text) else language


def _is_traditional(text: str) -> bool:
    """Whether the older code of Taiwan has all its characters, and that of the mainland has not."""
    characters = "".join(letter for letter in text if unicodedata.name(letter, "").startswith("CJK UNI"))
    return not _in_code(characters, "gb2312") and _in_code(characters, "big5")


def _in_code(characters: str, code: str) -> bool:
    try:
        characters.encode(code)
    except UnicodeEncodeError:
        return False
    return True
