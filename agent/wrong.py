"""What a critic saw, in the user's language where that lists the words: "the hat should be blue: 0.12".

Knows no pictures and no colours.
"""

import re
from collections.abc import Iterator

from .languages.naming import Unnamed, named
from .languages.table import CODES
from .replies import worded
from .state import Critique, Verdict

WHO = r"(?:Is|Are) the (?P<noun>.+?)"
QUESTIONS = (
    (r"Are there (?P<number>\w+) (?P<noun>.+)\?", "should_be_several"),
    (r"(?:Is|Are) there (?P<noun>.+)\?", "should_be_there"),
    (rf"{WHO} wearing nothing\?", "should_wear_nothing"),
    (rf"{WHO} wearing (?P<garment>.+)\?", "should_wear"),
    (rf"{WHO} looking to the left\?", "should_look_left"),
    (rf"{WHO} looking to the right\?", "should_look_right"),
    (r"(?:Is|Are) the (?P<thing>.+?) to the left of the (?P<noun>.+)\?", "should_be_left"),
    (r"(?:Is|Are) the (?P<thing>.+?) to the right of the (?P<noun>.+)\?", "should_be_right"),
    (r"(?:Is|Are) the (?P<thing>.+?) above the (?P<noun>.+)\?", "should_be_above"),
    (r"Is the style (?P<style>.+)\?", "should_have_style"),
    (r"(?:Is|Are) the (?P<noun>.+) (?P<color>[\w-]+)\?", "should_have_color"),
    (r"Is it (?P<place>.+)\?", "should_be_at"),
    (r"Do both pictures show the same character\?", "should_be_same"),
    (r"Do both pictures have the same style\?", "should_match"),
)
"""The questions of our own critic and the sentences for them; any other question is told as it is."""


def critique_line(critique: Critique, language: str = "en") -> str:
    """The score, and what did not pass: "score 0.67; the hat should be blue: 0.12"."""
    wrong = "; ".join(findings(critique, language))
    where = f" ({critique.where})" if wrong and critique.where and language == "en" else ""
    score = worded(language, "score", score=f"{critique.score:.2f}")
    return f"{score}; {wrong or worded(language, 'all_right')}{where}"


def findings(critique: Critique, language: str = "en") -> list[str]:
    """What did not pass, the worst first."""
    failed = [verdict for verdict in critique.verdicts if not verdict.passed]
    return [finding(verdict, language) for verdict in sorted(failed, key=lambda verdict: verdict.p)]


def finding(verdict: Verdict, language: str = "en") -> str:
    """One check that did not pass, with its P(yes)."""
    question = verdict.check.question
    told = next(_wordings(question, language), f"“{question}”")
    return f"{told}: {verdict.p:.2f}"


def _wordings(question: str, language: str) -> Iterator[str]:
    """What should be, in that language; in English where a word of it is not listed."""
    found = ((re.fullmatch(pattern, question), sentence) for pattern, sentence in QUESTIONS)
    for match, sentence in found:
        if match:
            yield _worded(sentence, match.groupdict(), language)


def _worded(sentence: str, slots: dict[str, str], language: str) -> str:
    if language not in CODES:
        return worded("en", sentence, **slots)
    try:
        own = {slot: named(slot.replace("thing", "noun"), said, language) for slot, said in slots.items()}
    except Unnamed:
        return worded("en", sentence, **slots)
    return worded(language, sentence, **own)
