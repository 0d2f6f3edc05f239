"""A noun that is said once for things of several colours: "a red, a blue and a green balloon".

Knows no scene and no vocabulary.
"""

import re

from .pointing import NOUN

COLOR = (
    r"(?:(?:dark|light|bright|pale)\s+)?(?:red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gr[ae]y|"
    r"golden|silver|turquoise|beige)"
)
ONE = r"(?:an?|one)\s+"
SEVERAL = re.compile(
    rf"\b(?P<list>{ONE}{COLOR}(?:\s*,\s*(?:and\s+)?{ONE}{COLOR})*)\s*,?\s+and\s+(?P<last>{ONE}{COLOR})\s+"
    rf"(?!{NOUN}\b)(?P<noun>[^\W\d_]+)",
    re.I,
)
BETWEEN = re.compile(r"\s*,\s*(?:and\s+)?", re.I)


def with_nouns(text: str) -> str:
    """The text with the noun for each colour: "a red balloon, a blue balloon and a green balloon"."""

    def said(match: re.Match[str]) -> str:
        items = [f"{item} {match['noun']}" for item in BETWEEN.split(match["list"])]
        return f"{', '.join(items)} and {match['last']} {match['noun']}"

    return SEVERAL.sub(said, text)


def are_many(text: str) -> bool:
    """Whether a text is about three or more of a kind, each in its own colour."""
    match = SEVERAL.search(text)
    return match is not None and len(BETWEEN.split(match["list"])) > 1
