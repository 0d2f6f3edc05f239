"""What tools remark or refuse, in the user's language where it is one of the common sentences.

Tools speak English and know no languages; all else is told as it comes.
"""

import re

from .replies import worded

SENTENCES = (
    (r"The adapter (?P<name>\S+) can be used by its name now\.?", "remark_taught"),
    (
        r"the fonts on this machine have no letters for (?P<letters>.+), so boxes stand in the book;.*",
        "remark_letters",
    ),
    (r"Picture (?P<n>\d+) could not be corrected: (?P<why>.+?)\.?", "remark_uncorrected"),
    (r"I could not look at (?P<image>\S+): (?P<why>.+?)\.?", "remark_unseen"),
    (
        r"(?P<image>i\d+) is (?P<size>\d+×\d+), and (?P<n>\d) times that is more than the "
        r"(?P<most>\d+) pixels.*",
        "remark_too_large",
    ),
    (r"there is no image '(?P<image>[^']+)' in this project;.*", "remark_no_image"),
)
"""The sentences of tools and of the critic, and the names of theirs in `replies.toml`."""


def in_language(remark: str, language: str) -> str:
    """The remark in a language; as it is where nobody has put it into that."""
    if language == "en":
        return remark
    found = ((re.fullmatch(pattern, remark, re.S), name) for pattern, name in SENTENCES)
    return next((worded(language, name, **match.groupdict()) for match, name in found if match), remark)
