"""What a user may change in a plan before it is done: leave steps out, tell the painter something else.

Knows no brief and no tool but by its arguments.
"""

from collections.abc import Collection
from typing import Any

from .state import Plan, Step

TEXTS = ("prompt", "instruction", "title", "adapter", "more", "shows")


class _Gone(Exception):
    """The value speaks of a picture that will not be."""


def field_of(step: Step) -> str:
    """The argument that is the text of a step; "" where it has none, so nothing can be said otherwise."""
    return next((name for name in ("prompts", *TEXTS) if step.arguments.get(name)), "")


def text_of(step: Step) -> str:
    """What a step tells the painter, the title of what it binds, or the name of what it teaches."""
    said = step.arguments.get(field_of(step), "")
    return said if isinstance(said, str) else "; ".join(map(str, said))


def with_text(plan: Plan, number: int, text: str) -> Plan:
    """Step `number` (from 1) tells `text` instead. Of a step that makes several pictures, each is told a part
    where there are as many parts between semicolons.
    """
    steps = list(plan.steps)
    step = steps[number - 1]
    if prompts := step.arguments.get("prompts"):
        parts = [part.strip() for part in text.split(";")]
        told: dict[str, Any] = {"prompts": parts if len(parts) == len(prompts) else [text] * len(prompts)}
    else:
        told = dict.fromkeys(filter(None, [field_of(step)]), text)
    steps[number - 1] = step.model_copy(update={"arguments": {**step.arguments, **told}})
    return plan.model_copy(update={"steps": tuple(steps)})


def only(plan: Plan, numbers: Collection[int]) -> Plan:
    """The steps with these numbers (from 1) that can be done without the others.

    A page of a book may go; a step whose source or only reference goes, goes too.
    """
    gone: set[str] = set()
    steps: list[Step] = []
    for number, step in enumerate(plan.steps, start=1):
        try:
            if number not in numbers:
                raise _Gone
            steps.append(step.model_copy(update={"arguments": _without(step.arguments, gone)}))
        except _Gone:
            gone |= set(step.outputs)
    return plan.model_copy(update={"steps": tuple(steps)})


def _without(value: Any, gone: set[str]) -> Any:
    if isinstance(value, str) and value in gone:
        raise _Gone
    if isinstance(value, dict):
        return {key: _without(part, gone) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return _left(value, gone)
    return value


def _left(values: list[Any] | tuple[Any, ...], gone: set[str]) -> list[Any]:
    """What is left of a list; a list of nothing is no argument any more."""
    left = []
    for value in values:
        try:
            left.append(_without(value, gone))
        except _Gone:
            continue
    if values and not left:
        raise _Gone
    return left
