"""What came of a run, as `manifest.json` in its result folder. Knows the file and no project."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...tools.files import write_atomically
from ..state import Outcome

NAME = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PictureMade(_Part):
    """A picture of a turn; `pixels` is the sha256 of its size and pixels, `sha256` that of its PNG."""

    id: str
    file: str
    sha256: str
    pixels: str
    width: int
    height: int
    seed: int | None = None
    model: str | None = None
    revision: str | None = None


class Held(_Part):
    """An expectation, whether it held, and what was found instead."""

    expected: str
    held: bool
    found: str


class TurnReport(_Part):
    """One turn; `told` is what was said or called, `turn` its id in the thread, "" where it could not begin.

    `seconds` were spent on it by the run that ended it.
    """

    number: int
    name: str = ""
    told: str
    turn: str = ""
    outcome: Outcome
    reply: str = ""
    problem: str = ""
    seed: int | None = None
    seconds: float = 0.0
    pictures: tuple[PictureMade, ...] = ()
    uploads: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    expectations: tuple[Held, ...] = ()

    @property
    def held(self) -> bool:
        """Whether all that was expected of it came true."""
        return not self.problem and all(one.held for one in self.expectations)


class Manifest(_Part):
    """A run; `before` is how many turns the thread had, `held` None until it is over."""

    file: str
    title: str = ""
    script: str = Field(description="sha256 of all that decides what the task file makes")
    seed: int
    thread: str
    before: int = 0
    model: str
    revision: str
    eyes: str | None = None
    made_with: dict[str, str] = {}
    began: datetime = Field(default_factory=lambda: datetime.now(UTC))
    held: bool | None = None
    turns: tuple[TurnReport, ...] = ()

    def write(self, folder: Path) -> "Manifest":
        """Write it whole or not at all; itself."""
        write_atomically(folder / NAME, self.model_dump_json(indent=1, exclude_none=True).encode() + b"\n")
        return self

    def with_turn(self, report: TurnReport) -> "Manifest":
        """With the report of one more turn."""
        return self.model_copy(update={"turns": (*self.turns, report)})

    def report(self, number: int) -> TurnReport | None:
        """What is known of a turn."""
        return next((one for one in self.turns if one.number == number), None)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder, None where it has none. Raises `ValueError` where it is no manifest."""
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise ValueError(f"{path} is no manifest of a run; give another folder with --out") from error


def as_json(manifest: Manifest) -> dict[str, Any]:
    """The manifest for programs."""
    return manifest.model_dump(mode="json", exclude_none=True)
