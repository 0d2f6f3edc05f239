"""A message with its brief and plan written down: read from a task file, and checked. Plans nothing."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from ..plan_check import ANY_ID
from ..state import Brief, Plan, Step
from .format import Understood
from .variables import unescaped

Find = Callable[[str], str]


def brief_and_plan(understood: Understood, find: Find) -> tuple[Brief, Plan]:
    """The values, with pictures in the places of references. Raises `ValidationError`."""
    brief = Brief.model_validate(unescaped(understood.brief, find))
    steps = tuple(Step.model_validate(unescaped(step, find)) for step in understood.steps)
    return brief, Plan(steps=steps, made_by=brief.made_by)


def problem_with_understood(understood: Understood) -> str:
    """What is wrong with it as it is written; "" where nothing is."""
    try:
        brief_and_plan(understood, lambda _: ANY_ID)
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where} is {str(first['input'])[:40]!r}: {first['msg'][:120]}; correct it"
    return ""
