"""Files of JSON, an object a line: read with bounds, and written. Knows no keys.

Raises `MessageError` for a line that cannot be used.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from ..agent.message import MessageError

MOST_BYTES = 8 << 20
Line = dict[str, Any]
Kind = TypeVar("Kind", bound=BaseModel)


def lines_in(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, blank ones left out, long ones cut after `MOST_BYTES` + 1."""
    number = 0
    while raw := file.readline(MOST_BYTES + 1):
        number += 1
        rest = raw
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MOST_BYTES + 1)
        if raw.strip():
            yield number, raw


def parsed(raw: bytes) -> Line:
    """The object of a line."""
    if len(raw) > MOST_BYTES:
        raise MessageError(f"the line is longer than {MOST_BYTES:,} bytes; shorten it")
    try:
        line = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict):
        raise MessageError(f"{_shown(raw)} is no JSON object; write one object a line")
    return line


def checked(kind: type[Kind], line: Line) -> Kind:
    """The object as a value of that kind."""
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


def as_line(answer: Line) -> bytes:
    """Half a surrogate pair cannot be written as UTF-8; its JSON escape can."""
    return json.dumps(answer, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"
