"""Ten thousand malformed replies of a language model: always a Brief and a Plan that hold together."""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from planner_fakes import OneFox, ScriptedModel, a_book_of_three
from triptych.agent.language_planner import LanguagePlanner
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Plan, output_name

SITUATION = a_book_of_three()
IDS = {seen.id for seen in SITUATION.seen}
TURNS = {moment.turn for moment in SITUATION.moments}
NOISE = (
    "\ud800",
    "\u202eevil",
    "\u0000",
    "i99",
    "i5",
    "picture:1",
    "picture:2",
    "../../etc/passwd",
    "",
    " \u200b",
    "she",
)
JUNK: tuple[Any, ...] = (None, True, -1, 10**40, 1e308, [], {}, [[[[]]]], {"a": {"b": [1]}}, *NOISE)

CHECKS = [{"question": "Is the hat blue?", "fix": "make it blue", "aspect": "identity", "of": "i1"}]
BRIEFS: tuple[dict[str, Any], ...] = (
    {
        "operation": "generate",
        "kind": "usual",
        "images": [],
        "outputs": [{"prompt": "a red fox", "shows": "a red fox", "text": "", "checks": CHECKS}] * 3,
        "new_wishes": ["no text"],
        "ended_wishes": [1],
        "size": {"width": 256, "height": 192},
        "language": "en",
        "notes": ["Three foxes."],
    },
    {
        "operation": "edit",
        "images": [{"id": "i5", "role": "source"}],
        "outputs": [{"prompt": "make the hat blue", "shows": "a cat with a blue hat", "checks": CHECKS}],
        "again": False,
    },
    {
        "operation": "reuse_character",
        "images": [{"id": "i1", "role": "reference"}, {"id": "i5", "role": "reference"}],
        "outputs": [{"prompt": "a red fox and a blue cat", "checks": CHECKS}],
    },
    {
        "operation": "book",
        "title": "The Fox",
        "outputs": [{"prompt": "a red fox", "text": "Once."}, {"prompt": "a fox at sea", "text": "Then."}],
    },
    {"operation": "revert_to", "target": "2"},
    {"operation": "undo", "target": ""},
    {"operation": "delete", "images": [{"id": "i2", "role": "source"}]},
    {"operation": "chat", "answer": "Hello.", "language": "de"},
)
FIRST = "picture:1"
PLAN: dict[str, Any] = {
    "steps": [
        {
            "tool": "compose",
            "arguments": {"prompt": "prompt:1", "references": ["i1"]},
            "outputs": ["picture:1"],
        },
        {
            "tool": "compose",
            "arguments": {"prompt": "p", "references": ["picture:1"]},
            "outputs": ["picture:2"],
        },
        {"tool": "generate", "arguments": {"prompts": ["prompt:3"], "seed": 4}, "outputs": ["picture:3"]},
    ]
}
PLANNED: dict[str, Any] = {
    "operation": "book",
    "title": "The Fox",
    "images": [{"id": "i1", "role": "reference"}],
    "outputs": [{"prompt": f"a red fox, scene {n}", "text": f"Page {n}."} for n in (1, 2, 3)],
}


def tiny(_: str) -> Image.Image:
    return Image.new("RGB", (8, 8))


def places(value: Any) -> list[tuple[Any, Any]]:
    """All (container, key) in a JSON value."""
    if isinstance(value, dict):
        own: list[tuple[Any, Any]] = [(value, key) for key in value]
    elif isinstance(value, list):
        own = [(value, index) for index in range(len(value))]
    else:
        return []
    return own + [place for container, key in own for place in places(container[key])]


def drop(container: Any, key: Any, _: random.Random) -> None:
    del container[key]


def rename(container: Any, key: Any, dice: random.Random) -> None:
    if isinstance(container, dict):
        container[f"{key}{dice.choice(NOISE)}"] = container.pop(key)


def replace(container: Any, key: Any, dice: random.Random) -> None:
    container[key] = copy.deepcopy(dice.choice(JUNK))


def add_noise(container: Any, key: Any, dice: random.Random) -> None:
    if isinstance(container[key], str):
        at = dice.randint(0, len(container[key]))
        container[key] = container[key][:at] + dice.choice(NOISE) + container[key][at:]


def swap(container: Any, key: Any, dice: random.Random) -> None:
    if isinstance(container[key], str):
        container[key] = dice.choice(
            ("edit", "generate", "redo", "branch", "clarify", "source", "i4", "logic")
        )


def multiply(container: Any, key: Any, dice: random.Random) -> None:
    if isinstance(container[key], list | str) and len(container[key]) < 100:
        container[key] = container[key] * dice.choice((0, 2, 3, 50))


MUTATIONS: tuple[Callable[[Any, Any, random.Random], None], ...] = (
    drop,
    rename,
    replace,
    add_noise,
    swap,
    multiply,
)
WEIGHTS = (2, 1, 2, 4, 3, 2)


def malformed(value: Any, dice: random.Random) -> Any:
    """The value with one or two things wrong."""
    value = copy.deepcopy(value)
    for _ in range(dice.randint(1, 2)):
        if all_places := places(value):
            container, key = dice.choice(all_places)
            dice.choices(MUTATIONS, WEIGHTS)[0](container, key, dice)
    return value


def sent(value: Any, dice: random.Random) -> Any:
    """As a value, as its JSON, or as a piece of it."""
    kind = dice.random()
    if kind < 0.7:
        return value
    text = json.dumps(value)
    return text if kind < 0.95 else text[: dice.randint(0, len(text))]


def malformed_plan(dice: random.Random) -> Any:
    """Wrong in the arguments before they become a string, or in the string or the plan afterwards."""
    plan = malformed(PLAN, dice) if dice.random() < 0.6 else copy.deepcopy(PLAN)
    for step in plan.get("steps") or () if isinstance(plan.get("steps"), list) else ():
        if isinstance(step, dict) and isinstance(step.get("arguments"), dict):
            step["arguments"] = json.dumps(step["arguments"])
    return malformed(plan, dice) if dice.random() < 0.6 else plan


def check_brief(brief: Brief) -> None:
    assert Brief.model_validate_json(brief.model_dump_json()) == brief
    assert {use.id for use in brief.images} <= IDS
    assert brief.target in TURNS | {""}
    assert all(output.prompt.isprintable() and output.prompt for output in brief.outputs)
    assert bool(brief.outputs) == (brief.operation in ("generate", "edit", "reuse_character", "book"))
    assert bool(brief.answer) == (brief.operation in ("chat", "clarify"))
    assert len(brief.outputs) <= 32


def check_plan(plan: Plan, brief: Brief, situation: Situation) -> None:
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert sorted(plan.outputs) == sorted(output_name(n) for n in range(1, len(brief.outputs) + 1))
    filled: dict[str, str] = {}
    for number, step in enumerate(plan.steps, start=100):
        assert not step.needs(set(plan.outputs) - set(filled))
        call = step.call(filled)
        references = getattr(call, "references", ())
        assert set(references) <= IDS | set(filled.values())
        assert len(references) <= situation.most_references
        filled |= dict.fromkeys(step.outputs, f"i{number}")


@pytest.mark.parametrize("seed", range(5))
def test_malformed_briefs_never_crash(seed: int) -> None:
    dice = random.Random(seed)
    used = fell_back = sent_back = 0
    for _ in range(1000):
        model = ScriptedModel([sent(malformed(dice.choice(BRIEFS), dice), dice) for _ in range(2)])
        brief = LanguagePlanner(model, OneFox(), tiny).brief("…", SITUATION)
        check_brief(brief)
        used += brief.made_by.startswith("scripted")
        fell_back += brief.made_by == "phrasebook"
        sent_back += not model.replies
    assert used + fell_back == 1000
    assert min(used, fell_back, sent_back) > 100  # all ways were gone


@pytest.mark.parametrize("seed", range(5))
def test_malformed_plans_never_crash(seed: int) -> None:
    dice = random.Random(seed)
    brief = LanguagePlanner(ScriptedModel([PLANNED]), OneFox(), tiny).brief("…", SITUATION)
    assert brief.title == "The Fox"
    used = fell_back = sent_back = 0
    for _ in range(1000):
        model = ScriptedModel([sent(malformed_plan(dice), dice) for _ in range(2)])
        plan = LanguagePlanner(model, OneFox(), tiny).plan(brief, SITUATION, dice.choice((None, 7)))
        check_plan(plan, brief, SITUATION)
        used += plan.made_by.startswith("scripted")
        fell_back += plan.made_by.startswith("rules")
        sent_back += not model.replies
    assert used + fell_back == 1000
    assert min(used, fell_back, sent_back) > 50
