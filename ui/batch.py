"""Many instructions planned in one go: lines of JSON in, lines of JSON out, in their order.

A line that cannot be planned is answered with its error, and the rest goes on. Knows no planner.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ..agent.message import MessageError
from ..agent.rehearsal import Rehearsal
from ..tools.files import write_atomically
from .json_lines import Line, as_line, checked, lines_in, parsed

LOG = logging.getLogger(__name__)
MOST_TURNS = 200


class BatchError(ValueError):
    """A file that cannot be used; one sentence: value, expectation, remedy."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class _Said(_Line):
    text: str
    images: int = Field(default=0, ge=0)


class _Single(_Line):
    id: str | int
    instruction: str
    n_input_images: int = Field(default=0, ge=0)


class _Conversation(_Line):
    id: str | int
    turns: list[_Said] = Field(min_length=1, max_length=MOST_TURNS)


@dataclass
class Tally:
    """How many lines and instructions were answered, and how many lines with an error."""

    lines: int = 0
    instructions: int = 0
    errors: int = 0


def plan_lines_of(source: Path, target: Path, rehearsal: Callable[[], Rehearsal]) -> Tally:
    """Answer every line of `source` in `target`, which appears whole or not at all."""
    tally = Tally()
    if not target.absolute().parent.is_dir():
        raise BatchError(f"there is no folder {str(target.absolute().parent)!r} for {target.name}; make it")
    try:
        with source.open("rb") as file:
            answers = [_answer(raw, number, rehearsal, tally) for number, raw in lines_in(file)]
    except OSError as error:
        raise BatchError(
            f"{str(source)!r} cannot be read ({error.strerror}); give a file of lines"
        ) from error
    try:
        write_atomically(target, b"".join(map(as_line, answers)))
    except OSError as error:
        raise BatchError(
            f"{str(target)!r} cannot be written ({error.strerror}); give another file"
        ) from error
    return tally


def _answer(raw: bytes, number: int, rehearsal: Callable[[], Rehearsal], tally: Tally) -> Line:
    tally.lines += 1
    id: Any = None
    try:
        line = parsed(raw)
        id = line.get("id")
        answer = _conversation(line, rehearsal, tally) if "turns" in line else _single(line, rehearsal, tally)
    except MessageError as error:
        tally.errors += 1
        known = id if isinstance(id, str | int) else None
        return {"id": known, "error": f"line {number}: {error}"}
    return {"id": id, **answer}


def _single(line: Line, rehearsal: Callable[[], Rehearsal], tally: Tally) -> Line:
    asked = checked(_Single, line)
    planned = _said(rehearsal(), asked.instruction, asked.n_input_images, tally)
    return {"brief": planned[0], "plan": planned[1]}


def _conversation(line: Line, rehearsal: Callable[[], Rehearsal], tally: Tally) -> Line:
    thread = rehearsal()
    turns = checked(_Conversation, line).turns
    planned = [_said(thread, said.text, said.images, tally) for said in turns]
    return {"briefs": [brief for brief, _ in planned], "plans": [plan for _, plan in planned]}


def _said(thread: Rehearsal, text: str, images: int, tally: Tally) -> tuple[Line, Line]:
    tally.instructions += 1
    try:
        brief, plan = thread.say(text, images)
    except MessageError:
        raise
    except Exception as error:  # one line that breaks a planner must not cost the others
        LOG.exception("a line broke the planner")
        raise MessageError(f"planning broke ({type(error).__name__}); please report this text") from error
    return brief.model_dump(mode="json"), plan.model_dump(mode="json")
