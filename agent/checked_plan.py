"""A language model's PlanDraft → the steps of a Plan, or a sentence that says what to correct.

Sizes, seeds, boxes, LoRAs and the binding of a book follow from the Brief by rule, so no model can get them
wrong. Asks no model and paints nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ..models.image_model import Ability
from ..prompts.plain_text import plain
from ..tools.tool import Tool, ToolError, toolbox
from .drafts import PlanDraft, StepDraft, Unusable
from .situation import Situation
from .state import Brief, Step, output_name
from .steps import boxes_of, steps_for

PLANNED = ("compose", "edit", "generate", "upscale")
"""The tools that a model may plan with, as each painter can serve them."""
PLANNED_WITH: Mapping[Ability, tuple[str, ...]] = {
    "regions": ("image_set", "layout"),
    "branches": ("recolor", "background", "pose", "add", "remove", "subject"),
    "canvas": ("move", "outpaint"),
    "directions": ("adjust",),
}
BY_RULE = ("seed", "width", "height", "boxes", "unit", "adapters")
PICTURE = re.compile(r"[iu]\d+|t\d+\.\d+|picture:\d+")
DEEPEST = 6


def planned_with(abilities: frozenset[Ability]) -> tuple[str, ...]:
    """The tools for a painter with these abilities."""
    more = [name for ability, names in PLANNED_WITH.items() if ability in abilities for name in names]
    return (*PLANNED, *(name for name in more if name in toolbox()))


@cache
def tools_in_words(abilities: frozenset[Ability]) -> str:
    """Each tool's name, docstring and the JSON schema of its arguments, one a line."""
    tools = toolbox()
    return "\n".join(
        json.dumps({"tool": name, "does": tools[name].about(), "arguments": _arguments(tools[name])})
        for name in planned_with(abilities)
    )


def steps_of(draft: PlanDraft, brief: Brief, situation: Situation, seed: int | None) -> tuple[Step, ...]:
    """The draft's steps, then those that only bind; raises `Unusable`."""
    names = [output_name(n) for n in range(1, len(brief.outputs) + 1)]
    made = [name for step in draft.steps for name in step.outputs]
    if sorted(made) != sorted(names):
        raise Unusable(
            f"the steps make {_few(made)}, but {_few(names)} are to be made, each exactly once; correct them"
        )
    given = {use.id for use in brief.images if use.role != "sketch"}
    known, steps = set(given), list[Step]()
    for part in draft.steps:
        steps.append(_step(part, brief, known, situation, seed))
        known.update(part.outputs)
    if unused := sorted(given - {id for step in steps for id in step.needs(given)}):
        raise Unusable(f"no step uses the picture {unused[0]}, but the brief names it; use it")
    binding = [step for step in steps_for(brief, seed) if not step.outputs]
    return (*steps, *binding)


def _step(draft: StepDraft, brief: Brief, known: set[str], situation: Situation, seed: int | None) -> Step:
    tools = planned_with(situation.abilities)
    if draft.tool not in tools:
        raise Unusable(f"there is no tool {draft.tool!r} to plan with; the tools are {', '.join(tools)}")
    prompts = {f"prompt:{n}": output.prompt for n, output in enumerate(brief.outputs, start=1)}
    prompts["shared"] = brief.shared
    arguments = _spelled_out(_object(draft), prompts)
    if unknown := sorted(text for text in _texts(arguments) if PICTURE.fullmatch(text) and text not in known):
        raise Unusable(
            f"the step for {draft.outputs[0]} speaks of {unknown[0][:40]!r}, but the pictures there by then "
            f"are {_few(sorted(known))}; correct it"
        )
    arguments |= _settled(draft.tool, int(draft.outputs[0].removeprefix("picture:")), brief, seed)
    step = Step(tool=draft.tool, arguments=arguments, outputs=draft.outputs)
    _check_call(step, known, situation.most_references)
    return step


def _check_call(step: Step, known: set[str], most_references: int) -> None:
    """As if every picture were there already."""
    try:
        call = step.call(dict.fromkeys(known, "i1"))
    except ToolError as error:
        raise Unusable(str(error)) from error
    arguments = call.model_dump()
    prompts = arguments.get("prompts", "1")
    if step.tool == "generate" and len(prompts) > 1:
        raise Unusable(f"the step for {step.outputs[0]} has several prompts; give each picture its own step")
    if len(prompts) != len(step.outputs):
        raise Unusable(
            f"the step for {_few(step.outputs)} makes {len(prompts)} pictures; name one output for each"
        )
    if len(arguments.get("references", ())) > most_references:
        raise Unusable(
            f"the step for {step.outputs[0]} has too many references; the painter takes {most_references}"
        )


def _object(draft: StepDraft) -> dict[str, Any]:
    """The arguments without what goes by rule."""
    try:
        value = json.loads(draft.arguments)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or _depth(value) > DEEPEST:
        raise Unusable(f"the arguments of {draft.outputs[0]} are no JSON object in a string; write one")
    return {key: part for key, part in value.items() if key not in BY_RULE}


def _settled(tool: str, number: int, brief: Brief, seed: int | None) -> dict[str, Any]:
    """Picture n of a seeded turn has the seed + n − 1; an edit keeps the size of its source."""
    width, height = brief.size or (None, None)
    values: dict[str, Any] = {
        "seed": None if seed is None else seed + number - 1,
        "width": width,
        "height": height,
        "boxes": boxes_of(brief.outputs[number - 1]),
        "unit": "fraction",
        "adapters": [*brief.adapters] or None,
    }
    fields = _fields(tool)
    return {key: value for key, value in values.items() if value is not None and key in fields}


@cache
def _fields(tool: str) -> frozenset[str]:
    return frozenset(toolbox()[tool].model_fields)


def _spelled_out(value: Any, prompts: dict[str, str]) -> Any:
    """The arguments with plain texts, and the Brief's prompts in the places of their names."""
    if isinstance(value, dict):
        return {key: _spelled_out(part, prompts) for key, part in value.items()}
    if isinstance(value, list):
        return [_spelled_out(part, prompts) for part in value]
    return prompts.get(plain(value), plain(value)) if isinstance(value, str) else value


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return [text for part in parts for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def _depth(value: Any) -> int:
    """How deep lists and objects are nested, counted as far as matters."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        level = [
            part
            for outer in level
            if isinstance(outer, dict | list)
            for part in (outer.values() if isinstance(outer, dict) else outer)
        ]
        depth += 1
    return depth


def _few(names: Iterable[str]) -> str:
    listed = [name[:20] for name in names]
    return ", ".join(listed[:8]) + (" and more" if len(listed) > 8 else "") or "nothing"


def _arguments(tool: type[Tool]) -> dict[str, Any]:
    """Names and meanings; an id's pattern is left out, since names of pictures to come stand there, too."""
    properties = tool.model_json_schema()["properties"]
    return {key: _short(part) for key, part in properties.items() if key not in BY_RULE}


def _short(part: dict[str, Any]) -> dict[str, Any]:
    short = {key: part[key] for key in ("type", "description") if key in part}
    return short | ({"items": {"type": part["items"]["type"]}} if "items" in part else {})
