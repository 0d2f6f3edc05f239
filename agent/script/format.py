"""What a task file may hold: the values of its keys. `docs/task-file.schema.json` is made from these classes.

Knows no files and no project. Values are as they are written: "3" is no number.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from ...tools.arguments import Seed
from ..limits import Limits
from ..message import MOST_CHARACTERS, MOST_UPLOADS
from ..state import Outcome

MOST_TURNS = 200
PASS = 0.8

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Path = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1000)]
Text = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]
Size = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,3}x[1-9]\d{0,3}$")]
Value = str | int | float | bool


class Part(BaseModel):
    """A part of a file; a key that is misspelled is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Between(Part):
    """A number that is not exactly known."""

    at_least: Count = 0
    at_most: Count = 1000


class Asked(Part):
    """A yes/no question to the critic's eyes about the pictures of a turn, or one of them (from 1)."""

    ask: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    at_least: Share | None = Field(default=None, description="the least P(yes); 0.8 where no bound is given")
    at_most: Share | None = Field(default=None, description="the greatest P(yes), for what must not be seen")
    picture: Annotated[int, Field(ge=1, le=1000)] | None = None


class Expect(Part):
    """What a turn is to come to. What is left out is not looked at, but for the outcome."""

    outcome: Outcome = "done"
    pictures: Count | Between | None = None
    size: Size | None = Field(default=None, description="of each picture, such as 256x256")
    questions: Annotated[list[str | Asked], Field(max_length=50)] = []
    files: list[str] = Field(default=[], description="endings of files that are made, such as pdf")
    reply: list[str] = Field(default=[], description="parts of the reply")
    ids: list[str] | None = Field(default=None, description="ids of the pictures, in their order")
    pixels: list[str] | None = Field(default=None, description="sha256 of size and pixels of each picture")


class _Turn(Part):
    name: Name | None = Field(default=None, description="later turns say ${name} for its picture")
    save: Path | None = Field(default=None, description="the name of its picture in the result folder")
    answer: Literal["approve", "refuse"] | None = Field(
        default=None, description="to a plan that waits; left out, yes to all but what is over the limits"
    )
    expect: Expect = Expect()


class Understood(Part):
    """Brief and plan of a message, written down where another planner might understand it otherwise."""

    brief: dict[str, Any]
    steps: list[dict[str, Any]] = []


class Say(_Turn):
    """What one would say, with pictures."""

    say: Text
    images: Annotated[list[Path], Field(max_length=MOST_UPLOADS)] = []
    seed: Seed | None = None
    understood: Understood | None = None


class Show(_Turn):
    """Pictures that are taken in; nothing is done with them yet."""

    images: Annotated[list[Path], Field(min_length=1, max_length=MOST_UPLOADS)]


class Call(_Turn):
    """A tool call with its arguments."""

    tool: str
    arguments: dict[str, Any] = Field(default={}, alias="with")


class Move(_Turn):
    """A step in the version tree."""

    do: Literal["undo", "redo"]


class GoTo(_Turn):
    """To the moment of an earlier turn."""

    go_to: Name


class Include(Part):
    """The turns of another file, with values for its variables."""

    include: Path
    variables: Annotated[dict[Name, Value], Field(max_length=100)] = {}


KINDS = {"include": Include, "say": Say, "tool": Call, "do": Move, "go_to": GoTo, "images": Show}


def kind_of(turn: Any) -> str | None:
    """Which kind of turn has these keys; the first of `KINDS` counts."""
    if isinstance(turn, BaseModel):
        return next(kind for kind, model in KINDS.items() if isinstance(turn, model))
    return next((kind for kind in KINDS if kind in turn), None) if isinstance(turn, dict) else None


Turn = Say | Show | Call | Move | GoTo
AnyTurn = Annotated[
    Annotated[Include, Tag("include")]
    | Annotated[Say, Tag("say")]
    | Annotated[Call, Tag("tool")]
    | Annotated[Move, Tag("do")]
    | Annotated[GoTo, Tag("go_to")]
    | Annotated[Show, Tag("images")],
    Discriminator(kind_of),
]


class Bounds(Part):
    """Limits of each turn, as `TRIPTYCH_PICTURES` and the like; what is left out stays as it is set."""

    pictures: Annotated[int, Field(ge=1, le=1000)] | None = None
    seconds: Annotated[float, Field(gt=0, le=1e9)] | None = None
    calls: Annotated[int, Field(ge=0, le=10**9)] | None = None
    tokens: Annotated[int, Field(ge=0, le=10**12)] | None = None
    drafts: Annotated[int, Field(ge=1, le=20)] | None = None
    approve: Literal["over_budget", "always"] | None = None

    def over(self, usual: Limits) -> Limits:
        """The usual limits with these in their places."""
        return Limits(**{**usual.model_dump(), **self.model_dump(exclude_none=True)})


class TaskFile(Part):
    """A task file: turns that are talked through without a screen."""

    title: Annotated[str, StringConstraints(max_length=200)] = ""
    seed: Seed | None = Field(default=None, description="turn n begins with it + 1000 × (n − 1)")
    model: str | None = Field(default=None, description="who paints; `triptych models` lists them")
    eyes: str | None = Field(default=None, description="who judges, or none")
    planner: str | None = Field(default=None, description="phrasebook, a language model, or endpoint")
    limits: Bounds = Bounds()
    variables: Annotated[dict[Name, Value], Field(max_length=100)] = Field(
        default={}, description="${name} stands for them in the turns"
    )
    out: Path | None = Field(default=None, description="the result folder, beside the file")
    turns: Annotated[list[AnyTurn], Field(min_length=1, max_length=MOST_TURNS)]
