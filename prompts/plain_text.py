"""Text from outside, made plain: no controls, nothing invisible, nothing that turns the direction of reading.

Knows no prompt and no model.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"  # Persian words and emoji of several signs need them
UNUSUAL = re.compile(r"[^\n -~]")
HIDDEN = {"Cc", "Cf", "Cs", "Co"}
SPACES = {"Zs", "Zl", "Zp"}


def plain(text: str) -> str:
    """The text without hidden characters; line ends stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNUSUAL.sub(lambda letter: _shown(letter[0]), lines).strip()


def plain_line(text: str) -> str:
    """The text without hidden characters, in one line with single spaces."""
    return " ".join(plain(text).split())


def _shown(letter: str) -> str:
    if letter in JOINERS:
        return letter
    category = unicodedata.category(letter)
    if category in SPACES or letter == "\t":
        return " "
    return "" if category in HIDDEN else letter
