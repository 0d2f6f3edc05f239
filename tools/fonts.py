"""Fonts for the scripts that many machines have no letters of, and just the letters that a text needs.

They are the Noto fonts of two packages, all under the SIL Open Font License. Knows no page.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDERS = tuple(Path(str(resources.files(name))) for name in ("manimgx_fonts", "manimgx_fonts_cjk"))
CJK = {"ja": 0, "ko": 1, "zh": 2, "zh-Hant": 3}
"""Language → its number in the collection: the same character looks different in each."""
LETTERS, PUNCTUATION = range(0x0530), range(0x2000, 0x2070)
"""Latin, Greek and Cyrillic letters and their punctuation are on every machine."""


@dataclass(frozen=True)
class Face:
    """A font of its own for the texts in one language, as WOFF."""

    name: str
    language: str
    woff: bytes


def faces_for(texts: Iterable[tuple[str, str]]) -> Iterator[Face]:
    """Faces with the letters of texts, given as (language, words), and with no others."""
    by_language = groupby(sorted(texts), key=lambda text: text[0])
    for language, said in by_language:
        needed = {ord(letter) for _, words in said for letter in words} - _everywhere(language)
        for number, (file, face) in enumerate(_candidates(language)):
            if found := needed & _letters(file, face):
                yield Face(f"{language}-{number}", language, _subset(file, face, found))
                needed -= found


def _everywhere(language: str) -> set[int]:
    """Quotation marks and dashes of Chinese, Japanese and Korean are as wide as their characters."""
    return {*LETTERS} if language in CJK else {*LETTERS, *PUNCTUATION}


def _candidates(language: str) -> Iterator[tuple[Path, int]]:
    """Files and numbers within them, the best for a language first."""
    scripts, cjk = (sorted(folder.glob("*.tt[fc]")) for folder in FOLDERS)
    yield cjk[0], CJK.get(language, CJK["zh"])
    yield from ((file, 0) for file in scripts if "Italic" not in file.name)


@cache
def _letters(file: Path, face: int) -> frozenset[int]:
    with TTFont(file, fontNumber=face, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _subset(file: Path, face: int, letters: Iterable[int]) -> bytes:
    options = Options(layout_features=["*"], notdef_outline=True)
    with TTFont(file, fontNumber=face, lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=letters)
        subsetter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def families(faces: Iterable[Face]) -> Mapping[str, list[str]]:
    """Language → names of its faces."""
    return {
        language: [face.name for face in of_it]
        for language, of_it in groupby(faces, key=lambda face: face.language)
    }
