"""Compares what the examiner read with what was asked. Knows no pixels and no painter."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.cases import Case, Skill
from benchmarks.examiner.attributes import ATTRIBUTES
from benchmarks.examiner.examiner import Answers
from benchmarks.wilson import Share

PASSED = "all right"
SKILLS = {
    "objects": ("kind", "kind_2", "thing"),
    "counts": ("figures", "count"),
    "places of things": ("relation",),
    "looks": (
        "color",
        "color_2",
        "clothing",
        "clothing_2",
        "clothing_color",
        "clothing_color_2",
        "thing_color",
    ),
}
"""DALL-Eval's skills (Cho et al. 2023), object, count and spatial, and attributes beside them.

A picture has one where all is right in it that is asked of that sort."""


@dataclass(frozen=True)
class Scores:
    """How often each attribute was right, each of `SKILLS`, and under `PASSED` the whole picture."""

    shares: dict[str, Share]

    def __getitem__(self, name: str) -> Share:
        return self.shares[name]


def score(skill: Skill, readings: Sequence[Answers]) -> Scores:
    """One reading for each case, in order."""
    verdicts = [verdict(case, reading) for case, reading in zip(skill.cases, readings, strict=True)]
    passed = [all(v[name] for name in (skill.passes or v)) for v in verdicts]
    shares = {PASSED: Share(sum(passed), len(passed))}
    for name, parts in {**SKILLS, **{name: (name,) for name in ATTRIBUTES}}.items():
        asked = [[v[part] for part in parts if part in v] for v in verdicts]
        hits = [all(one) for one in asked if one]
        if hits:
            shares[name] = Share(sum(hits), len(hits))
    return Scores(shares)


def verdict(case: Case, reading: Answers) -> dict[str, bool]:
    """Attribute asked → right or wrong; what cannot be seen is wrong."""
    plain = _compare(case, reading)
    if case.sides:
        return plain
    swapped = _compare(case, swap(reading))
    return max(plain, swapped, key=lambda v: sum(v.values()))


def swap(reading: Answers) -> Answers:
    """The reading as if the picture's two characters had changed places."""
    other = {name: name.removesuffix("_2") if name.endswith("_2") else f"{name}_2" for name in reading}
    return {other[name] if other[name] in ATTRIBUTES else name: answer for name, answer in reading.items()}


def chance(skill: Skill, turns: int = 20) -> Scores:
    """The scores of a painter that answers each prompt with a right picture for some other prompt.

    None at all where there is but one case.
    """
    truths = [case.truth for case in skill.cases]
    turned = [truths[k:] + truths[:k] for k in range(1, min(turns, len(truths) - 1) + 1)]
    rounds = [score(skill, readings) for readings in turned]
    return Scores({name: _sum([r[name] for r in rounds]) for name in (rounds[0].shares if rounds else ())})


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(share.hits for share in shares), sum(share.n for share in shares))


def _compare(case: Case, reading: Answers) -> dict[str, bool]:
    return {name: reading.get(name) == answer for name, answer in case.asked.items()}
