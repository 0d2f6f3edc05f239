"""Sessions written down as YAML: what is said turn by turn, and what is to come of it.

A file has a `title`, perhaps `language`, `limits`, of the painter `abilities`, how many `references` it takes
and the rules that its card has as `preferred`, and `eyes` (number of a painted
picture → P(yes) to all questions), and `turns`. A turn is `say` with `uploads` (what each shows, as a
picture painted here tells; "" for a photo, "broken" for a file that is none), `then` for a plan that waits
(approve, refuse, or number of a step → another prompt) and `expect`. What `expect` leaves out is not there:
no pictures, no plan, no target. A few keys are compared only where they are given; `Expected` says which.

Pictures are i1, i2 … in the order in which they are stored; in a plan those that the turn itself makes are
new1, new2 … Turns are numbered from 1. "5 x compose with new1" are five such steps, "new1..new6" six
pictures, "image_set of 4" is one step that makes four, and "layout of 3" one with three boxes.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field
from triptych.agent.state import Plan, Step
from triptych.models.conditions import RuleName
from triptych.models.image_model import Ability

HERE = Path(__file__).parent / "sessions"
FILES = sorted(HERE.glob("*.yaml"))
RANGE = re.compile(r"(new|i)(\d+)\.\.\1(\d+)")
TIMES = re.compile(r"(\d+) x (.+)")


class Written(BaseModel):
    """A part of a file; a word that is misspelled is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Expected(Written):
    """What a turn comes to. `table` None: the pictures made, or what lay there before."""

    error: str | None = None
    operation: str = ""
    task: str = ""
    language: str | None = None
    outputs: int | None = Field(default=None, description="where the prompts are not given word for word")
    prompts: list[str] | None = None
    images: dict[str, Literal["source", "reference"]] = {}
    keeps: list[str] = []
    target: int = Field(default=0, description="the number of a turn; 0 for none, and for the empty table")
    again: bool = False
    size: list[int] | None = None
    plan: list[str] = []
    outcome: str = "done"
    ids: list[str] = []
    table: list[str] | None = None
    # Only where they are given:
    in_every_prompt: list[str] = []
    shared: str | None = Field(default=None, description="what all pictures of a set show")
    boxes: list[list[float]] | None = Field(
        default=None, description="left, top, width and height of each, as fractions"
    )
    parent: int | None = Field(default=None, description="the turn that the new moment grows from")
    wishes: list[str] | None = None
    title: str | None = None
    texts: dict[int, str] = Field(default={}, description="page → its text as it lies on the table")
    locked: list[str] | None = Field(default=None, description="pictures on the table that stay as they are")
    binding: dict[str, Any] | None = Field(default=None, description="how the book on the table is bound")
    cast: list[str] | None = Field(default=None, description="who is in the project's cast then")
    notes: list[str] = Field(default=[], description="parts of what is said before painting")
    reply: list[str] = Field(default=[], description="parts of the reply")
    made_by: list[str] | None = Field(
        default=None, description="the tool that made each new picture in the end, as its record has it"
    )


class Turn(Written):
    """One message and what is to come of it."""

    say: str
    uploads: list[str] = []
    then: Literal["approve", "refuse"] | dict[int, str] | None = None
    expect: Expected


class Script(Written):
    """A file."""

    title: str
    language: str = "en"
    limits: dict[str, Any] = {}
    abilities: frozenset[Ability] = frozenset()
    references: int = 2
    preferred: frozenset[RuleName] = frozenset()
    eyes: dict[int, float] | None = None
    turns: list[Turn]


def read(path: Path) -> Script:
    """The script of a file."""
    return Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def steps_written(lines: Sequence[str]) -> list[str]:
    """The steps that lines of a file stand for, one each."""
    steps: list[str] = []
    for line in lines:
        match = TIMES.fullmatch(line)
        times, step = (int(match[1]), match[2]) if match else (1, line)
        steps += [RANGE.sub(_range, step)] * times
    return steps


def spread(ids: Sequence[str]) -> list[str]:
    """The pictures that a list of a file stands for."""
    return [id for one in ids for id in RANGE.sub(_range, one).split()]


def steps_planned(plan: Plan) -> list[str]:
    """The steps of a plan as a file writes them: the tool, and the pictures that it depends on."""
    return [_step(step) for step in plan.steps]


def _range(match: re.Match[str]) -> str:
    return " ".join(f"{match[1]}{n}" for n in range(int(match[2]), int(match[3]) + 1))


def _step(step: Step) -> str:
    ids = [id.replace("picture:", "new").replace(":", "") for id in _pictures(step)]
    of = {"image_set": "prompts", "layout": "boxes"}.get(step.tool)
    many = ["of", str(len(step.arguments[of]))] if of else []
    return " ".join([step.tool, *many, *(["with"] if step.tool == "compose" else []), *ids])


def _pictures(step: Step) -> list[str]:
    arguments = step.arguments
    if step.tool == "book":
        return [page["image"] for page in arguments["pages"]]
    if step.tool == "cast":
        return [id for member in arguments.get("keep", ()) for id in member["sheet"]]
    return [arguments["image"]] if "image" in arguments else list(arguments.get("references", ()))
