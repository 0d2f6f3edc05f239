"""The values of one turn: what was asked (Brief), what will be done (Plan), what was seen (Critique).

Only ids of images travel here, never pixels. Checkpoints keep these types by name: don't rename them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from ..models.upscaler import Factor
from ..models.vision_model import Usage
from ..tools.arguments import AdapterUse
from ..tools.book_terms import Format, Layout, PageSize
from ..tools.boxes import Box
from ..tools.members import Member
from ..tools.tool import Tool, make_call

Task = Literal[
    "text_to_image",
    "text_to_images",
    "image_to_image",
    "images_to_image",
    "image_to_images",
    "images_to_images",
    "edit",
    "restore",
    "upscale",
    "adjust",
    "explain",
    "layout",
    "picture_book",
    "cast",
    "teach",
    "chat",
    "clarify",
]
Operation = Literal[
    "generate",
    "explain",
    "edit",
    "reuse_character",
    "book",
    "undo",
    "redo",
    "revert_to",
    "branch",
    "delete",
    "lock",
    "cast",
    "teach",
    "chat",
    "clarify",
]
Role = Literal["source", "reference", "sketch"]
Aspect = Literal["picture", "identity", "style", "logic"]
AskedBy = Literal["words", "pictures", "call", "move", "brief"]
Answered = Literal["", "approved", "refused"]
Outcome = Literal["done", "asked", "stopped", "failed"]


class Value(BaseModel):
    """A frozen value of the agent."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Seen(Value):
    """A picture of the thread and one self-contained sentence on what it shows, "" where that is unknown."""

    id: str
    shows: str = ""
    turn: str = ""


class Binding(Value):
    """How a book is bound, where that is said; what is left out is as the tool `book` does it.

    `second_texts` and `layouts` go page by page; they are empty where no page has one.
    """

    formats: tuple[Format, ...] = ()
    layout: Layout | None = None
    page_size: PageSize | None = None
    bleed: bool = False
    cover: str = ""
    dedication: str = ""
    second_texts: tuple[str, ...] = ()
    layouts: tuple[Layout | None, ...] = ()


class Moment(Value):
    """A node of the version tree: what lies on the table after a turn that changed it.

    `images` are all pictures of the set or book, a changed one in the place of the one before; `made` are
    those that are new. `parent` is the turn of the moment before, "" at a root. A book has a title, a text a
    page, and the front views of its characters in `sheets`. `locked` are pictures that stay as they are;
    `deleted` are all that count as deleted here, whether they lay on the table or not.
    """

    turn: str
    parent: str = ""
    images: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    title: str = ""
    texts: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    binding: Binding = Binding()
    locked: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


class ImageUse(Value):
    """A picture that takes part, and as what: source of an edit, reference, or sketch of a layout."""

    id: str
    role: Role


class Check(Value):
    """A yes/no question that a right picture answers with yes, and the instruction that mends it if not.

    `of` names the other picture of the set that an aspect but "picture" compares with.
    """

    question: str
    fix: str = ""
    aspect: Aspect = "picture"
    of: str = ""


class Output(Value):
    """One picture to be made: what the painter is told, what it will show, and the page text below it.

    `boxes` say where things shall be, where that was asked for, in fractions of the picture's sides.
    `source` is the one picture that this one is made from, where the brief's pictures are not taken together.
    `like` are the pictures, by id or name, whose characters are seen in it.
    `size` is its width and height where they are not those of the brief.
    """

    prompt: str
    shows: str = ""
    text: str = ""
    source: str = ""
    like: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    boxes: tuple[Box, ...] = ()
    size: tuple[int, int] | None = None


class Sheet(Value):
    """Somebody who comes into the cast: name, looks in words ("" where nobody knows), and the views that are
    painted of it, the front first.
    """

    name: str
    kind: str
    color: str = ""
    clothing: str = ""
    clothing_color: str = ""
    views: tuple[Output, ...]


class CastChange(Value):
    """What is to be done with members of the cast, by name; nothing asks who is in it. `keep` are those that
    are there with their sheets from now on, as when one gets another name.
    """

    keep: tuple[Member, ...] = ()
    lock: tuple[str, ...] = ()
    unlock: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class Lesson(Value):
    """What the painter is to be taught: the adapter's name, and image sets by ids or in a folder."""

    adapter: str
    sets: tuple[tuple[str, ...], ...] = ()
    folder: str = ""


class Question(Value):
    """Which words of a picture's sentence are to be explained, none for all; `shows` is that sentence."""

    words: tuple[str, ...] = ()
    shows: str = ""


class Slide(Value):
    """How far a picture is to go from one word to another, in −1..1."""

    less: str
    more: str
    strength: float


class Brief(Value):
    """What was asked. `notes` are said before drawing; `answer` is the reply of a chat or a question back.

    Outputs of an edit are made one from the other, up to one with its own `source`; all others stand for
    themselves. `shared` says what all pictures of a set show, "" where they need not agree. `keeps` is
    what lies on the table after an edit, in its order: ids, the changed picture among them, and names of
    outputs where new ones come in; a book may keep pages, too. `cast` are sheets that are painted before,
    `locks` the pictures that are locked after this turn, None where that stays. `waits` says that the
    plan is to be approved first. `wishes` are those standing after this turn. `target` is the turn that
    undo, redo, revert_to and branch go to; `again` makes a sibling of the last moment instead of a child.
    `adapters` are LoRAs of the project, as tools take them; `lesson` comes with the operation teach,
    `question` with explain, `cast_change` with cast, `slide` with the task adjust, `factor` with upscale.
    `made_by` names the planner and, with a language model, each prompt's version and content hash;
    `spent` is what that model was asked for it.
    """

    task: Task
    operation: Operation
    outputs: tuple[Output, ...] = ()
    images: tuple[ImageUse, ...] = ()
    keeps: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    target: str = ""
    again: bool = False
    adapters: tuple[AdapterUse, ...] = ()
    lesson: Lesson | None = None
    question: Question | None = None
    slide: Slide | None = None
    factor: Factor | None = None
    cast: tuple[Sheet, ...] = ()
    cast_change: CastChange | None = None
    locks: tuple[str, ...] | None = None
    waits: bool = False
    shared: str = ""
    title: str = ""
    texts: tuple[str, ...] = Field(default=(), description="the texts of a book that is kept, page by page")
    binding: Binding = Binding()
    size: tuple[int, int] | None = None
    language: str = "en"
    notes: tuple[str, ...] = ()
    answer: str = ""
    made_by: str = "phrasebook"
    spent: Usage = Usage()


class Estimate(Value):
    """What a turn costs at most, with redrafts: pictures, seconds, calls and tokens of language models.

    What the planner has spent counts.
    """

    pictures: int = 0
    seconds: float = 0.0
    calls: int = 0
    tokens: int = 0


class Step(Value):
    """A tool call; `outputs` name the pictures it will make, so that later steps can speak of them."""

    tool: str
    arguments: dict[str, Any]
    outputs: tuple[str, ...] = ()

    def call(self, filled: Mapping[str, str]) -> Tool:
        """The call with the ids of pictures in the places of their names."""
        return make_call(self.tool, _filled_in(self.arguments, filled))

    def named(self, names: Mapping[str, str]) -> "Step":
        """The step with other names for pictures, in its arguments and of its outputs."""
        return self.model_copy(
            update={
                "arguments": _filled_in(self.arguments, names),
                "outputs": tuple(names.get(output, output) for output in self.outputs),
            }
        )

    def needs(self, names: set[str]) -> set[str]:
        """Which of `names` the arguments speak of."""
        return _named_in(self.arguments, names)


class Plan(Value):
    """The steps; the ids in their arguments are what they depend on. Steps without outputs come last.

    `spent` is what a language model was asked for the plan, as in a Brief.
    """

    steps: tuple[Step, ...] = ()
    estimate: Estimate = Estimate()
    made_by: str = "phrasebook"
    spent: Usage = Usage()

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of all pictures that will be made."""
        return tuple(name for step in self.steps for name in step.outputs)


class Verdict(Value):
    """The answer to one check: P(yes)."""

    check: Check
    p: float
    passed: bool


class Critique(Value):
    """What the critic saw in one picture: verdicts, a score in 0..1, one sentence of advice, and where."""

    image: str
    verdicts: tuple[Verdict, ...] = ()
    score: float = 0.0
    passed: bool = False
    advice: str = ""
    where: str = ""


Way = Literal["first", "refine", "redraft"]


class Draft(Value):
    """One try at an output: how it was made, and its critique, which names its picture.

    The critique of a picture that nobody judged has no verdicts; a try that gave no picture names none.
    """

    way: Way
    critique: Critique


class Work(Value):
    """A step that is to run now, ids in all places: the `draft`-th try at picture `picture` of `of` (from 1).

    A set's pictures follow on its first, `picture`; `shown` is what each is to show. The step runs beside
    other tries, (picture, draft); those in `before` are stored first.
    """

    step: Step
    picture: int
    of: int
    before: tuple[tuple[int, int], ...] = ()
    shown: tuple[Output, ...] = ()
    way: Way = "first"
    draft: int = 1


class Turn(Value):
    """What is left of a turn when it is over; ids and files exist.

    `filled` is output name → id, in the plan's order; a stopped turn lacks the outputs that it did not reach.
    `shows` says of each upload what its record told. `asked_by` says whether the turn came in words, as
    pictures alone, as a tool call, as a move in the version tree, or as a ready brief; `answered` is what was
    said to its plan where that waited.
    """

    id: str
    text: str
    uploads: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    brief: Brief
    plan: Plan = Plan()
    filled: dict[str, str] = {}
    files: tuple[str, ...] = Field(default=(), description="paths inside the project folder")
    critiques: tuple[Critique, ...] = Field(default=(), description="of the delivered pictures")
    drafts: dict[str, tuple[Draft, ...]] = Field(default={}, description="output name → all tries at it")
    reply: str = ""
    outcome: Outcome = "done"
    asked_by: AskedBy = "words"
    answered: Answered = ""

    @property
    def images(self) -> tuple[str, ...]:
        """The delivered pictures."""
        return tuple(self.filled.values())


def merged(old: dict[str, Any], new: dict[str, Any] | None) -> dict[str, Any]:
    """Results of steps side by side, brought together; None begins a new turn."""
    return {} if new is None else {**old, **new}


def joined(old: list[Any], new: list[Any] | None) -> list[Any]:
    """As `merged`, for lists."""
    return [] if new is None else [*old, *new]


def first_said(old: str, new: str | None) -> str:
    """As `merged`, for sentences: of several problems the first one counts."""
    return "" if new is None else old or new


class State(TypedDict, total=False):
    """The graph's state. `seen`, `moments`, `head`, `left`, `briefs` (of the latest moments, by turn),
    `wishes` and `payoff` last over turns.

    `preset` is a brief that needs no planner, `given` the plan that comes with it; `answered` what the user
    said to the plan. `work` comes only to `act`, with the step to run; `wave` holds its drafts until they are
    judged. `filled` is output name → id of the best picture so far; `drafts` output name → all tries at it.
    `left` is moment → the child that the head last came back from; `payoff` way → [tries, gains] of refining
    and redrafting.
    """

    turn: str
    text: str
    uploads: list[Seen]
    seed: int | None
    preset: Brief | None
    given: Plan | None
    brief: Brief
    plan: Plan
    answered: Answered
    work: Work
    wave: Annotated[dict[str, Draft], merged]
    filled: Annotated[dict[str, str], merged]
    drafts: Annotated[dict[str, tuple[Draft, ...]], merged]
    files: Annotated[list[str], joined]
    remarks: Annotated[list[str], joined]
    problem: Annotated[str, first_said]
    reply: str
    seen: list[Seen]
    moments: list[Moment]
    head: str
    left: dict[str, str]
    briefs: dict[str, Brief]
    wishes: list[str]
    payoff: dict[str, list[int]]


def output_name(number: int) -> str:
    """The name of the plan's `number`-th picture (from 1) until it has an id."""
    return f"picture:{number}"


def view_name(member: int, view: int) -> str:
    """The name of the `view`-th picture of the `member`-th new sheet (both from 1) until it has an id."""
    return f"sheet:{member}.{view}"


def is_view(name: str) -> bool:
    """Whether a name is that of a sheet's picture, and not of one that was asked for."""
    return name.startswith("sheet:")


def names_of(brief: Brief) -> tuple[str, ...]:
    """The names of all pictures that a brief speaks of, sheets first."""
    views = (
        view_name(m, v) for m, sheet in enumerate(brief.cast, start=1) for v in range(1, len(sheet.views) + 1)
    )
    return (*views, *(output_name(n) for n in range(1, len(brief.outputs) + 1)))


def output_of(brief: Brief, name: str) -> Output:
    """What the picture with that name is to show."""
    number = name.partition(":")[2]
    if is_view(name):
        member, view = map(int, number.split("."))
        return brief.cast[member - 1].views[view - 1]
    return brief.outputs[int(number) - 1]


def _filled_in(value: Any, filled: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled_in(part, filled) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_filled_in(part, filled) for part in value]
    return filled.get(value, value) if isinstance(value, str) else value


def _named_in(value: Any, names: set[str]) -> set[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return set().union(*(_named_in(part, names) for part in value))
    return {value} & names if isinstance(value, str) else set()
