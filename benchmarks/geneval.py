"""GenEval's prompts (Ghosh et al. 2023, github.com/djghosh13/geneval) as yes/no questions.

`evaluation_metadata.jsonl` says what must be in a picture: `include` with class, count, colour and position,
`exclude` with counts that are too many. There a detector looks; here any judge that answers questions does,
so that figures are comparable among themselves, not with published ones.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from triptych.models import questions

from benchmarks.prompted import Prompted, PromptFileError, Question

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SAID = re.compile(rf"\b(?:{'|'.join(NUMBERS[2:])}) (.+)$")
Where = Literal["left of", "right of", "above", "below"]


class Thing(BaseModel):
    """What is to be seen: `position` is a side and the number of the thing that it is the side of."""

    model_config = ConfigDict(frozen=True)

    class_: str
    count: int = 1
    color: str | None = None
    position: tuple[Where, int] | None = None


class Line(BaseModel):
    """One line of the file."""

    tag: str
    prompt: str
    include: tuple[Thing, ...]
    exclude: tuple[Thing, ...] = ()


def read(path: Path) -> list[Prompted]:
    """All prompts of the file. Raises `PromptFileError`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        _prompted(number, _line(path, number, line)) for number, line in enumerate(lines, 1) if line.strip()
    ]


def _line(path: Path, number: int, text: str) -> Line:
    try:
        raw = json.loads(text, object_hook=_renamed)
        return Line.model_validate(raw)
    except (json.JSONDecodeError, ValidationError, RecursionError) as error:
        raise PromptFileError(
            f"{path}, line {number}: {str(error).splitlines()[0]}; expected a line of GenEval's "
            "evaluation_metadata.jsonl with tag, include and prompt"
        ) from error


def _renamed(raw: dict[str, Any]) -> dict[str, Any]:
    return {"class_" if name == "class" else name: value for name, value in raw.items()}


def _prompted(number: int, line: Line) -> Prompted:
    asked = tuple(_questions(line))
    return Prompted(str(number), line.prompt, line.tag, asked, tuple(thing.class_ for thing in line.include))


def _questions(line: Line) -> Iterator[Question]:
    for thing in line.include:
        yield Question(_existence(thing, line.prompt))
    for thing in line.exclude:
        yield Question(_existence(thing, line.prompt), expected=False)
    for n, thing in enumerate(line.include):
        if thing.color:
            several = thing.count > 1
            noun = _plural(thing, line.prompt) if several else thing.class_
            yield Question(questions.colored(noun, thing.color, several=several), after=(n,))
        if thing.position and thing.position[1] < len(line.include):
            where, other = thing.position
            yield Question(_position(thing.class_, where, line.include[other].class_), after=(n, other))


def _existence(thing: Thing, prompt: str) -> str:
    if thing.count == 1:
        return questions.exists(thing.class_)
    number = NUMBERS[thing.count] if thing.count < len(NUMBERS) else str(thing.count)
    return questions.exists(_plural(thing, prompt), number)


def _plural(thing: Thing, prompt: str) -> str:
    """As the prompt has it, which knows the irregular ones."""
    found = SAID.search(prompt)
    return found[1] if found and " and " not in found[1] else f"{thing.class_}s"


def _position(noun: str, where: Where, other: str) -> str:
    match where:
        case "left of":
            return questions.beside(noun, "left", other)
        case "right of":
            return questions.beside(noun, "right", other)
        case "above":
            return questions.beside(noun, "above", other)
        case "below":
            return questions.beside(other, "above", noun)


def score(prompted: Prompted, probabilities: list[float], right: list[bool]) -> float:  # noqa: ARG001
    """1 where everything is right, else 0."""
    return float(all(right))
