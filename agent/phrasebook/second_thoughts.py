"""What a text takes back, "a dog, no, a cat", and where it says two numbers of the same.

The last that was said holds, and that is told; of two numbers neither does. Knows no picture.
"""

import re
from collections.abc import Iterable

from .nouns import Noun, Reading
from .numbers import NUMBER, say_number
from .questions import Unclear

AROUND = r"(?:in|on|at|with|without|wearing|under|near|by|and|or|to|of|from|for|but)"
ENDS = rf"(?:{AROUND}|about|who|an?|one|the|no|not|sorry|wait)\b"
WHO = rf"(?:an?|one|{NUMBER})\s+(?:(?!{ENDS})[^\W\d_][\w'-]*\b\s*){{1,4}}"
TAKEN_BACK = (
    r"(?:no|not(?=\s*,)|wait|sorry|oops|actually|or\s+rather|rather|correction|make\s+(?:it|that)|"
    r"i\s+(?:mean|meant|meant\s+to\s+say)|scratch\s+that)\b"
)
CORRECTION = re.compile(
    rf"(?P<old>\b{WHO})(?P<between>(?:{AROUND}\s+[^,.;:!?\n]{{1,60}})?)[\s,.;:!–—-]{{1,4}}"
    rf"(?:(?:oh|but|and|hm+)\s+)?{TAKEN_BACK}(?:[\s,.;:!-]+{TAKEN_BACK})*[\s,.;:!-]+(?P<new>{WHO})",
    re.I,
)
ONLY = re.compile(
    rf"\b(?P<first>{NUMBER})\s+(?:[^\W\d_][\w'-]*\s+){{0,3}}?(?P<who>[^\W\d_][\w'-]*)\s*,?\s+but\s+(?:only|just|exactly)\s+"
    rf"(?P<second>{NUMBER})(?:\s+(?:of\s+them|(?P=who)|in\s+(?:it|all|total)))?[\s.!]*$",
    re.I,
)
MEANT = "I take it that you mean “{new}”."


def corrected(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with what was said last in the place of what it takes back, and how it was understood."""
    notes: list[str] = []
    while match := CORRECTION.search(text):
        new = match["new"].strip()
        notes.append(MEANT.format(new=new))
        between = f" {match['between'].strip()}" if match["between"].strip() else ""
        text = f"{text[: match.start()]}{new}{between} {text[match.end() :]}".strip()
    return text, tuple(notes)


def check_numbers(text: str, readings: Iterable[Reading]) -> None:
    """Raises `Unclear` where one picture is to show two numbers of the same."""
    if (match := ONLY.search(text)) and match["first"].lower() != match["second"].lower():
        raise _contradiction(match["who"], (match["first"].lower(), match["second"].lower()))
    for reading in readings:
        for name in {noun.name for noun in reading.nouns}:
            _check([noun for noun in reading.nouns if noun.name == name])


def _check(alike: list[Noun]) -> None:
    """Several numbers are one where they add up to the largest, or where they look different."""
    numbers = [noun.number for noun in alike if noun.number]
    looks = {(noun.color, noun.becomes, noun.side, noun.clothing and noun.clothing.name) for noun in alike}
    if len(numbers) < 2 or len(looks) > 1 or max(numbers) * 2 == sum(numbers) or len(set(numbers)) == 1:
        return
    raise _contradiction(alike[-1].said, map(say_number, dict.fromkeys(numbers)))


def _contradiction(who: str, numbers: Iterable[str]) -> Unclear:
    return Unclear(f"You ask for {' and for '.join(numbers)} ({who}) in one picture; how many shall I draw?")
