"""What a critic saw, in words: "the hat should be blue: 0.12". Knows no pictures and no colours."""

import re

from .state import Critique, Verdict

WORDINGS = (
    (r"(?:Is|Are) there (.+)\?", r"there should be \1"),
    (
        r"(?:Is|Are) (the .+?) ((?:wearing|looking|above) .+|to the (?:left|right) of .+)\?",
        r"\1 should be \2",
    ),
    (r"(?:Is|Are) (the style) (.+)\?", r"\1 should be \2"),
    (r"(?:Is|Are) (the .+) ([\w-]+)\?", r"\1 should be \2"),
    (r"Is it (.+)\?", r"it should be \1"),
    (r"Do (both pictures) (.+)\?", r"\1 should \2"),
)
"""The questions of our own critic as what should be; any other question is told as it is."""


def critique_line(critique: Critique) -> str:
    """The score, and what did not pass: "score 0.67; the hat should be blue: 0.12"."""
    wrong = "; ".join(findings(critique))
    where = f" ({critique.where})" if wrong and critique.where else ""
    return f"score {critique.score:.2f}; {wrong or 'all is as it should be'}{where}"


def findings(critique: Critique) -> list[str]:
    """What did not pass, the worst first."""
    failed = [verdict for verdict in critique.verdicts if not verdict.passed]
    return [finding(verdict) for verdict in sorted(failed, key=lambda verdict: verdict.p)]


def finding(verdict: Verdict) -> str:
    """One check that did not pass, with its P(yes)."""
    question = verdict.check.question
    found = ((re.fullmatch(pattern, question), wording) for pattern, wording in WORDINGS)
    told = next((match.expand(wording) for match, wording in found if match), f"“{question}”")
    return f"{told}: {verdict.p:.2f}"
