"""The values of one turn: what was asked (Brief), what will be done (Plan), and the graph's State.

Only ids of images travel here, never pixels. Checkpoints keep these types by name: don't rename them.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from ..tools.tool import Tool, make_call

Operation = Literal["generate", "compose", "edit", "book", "chat", "clarify"]
Role = Literal["source", "reference"]


class Value(BaseModel):
    """A frozen value of the agent."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Seen(Value):
    """A picture of the thread and one self-contained sentence on what it shows, "" where that is unknown."""

    id: str
    shows: str = ""
    turn: str = ""


class ImageUse(Value):
    """A picture that takes part, and as what: the source of an edit, or a reference to take from."""

    id: str
    role: Role


class Output(Value):
    """One picture to be made: what the painter is told, what it will show, and the page text below it."""

    prompt: str
    shows: str = ""
    text: str = ""


class Brief(Value):
    """What was asked. `notes` are said before drawing; `answer` is the reply of a chat or a question back.

    Outputs of an edit are made one from the other; all other outputs stand for themselves.
    """

    operation: Operation
    outputs: tuple[Output, ...] = ()
    images: tuple[ImageUse, ...] = ()
    title: str = ""
    size: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()
    answer: str = ""


class Step(Value):
    """A tool call; `outputs` name the pictures it will make, so that later steps can speak of them."""

    tool: str
    arguments: dict[str, Any]
    outputs: tuple[str, ...] = ()

    def call(self, filled: Mapping[str, str]) -> Tool:
        """The call with the ids of pictures in the places of their names."""
        return make_call(self.tool, _filled_in(self.arguments, filled))


class Plan(Value):
    """The steps in an order in which each finds what it needs."""

    steps: tuple[Step, ...] = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of all pictures that will be made."""
        return tuple(name for step in self.steps for name in step.outputs)


class Turn(Value):
    """What is left of a turn when it is over; ids and files exist."""

    id: str
    text: str
    uploads: tuple[str, ...] = ()
    brief: Brief
    images: tuple[str, ...] = ()
    files: tuple[str, ...] = Field(default=(), description="paths inside the project folder")
    reply: str = ""


class State(TypedDict, total=False):
    """The graph's state; `seen` lasts from turn to turn, all else belongs to the turn."""

    turn: str
    text: str
    uploads: list[Seen]
    seed: int | None
    brief: Brief
    plan: Plan
    done: int
    filled: dict[str, str]
    files: list[str]
    remarks: list[str]
    problem: str
    reply: str
    seen: list[Seen]


def output_name(number: int) -> str:
    """The name of the plan's `number`-th picture (from 1) until it has an id."""
    return f"picture:{number}"


def _filled_in(value: Any, filled: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled_in(part, filled) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_filled_in(part, filled) for part in value]
    return filled.get(value, value) if isinstance(value, str) else value
