"""Many instructions planned in one go: lines of JSON in, lines of JSON out, in their order.

A line that cannot be planned is answered with its error, and the rest goes on. Knows no planner.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..agent.message import MessageError
from ..agent.rehearsal import Rehearsal
from ..tools.files import write_atomically

LOG = logging.getLogger(__name__)
MOST_BYTES = 8 << 20
MOST_TURNS = 200

Answer = dict[str, Any]


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


Kind = TypeVar("Kind", bound=_Line)


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
            answers = [_answer(raw, number, rehearsal, tally) for number, raw in _lines(file)]
    except OSError as error:
        raise BatchError(
            f"{str(source)!r} cannot be read ({error.strerror}); give a file of lines"
        ) from error
    try:
        write_atomically(target, b"".join(map(_as_line, answers)))
    except OSError as error:
        raise BatchError(
            f"{str(target)!r} cannot be written ({error.strerror}); give another file"
        ) from error
    return tally


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, blank ones left out, long ones cut after `MOST_BYTES` + 1."""
    number = 0
    while raw := file.readline(MOST_BYTES + 1):
        number += 1
        rest = raw
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MOST_BYTES + 1)
        if raw.strip():
            yield number, raw


def _answer(raw: bytes, number: int, rehearsal: Callable[[], Rehearsal], tally: Tally) -> Answer:
    tally.lines += 1
    id: Any = None
    try:
        line = _parsed(raw)
        id = line.get("id")
        answer = _conversation(line, rehearsal, tally) if "turns" in line else _single(line, rehearsal, tally)
    except MessageError as error:
        tally.errors += 1
        known = id if isinstance(id, str | int) else None
        return {"id": known, "error": f"line {number}: {error}"}
    return {"id": id, **answer}


def _single(line: Answer, rehearsal: Callable[[], Rehearsal], tally: Tally) -> Answer:
    asked = _checked(_Single, line)
    planned = _said(rehearsal(), asked.instruction, asked.n_input_images, tally)
    return {"brief": planned[0], "plan": planned[1]}


def _conversation(line: Answer, rehearsal: Callable[[], Rehearsal], tally: Tally) -> Answer:
    thread = rehearsal()
    turns = _checked(_Conversation, line).turns
    planned = [_said(thread, said.text, said.images, tally) for said in turns]
    return {"briefs": [brief for brief, _ in planned], "plans": [plan for _, plan in planned]}


def _said(thread: Rehearsal, text: str, images: int, tally: Tally) -> tuple[Answer, Answer]:
    tally.instructions += 1
    try:
        brief, plan = thread.say(text, images)
    except MessageError:
        raise
    except Exception as error:  # one line that breaks a planner must not cost the others
        LOG.exception("a line broke the planner")
        raise MessageError(f"planning broke ({type(error).__name__}); please report this text") from error
    return brief.model_dump(mode="json"), plan.model_dump(mode="json")


def _parsed(raw: bytes) -> Answer:
    if len(raw) > MOST_BYTES:
        raise MessageError(f"the line is longer than {MOST_BYTES:,} bytes; shorten it")
    try:
        line = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict):
        raise MessageError(f'{_shown(raw)} is no JSON object; write {{"id": …, "instruction": …}}')
    return line


def _checked(kind: type[Kind], line: Answer) -> Kind:
    try:
        return kind.model_validate(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        if first["type"] == "missing":
            raise MessageError(f"{where} is missing; give it") from error
        given = _in_words(first["input"])
        where = (
            where.partition(".")[0] if where.startswith("id.") else where
        )  # of a union, pydantic says which
        raise MessageError(f"{where} is {given}: {first['msg']}; correct it") from error


def _in_words(value: object) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return json.dumps(value, ensure_ascii=False)[:60]


def _shown(raw: bytes) -> str:
    return repr(raw.decode(errors="replace").strip()[:40])


def _as_line(answer: Answer) -> bytes:
    """Half a surrogate pair cannot be written as UTF-8; its JSON escape can."""
    return json.dumps(answer, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"
