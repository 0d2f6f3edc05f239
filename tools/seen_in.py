"""Who or what a sentence shows, as nouns: the cat of “a red cat with a ball in the snow”, and the ball.

Plain English by pattern. Knows no picture.
"""

import re

from ..models.vocabulary import Vocabulary

_OF = r"(?:an? (?:[\w-]+ )*?(?:photo|photograph|picture|painting|drawing|portrait|image|close-up) of )?"
_LINK = r"(?:with|and|in|on|at|of|to|by|near|under|above|wearing|who|that|is|are|looking|facing|\w+ing)"
_FIRST = re.compile(
    rf"^\W*{_OF}(?:an?|the|one|two|three)\s+(?P<words>[^\W\d_][\w-]*(?:\s+(?!{_LINK}\b)[\w-]+)*)",
    re.IGNORECASE,
)


def first_noun(sentence: str, words: Vocabulary | None) -> str | None:
    """The noun as the sentence has it; of a small world's painter somebody before something."""
    if words is None:
        found = _FIRST.match(sentence)
        return found["words"].split()[-1].lower() if found else None
    return next(iter(nouns(sentence, words)), None)


def nouns(sentence: str, words: Vocabulary) -> tuple[str, ...]:
    """All that a small world's sentence shows, somebody before something."""
    found: list[str] = []
    for group in (words.kinds, words.things):
        ways = [form for names in group.values() for name in names for form in (name, words.plural(name))]
        either = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
        found += [match[0].lower() for match in re.finditer(rf"\b(?:{either})\b", sentence, re.IGNORECASE)]
    return tuple(found)
