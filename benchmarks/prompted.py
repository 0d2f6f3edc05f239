"""A prompt of a public set, and the yes/no questions that say whether a picture shows it. Knows no model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from triptych.agent.planner import Planner
from triptych.agent.rules import rules
from triptych.agent.situation import Situation
from triptych.models.image_model import Settings
from triptych.models.vocabulary import Vocabulary

FRAME = re.compile(r"^an? (photo|picture|image) of (?=\S)", re.IGNORECASE)
GRAMMAR = frozenset(("a", "an", "the", "and", "of", "on", "in", "to", "with", "wearing"))
GRAMMAR |= {"left", "right", "above", "one", "two", "three", "four"}


class PromptFileError(ValueError):
    """A file that is not of its set; one sentence: file and line, expectation, remedy."""


@dataclass(frozen=True)
class Question:
    """`expected` is the right answer. Where one of the questions `after` (by number, from 0) is answered
    wrongly, this one counts as wrong, too: what is not there has no colour.
    """

    text: str
    expected: bool = True
    category: str = ""
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Prompted:
    """One prompt; `nouns` are the things that a model must know to paint it, as far as the set says."""

    id: str
    prompt: str
    category: str
    questions: tuple[Question, ...]
    nouns: tuple[str, ...] = ()


def answered(prompted: Prompted, probabilities: Sequence[float]) -> list[bool]:
    """Which questions are answered as expected, after what they depend on."""
    plain = [(p >= 0.5) == q.expected for p, q in zip(probabilities, prompted.questions, strict=True)]
    return [
        right and all(plain[n] for n in question.after)
        for right, question in zip(plain, prompted.questions, strict=True)
    ]


def agreed(prompted: Prompted, probabilities: Sequence[float]) -> list[float]:
    """The probability of each expected answer."""
    return [p if q.expected else 1 - p for p, q in zip(probabilities, prompted.questions, strict=True)]


@dataclass(frozen=True)
class SmallWorld:
    """What a painter of few words can paint of a set, and in which words."""

    vocabulary: Vocabulary
    settings: Settings
    most_references: int = 0

    def in_its_words(self, prompted: Prompted) -> str | None:
        """The prompt as the phrasebook says it; None where that leaves out or changes anything."""
        plain = FRAME.sub("", prompted.prompt)
        words = re.findall(r"[a-z]+", plain.lower())
        if not set(words) <= self._words or not set(prompted.nouns) <= self._nouns:
            return None
        brief = self._planner.brief(plain, Situation(self.settings, self.most_references))
        one = brief.operation == "generate" and len(brief.outputs) == 1 and not brief.notes
        return brief.outputs[0].prompt if one else None

    @cached_property
    def _planner(self) -> Planner:
        return rules(self.vocabulary)

    @cached_property
    def _nouns(self) -> frozenset[str]:
        """Only the first way to say each: the others need not be a judge's."""
        first = [said[0] for said in (*self.vocabulary.kinds.values(), *self.vocabulary.things.values())]
        return frozenset((*first, *map(self.vocabulary.plural, first)))

    @cached_property
    def _words(self) -> frozenset[str]:
        groups = self.vocabulary.groups().values()
        ways = [way for group in groups for said in group.values() for way in said]
        return GRAMMAR.union(*(way.split() for way in (*ways, *map(self.vocabulary.plural, ways))))
