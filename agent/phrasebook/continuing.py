"""Pictures that come after those that are there: "given the first two frames, draw the third one", "turn it
into three pictures".

Knows words and how many pictures came; reads no scenes.
"""

import re

from .numbers import NUMBER
from .pointing import NOUN, ORDINAL, place

NEXT = re.compile(
    r"\b(?P<draws>(?:draw|generate|create|make|paint|predict|imagine|show|add)\s+(?:me\s+)?)the\s+"
    rf"(?P<which>{ORDINAL})(?P<noun>\s+(?:{NOUN}|frame|step|shot))\b",
    re.I,
)
THE_FIRST = re.compile(
    rf"\b(?:the|these)\s+first\s+(?:two|three|four|five|six|\d)\s+(?:{NOUN}|frame|step|shot)s\b", re.I
)

IT = r"(?:it|this|that|him|her)"
SEVERAL_OF_IT = re.compile(
    rf"^(?P<before>\W*(?:(?:and|now|please)\b[\s,]*)*)(?:(?:turn|make|change|transform|split)\s+{IT}\s+(?:in)?to|"
    rf"(?:make|draw|paint|create)\s+(?:of|from|out\s+of|with)\s+{IT})\s+(?P<many>{NUMBER})\s+"
    rf"(?P<nouns>(?:(?:different|separate|new)\s+)?{NOUN}s)\b",
    re.I,
)


def going_on(text: str, came: int) -> str:
    """The text with "three pictures of it" for what is turned into three pictures, and with "the next one"
    for a picture whose number is one more than those that came.
    """
    text = SEVERAL_OF_IT.sub(r"\g<before>draw \g<many> \g<nouns> of it", text)
    match = NEXT.search(text)
    if not match or not came or place(match["which"]) != came + 1:
        return text
    told = f"{text[: match.start()]}{match['draws']}the next{match['noun']}{text[match.end() :]}"
    return THE_FIRST.sub("these pictures", told)
