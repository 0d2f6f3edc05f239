"""What a sentence wants: a new picture, a change, or somebody from a picture in a new scene."""

import re
from typing import Literal

from .nouns import Reading
from .wishes import POLITE, PRAISE, VERB

Intent = Literal["new", "change", "same"]

CHANGES = re.compile(
    r"^(?:add|remove|delete|erase|get rid|take (?:away|off|out|the|her|his)|give (?!me\b|us\b)|dress|turn|"
    r"recolou?r|dye|change|replace|swap|move|shift|slide|push|sharpen|soften|smooth|blur|brighten|darken|crop|rotate|flip|mirror|"
    r"straighten|retouch|whiten|zoom|upscale|convert|transform|apply|adjust)\b",
    re.I,
)
KEEPING = re.compile(
    rf"^(?:(?:keep|leave)\s+[^,;.]{{1,60}}?|without\s+changing\s+[^,;.]{{1,60}}?)(?:\s*[,;.]\s*(?:and\s+|but\s+)?|"
    rf"\s+(?:and|but)\s+)(?:(?:only|just)\s+)?(?={VERB})",
    re.I,
)
"""Keep the cat, …"""
MAY_CHANGE = re.compile(r"^(?:make|paint|colou?r|put|set|let|bring|take|send|place|have)\b", re.I)
DRAWS = re.compile(r"^(?:draw|show|create|generate|design|sketch|illustrate)\b", re.I)
PICTURE_OF = re.compile(
    r"\b(?:(?:picture|image|drawing|painting|illustration|photo|version)s?\s+(?:of|with|where|in which)|"
    r"more\s+of)\b",
    re.I,
)
ONE_MORE = re.compile(
    r"(?:(?:draw|paint|make|show|give)\s+(?:me\s+)?)?(?:one|another(?:\s+one)?|one\s+more)\s+"
    r"(?:in|on|at|with|where|wearing|as|from)\b",
    re.I,
)
"""And one in the snow."""
JOINS = re.compile(r"(?:(?:and|now|also|but)\s+)*with\s", re.I)
"""Now with a dog beside it."""
GOES_ON = re.compile(r"^(?:with|without|and|also|but|instead|same|more|in|at|on|under)\b", re.I)
PUTS_BESIDE = re.compile(r"^(?:put|place|set)\b.*\b(?:left|right|above|over|beside|next\s+to|near)\b", re.I)
SHOULD = re.compile(
    r"^(?:the|it|he|she|they)\b.*\bshould\s+(?:look|face|turn|move|wear|have|go\s+away|disappear|vanish|"
    r"be\s+(?:gone|wearing))\b",
    re.I,
)
NOW = re.compile(r"^\W*(?:and |but |ok(?:ay)?,? )?now\b", re.I)


def intent(text: str, reading: Reading, *, points: bool) -> Intent:
    """What a text wants where there is a picture it may speak of; `points` says that it names one."""
    said = POLITE.sub("", PRAISE.sub("", text.strip())) or text.strip()
    said = KEEPING.sub("", said)
    refers = points or reading.pronoun or any(noun.definite for noun in [*reading.nouns, *reading.clothes])
    new = any(not noun.definite for noun in reading.nouns)
    newcomers = any(not noun.definite for noun in reading.figures)
    if PICTURE_OF.search(said) or DRAWS.search(said):
        return "same" if refers and not newcomers else "new"
    joins = newcomers and not reading.places and JOINS.match(said)
    if CHANGES.search(said) or SHOULD.search(said) or joins:
        return "change"
    if ONE_MORE.match(said) and not newcomers:
        return "same"
    if MAY_CHANGE.search(said):
        beside = PUTS_BESIDE.search(said) and not newcomers  # "put a tree on the right"
        return "change" if refers or beside or not new else "new"
    if points and not newcomers and not re.search(r"\b(?:from|of)\s+it\b", said, re.I):
        return "change"  # "page 2 in the snow", "on page 2 the cat wears a hat"
    return "new" if newcomers else _without_a_verb(text, said, reading, refers=refers)


def _without_a_verb(text: str, said: str, reading: Reading, *, refers: bool) -> Intent:
    if reading.figures or (reading.pronoun and reading.places):
        return "same"
    if reading.unknown and re.match(r"an?\s", said, re.I):
        return "new"  # "a sign that says …"
    if refers or GOES_ON.search(said) or NOW.search(text) or not (reading.things or reading.unknown):
        return "change"
    return "new"
