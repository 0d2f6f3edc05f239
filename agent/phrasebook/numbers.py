"""Numbers in English text, words and digits, and how to say them. Knows nothing of what is counted."""

import re

WORDS = {
    "zero": 0,
    "a": 1,
    "an": 1,
    "one": 1,
    "single": 1,
    "two": 2,
    "both": 2,
    "pair": 2,
    "couple": 2,
    "three": 3,
    "few": 3,
    "four": 4,
    "several": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "dozen": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "hundred": 100,
    "thousand": 1000,
    "million": 1_000_000,
}
NUMBER = (
    r"(?:a\s+(?:couple|pair|few|dozen|hundred|thousand|million)(?:\s+of)?|-?\d[\d,]{0,11}|"
    + "|".join(WORDS)
    + ")"
)
"""A pattern for one number; no longer than any that is meant."""


def number(text: str) -> int:
    """The number that a match of `NUMBER` means."""
    words = [word for word in text.lower().split() if word != "of"]
    last = words[-1]
    return WORDS[last] if last in WORDS else int(re.sub(r"[^\d-]", "", last))


def say_number(value: int) -> str:
    """2 → "two"; digits from thirteen on."""
    names = (
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    )
    return names[value] if 0 <= value < len(names) else str(value)


def counted(value: int, noun: str) -> str:
    """ "one page", "four pages"."""
    return f"{say_number(value)} {noun}" + ("" if value == 1 else "s")
