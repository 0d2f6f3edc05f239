"""What a vision-language model is: questions and pictures in, checked values and probabilities out.

Knows no picture's id, no plan and no user.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from PIL import Image
from pydantic import BaseModel

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in fractions of the picture's sides."""
Schema = TypeVar("Schema", bound=BaseModel)


class VisionError(ValueError):
    """The model gave no usable answer; one sentence: value, expectation, remedy."""


@dataclass(frozen=True)
class Usage:
    """What a model was asked for: calls, and tokens read and written."""

    calls: int = 0
    tokens: int = 0


class VisionModel(Protocol):
    """Any model that looks at pictures and reads text; safe to use from several threads."""

    name: str
    revision: str

    @property
    def usage(self) -> Usage:
        """What was spent since this value was made."""
        ...

    def for_turn(self) -> "VisionModel":
        """The same model with its caps and its usage counted from nothing: one for each turn."""
        ...

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
        """A valid value of `schema`, or `VisionError`; never half an answer."""
        ...

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:
        """P(yes) in 0..1 of a yes/no question about the pictures. Raises `VisionError`."""
        ...

    def describe(self, image: Image.Image) -> str:
        """What the picture shows, in one sentence. Raises `VisionError`."""
        ...


@runtime_checkable
class FindsThings(Protocol):
    """Eyes that can say where something is."""

    def find(self, image: Image.Image, noun: str) -> Box | None:
        """The box round the only thing of that name; None where there is none, or more than one."""
        ...
