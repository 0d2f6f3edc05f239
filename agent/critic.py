"""Asks the eyes about one picture, check by check, and sums up what they say.

The score is the geometric mean of P(yes): all checks must hold together, so one certain no weighs more than
a few doubts. Knows no drafts and no plan.
"""

import math
import re
from collections.abc import Mapping, Sequence

from PIL import Image

from ..models.vision_model import VisionError, VisionModel
from ..tools.records import StoreError
from .context import Context
from .estimate import reflects
from .state import Check, Critique, Verdict

PASS = 0.8
"""Eyes say yes too easily of what is drawn softly: of 43 wrong first drafts 33 passed at 0.5."""
LEAST = 0.001
"""A certain no; keeps the mean of the others visible."""
SUBJECT = re.compile(r"(?:Is|Are) the (?!style\b)(.+?) (?:(?:wearing|looking|above|to the) .*|[\w-]+)\?")


class Critic:
    """The critic of one wave; `pictures` is output name → id of what checks compare with."""

    def __init__(self, context: Context, pictures: Mapping[str, str], calls: int) -> None:
        self.remarks: list[str] = []
        self._context = context
        self._eyes = context.eyes if reflects(context) else None
        self._pictures = pictures
        self._calls = calls

    def look(self, image: str, checks: Sequence[Check]) -> Critique:
        """The critique of a picture; without verdicts where there is no picture, no check or no answer."""
        unseen = Critique(image=image)
        asked = [check for check in checks if check.aspect == "picture" or self._other(check, image)]
        if not (image and asked and self._eyes) or self._context.cancelled.is_set():
            return unseen
        if len(asked) > self._calls:
            return self._unseen(image, "the critic's calls for this turn are used up")
        try:
            verdicts = tuple(self._verdict(self._eyes, image, check) for check in asked)
        except (VisionError, StoreError, InterruptedError) as error:
            return self._unseen(image, str(error)) if str(error) else unseen
        self._calls -= len(verdicts)
        return summed_up(image, verdicts)

    def _verdict(self, eyes: VisionModel, image: str, check: Check) -> Verdict:
        if self._context.cancelled.is_set():
            raise InterruptedError
        ids = [image] if check.aspect == "picture" else [self._other(check, image), image]
        pictures: list[Image.Image] = [self._context.store.open(id) for id in ids]
        p = eyes.probability(check.question, pictures)
        return Verdict(check=check, p=p, passed=p >= PASS)

    def _other(self, check: Check, image: str) -> str:
        """The picture that a check compares with: a name or an id; "" where it is not there, or the same."""
        other = self._pictures.get(check.of, check.of)
        return other if other != image else ""

    def _unseen(self, image: str, reason: str) -> Critique:
        self.remarks.append(f"I could not look at {image}: {reason}.")
        return Critique(image=image)


def summed_up(image: str, verdicts: tuple[Verdict, ...]) -> Critique:
    """Score, whether all passed, and as advice the remedy of the worst check that failed."""
    logs = [math.log(max(verdict.p, LEAST)) for verdict in verdicts]
    failed = sorted((verdict for verdict in verdicts if not verdict.passed), key=lambda verdict: verdict.p)
    mended = next((verdict.check for verdict in failed if verdict.check.fix), None)
    return Critique(
        image=image,
        verdicts=verdicts,
        score=math.exp(sum(logs) / len(logs)),
        passed=not failed,
        advice=mended.fix if mended else "",
        where=_subject(mended.question) if mended else "",
    )


def _subject(question: str) -> str:
    """ "Is the cat on the left red?" → "cat on the left"; "" where the question is built otherwise."""
    match = SUBJECT.fullmatch(question)
    return match[1] if match else ""
