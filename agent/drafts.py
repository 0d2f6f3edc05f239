"""What a language model answers when it plans: bounded values, checked elsewhere before they count.

Knows no picture: an id in a draft is only a word.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..models.conditions import MAX_REGIONS
from .state import Aspect, Operation, Role, Value
from .steps import MOST_IN_A_SET

MOST_OUTPUTS = 32
MOST_CHECKS = 8

Name = Annotated[str, StringConstraints(max_length=40)]
Sentence = Annotated[str, StringConstraints(max_length=300)]
Paragraph = Annotated[str, StringConstraints(max_length=1200)]


class CheckDraft(Value):
    """A yes/no question that a right picture answers with yes, and what mends it if not."""

    question: Sentence
    fix: Sentence = ""
    aspect: Aspect = "picture"
    of: Name = ""


class BoxDraft(Value):
    """Something in a picture and its box, in fractions of its sides; a sketch has the numbers itself."""

    description: Sentence
    left: float = 0
    top: float = 0
    width: float = 0
    height: float = 0


class OutputDraft(Value):
    """One picture to be made."""

    prompt: Paragraph
    shows: Paragraph = ""
    text: Paragraph = ""
    source: Name = ""
    boxes: Annotated[tuple[BoxDraft, ...], Field(max_length=MAX_REGIONS)] = ()
    checks: Annotated[tuple[CheckDraft, ...], Field(max_length=MOST_CHECKS)] = ()


class UseDraft(Value):
    """A picture that takes part."""

    id: Name
    role: Role


class SizeDraft(Value):
    """Width and height in pixels."""

    width: int = Field(ge=1, le=8192)
    height: int = Field(ge=1, le=8192)


class LessonDraft(Value):
    """What the painter is to be taught, from image sets by ids or in a folder."""

    adapter: Name
    sets: Annotated[tuple[Annotated[tuple[Name, ...], Field(max_length=12)], ...], Field(max_length=100)] = ()
    folder: Annotated[str, StringConstraints(max_length=200)] = ""


class BriefDraft(Value):
    """What was asked, as the model understood it."""

    operation: Operation
    kind: Literal["usual", "restore", "layout"] = "usual"
    images: Annotated[tuple[UseDraft, ...], Field(max_length=16)] = ()
    outputs: Annotated[tuple[OutputDraft, ...], Field(max_length=MOST_OUTPUTS)] = ()
    shared: Paragraph = ""
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    target: Name = ""
    again: bool = False
    adapters: Annotated[tuple[Name, ...], Field(max_length=4)] = ()
    lesson: LessonDraft | None = None
    new_wishes: Annotated[tuple[Sentence, ...], Field(max_length=8)] = ()
    ended_wishes: Annotated[tuple[int, ...], Field(max_length=32)] = ()
    size: SizeDraft | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "en"
    notes: Annotated[tuple[Sentence, ...], Field(max_length=4)] = ()
    answer: Paragraph = ""


class StepDraft(Value):
    """A tool call; `arguments` is a JSON object, written as a string, `outputs` the pictures it makes."""

    tool: Name
    arguments: Annotated[str, StringConstraints(max_length=8000)]
    outputs: Annotated[tuple[Name, ...], Field(min_length=1, max_length=MOST_IN_A_SET)]


class PlanDraft(Value):
    """The tool calls in their order, one for each picture or set."""

    steps: Annotated[tuple[StepDraft, ...], Field(max_length=2 * MOST_OUTPUTS)]


class Unusable(ValueError):
    """A draft that cannot be followed; one sentence that the model can act on."""
