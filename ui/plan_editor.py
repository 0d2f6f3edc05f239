"""Asks what to change in a plan: which steps to keep, what a step tells the painter. Knows no session."""

import re
from collections.abc import Callable

from ..agent.plan_edits import only, with_text
from ..agent.state import Plan
from .plan_text import plan_lines

KEEP = "steps to keep (such as 1 3-4, Enter for all)> "
CHANGE = "say something else (such as 2 a red fox, Enter when done)> "


class PlanEditor:
    """One round of questions over a plan."""

    def __init__(self, read: Callable[[str], str | None], tell: Callable[..., None]) -> None:
        self._read = read
        self._tell = tell

    def edited(self, plan: Plan) -> Plan:
        """The plan as the user wants it; the end of the input leaves it as it was."""
        self._tell(*plan_lines(plan))
        kept = self._kept(plan)
        while answer := (self._read(CHANGE) or "").strip():
            kept = self._with_change(kept, answer)
        self._tell(*plan_lines(kept))
        return kept

    def _kept(self, plan: Plan) -> Plan:
        answer = (self._read(KEEP) or "").strip()
        if not answer:
            return plan
        numbers = _numbers(answer, len(plan.steps))
        if not numbers:
            self._tell(f"Give numbers from 1 to {len(plan.steps)}; all steps are kept.")
            return plan
        kept = only(plan, numbers)
        if not kept.steps:
            self._tell("Nothing could be done without the others; all steps are kept.")
            return plan
        return kept

    def _with_change(self, plan: Plan, answer: str) -> Plan:
        number, _, text = answer.partition(" ")
        if not number.isdecimal() or not 1 <= int(number) <= len(plan.steps) or not text.strip():
            self._tell(f"Give a number from 1 to {len(plan.steps)} and what to say.")
            return plan
        return with_text(plan, int(number), text.strip())


def _numbers(answer: str, most: int) -> set[int]:
    """ "1 3-4" → {1, 3, 4}; nothing where it is anything else."""
    if not re.fullmatch(r"[\d\s,-]{1,200}", answer):
        return set()
    spans = re.findall(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?", answer)
    named = {number for first, last in spans for number in range(int(first), int(last or first) + 1)}
    return named if named <= set(range(1, most + 1)) else set()
