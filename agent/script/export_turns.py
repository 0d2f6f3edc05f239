"""One turn of a thread as the turn of a task file. Knows no pictures but by name."""

from collections.abc import Collection
from typing import Any

from ...models.image_model import Ability
from ..approve import first_seed
from ..prepare import prepared
from ..state import Plan, Turn
from ..steps import steps_for
from .export_names import Names

RULES = "phrasebook"


def turn_written(turn: Turn, names: Names, abilities: frozenset[Ability]) -> tuple[dict[str, Any], str]:
    """Its keys, none where nothing of it can be done again; and why a replay may differ, "" if it may not."""
    match turn.asked_by:
        case "pictures":
            return {}, ""
        case "move":
            return _move(turn, names)
        case "call":
            return _call(turn.plan, names), _unlike(turn)
    written: dict[str, Any] = {"say": names.told(turn.text)}
    if any("seed" in step.arguments for step in turn.plan.steps):
        written["seed"] = first_seed(turn.plan)
    if turn.answered:
        written["answer"] = {"approved": "approve", "refused": "refuse"}[turn.answered]
    note = _unlike(turn)
    plan = _as_far_as_done(turn) if note else turn.plan
    if note or not _by_rule(turn, abilities):
        brief = turn.brief.model_dump(mode="json", exclude_defaults=True, exclude={"spent"})
        steps = [step.model_dump(mode="json", exclude_defaults=True) for step in plan.steps]
        written["understood"] = {"brief": names.written(brief), "steps": names.written(steps)}
    return written, note


def _move(turn: Turn, names: Names) -> tuple[dict[str, Any], str]:
    if turn.brief.operation in ("undo", "redo"):
        return {"do": turn.brief.operation}, ""
    if name := names.of_turn_id(turn.brief.target):
        return {"go_to": name}, ""
    return {}, "it went to a turn that is not there any more, and is left out"


def _call(plan: Plan, names: Names) -> dict[str, Any]:
    """The call; several prompts were made into a step each."""
    if not plan.steps:
        return {}
    arguments = dict(plan.steps[0].arguments)
    if len(plan.steps) > 1:
        arguments["prompts"] = [prompt for step in plan.steps for prompt in step.arguments["prompts"]]
    return {"tool": plan.steps[0].tool, "with": names.written(arguments)}


def _by_rule(turn: Turn, abilities: frozenset[Ability]) -> bool:
    """Whether rules understood and planned it, and nobody changed that, so that they will again."""
    if turn.brief.made_by != RULES or turn.asked_by == "brief" or turn.answered == "approved":
        return False
    seed = first_seed(turn.plan)
    ruled = prepared(Plan(steps=steps_for(turn.brief, seed, abilities)), seed)
    return not turn.plan.steps or _dumped(ruled) == _dumped(turn.plan)


def _dumped(plan: Plan) -> list[Any]:
    return [step.model_dump(mode="json") for step in plan.steps]


def _unlike(turn: Turn) -> str:
    """Why a replay may differ."""
    if turn.outcome == "stopped" and turn.answered != "refused":
        return "it was stopped, so its ids may differ from here on"
    return ""


def _as_far_as_done(turn: Turn) -> Plan:
    """Of a turn that was stopped, the steps whose pictures came to be."""
    there: Collection[str] = turn.filled.keys()
    steps = [step for step in turn.plan.steps if step.outputs and set(step.outputs) <= set(there)]
    return turn.plan.model_copy(update={"steps": tuple(steps)})
