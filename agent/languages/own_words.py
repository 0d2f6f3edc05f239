"""The words of a message that an English reading of it came from: what is quoted back to its user.

Tries the stretches of the message, the shortest first, for one that is read so; else for one whose reading
has these words among others: "Aquarell", read "watercolour style", is a watercolour. Knows no sentence.
"""

import re

from .frames import translated
from .table import table

MOST_WORDS = 40
"""Words, or characters where words stand together, of a message that is looked through."""
ARTICLES = re.compile(r"\b(?:a|an|the|some)\b")
EDGES = " \t\n,;:.!?…。、，！？"


def own_words(english: str, message: str, code: str) -> str:
    """The words of the message that are read as this English; "" where there are none."""
    wanted = _plain(english)
    if not wanted:
        return ""
    said = re.search(rf"(?<!\w){re.escape(english)}(?!\w)", message, re.I)
    if said and table(code).file.spaced:
        return said[0]
    words = [*re.finditer(r"\S+" if table(code).file.spaced else r"\S", message)]
    if len(words) > MOST_WORDS:
        return ""
    spans = [
        message[words[first].start() : words[first + length].end()].strip(EDGES)
        for length in range(len(words))
        for first in range(len(words) - length)
    ]
    read = {span: _plain(translated(span, code)) for span in dict.fromkeys(spans) if span}
    exact = (span for span, words in read.items() if words == wanted)
    among = (span for span, words in read.items() if _in_order(wanted, words))
    return next(exact, "") or next(among, "")


def _plain(english: str) -> list[str]:
    """Small letters without articles and marks, word by word."""
    return re.findall(r"\w+", ARTICLES.sub(" ", english.lower()))


def _in_order(wanted: list[str], words: list[str]) -> bool:
    """Whether these words are among the others, in their order."""
    left = iter(words)
    return all(word in left for word in wanted)
