"""A language model with scripted replies and a planner by no rules, for tests of the planner between them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fakes import SETTINGS
from PIL import Image
from pydantic import ValidationError
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Output, Plan, Seen
from triptych.agent.steps import steps_for
from triptych.models.vision_model import Schema, Usage, VisionError


@dataclass
class ScriptedModel:
    """Gives its replies in order, checked against the schema as a real one does; remembers what it was asked.

    A reply is a value that JSON can hold, a text that should be JSON, or an error to raise.
    """

    replies: list[Any]
    name: str = "scripted"
    revision: str = "1"
    prompts: list[str] = field(default_factory=list)
    images: list[tuple[Image.Image, ...]] = field(default_factory=list)
    turns: int = 0
    before: int = 0

    @property
    def usage(self) -> Usage:
        calls = len(self.prompts) - self.before
        return Usage(calls, calls * 1000)

    def for_turn(self) -> "ScriptedModel":
        self.turns += 1
        self.before = len(self.prompts)
        return self

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
        self.prompts.append(prompt)
        self.images.append(tuple(images))
        if not self.replies:
            raise AssertionError("the model was asked once more than there are replies")
        reply = self.replies.pop(0)
        if isinstance(reply, VisionError):
            raise reply
        try:
            # A text is read by pydantic, a value as if a library had read it: they let in different things.
            if isinstance(reply, str):
                return schema.model_validate_json(reply)
            return schema.model_validate(json.loads(json.dumps(reply)))
        except (ValidationError, RecursionError) as error:
            raise VisionError("the answer is no valid JSON of the schema; ask again") from error

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:
        raise VisionError(f"{question!r} is not in the script with {len(images)} images; ask nothing")

    def describe(self, image: Image.Image) -> str:
        raise VisionError(f"a picture of {image.size} is not in the script; ask nothing")


@dataclass
class OneFox:
    """A planner that understands a fox, whatever is said."""

    asked: list[str] = field(default_factory=list)

    def brief(self, text: str, situation: Situation) -> Brief:
        self.asked.append(text)
        return Brief(
            task="text_to_image",
            operation="generate",
            outputs=(Output(prompt="a red fox"),),
            wishes=situation.wishes,
        )

    def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:
        assert situation.settings
        return Plan(steps=steps_for(brief, seed))


def a_book_of_three() -> Situation:
    """Turn 1 made a fox, turn 2 a book of three pages, turn 3 changed its second page; one wish stands."""
    seen = [Seen(id="i1", shows="a red fox in the snow", turn="1")]
    seen += [Seen(id=f"i{n}", shows=f"page {n - 1} with a blue cat", turn="2") for n in (2, 3, 4)]
    seen += [Seen(id="i5", shows="a blue cat with a hat", turn="3")]
    book = {"title": "The Cat", "texts": ("One.", "Two.", "Three.")}
    moments = (
        Moment(turn="1", images=("i1",), made=("i1",)),
        Moment(turn="2", parent="1", images=("i2", "i3", "i4"), made=("i2", "i3", "i4"), **book),
        Moment(turn="3", parent="2", images=("i2", "i5", "i4"), made=("i5",), **book),
    )
    return Situation(
        SETTINGS, 2, seen=tuple(seen), moments=moments, head="3", wishes=("always in watercolour",)
    )


def empty_table(*uploads: str) -> Situation:
    """The beginning of a thread, with uploads."""
    return Situation(SETTINGS, 2, uploads=tuple(Seen(id=id) for id in uploads))


def white(_: str) -> Image.Image:
    """A picture for any id, larger than a preview may be."""
    return Image.new("RGB", (1400, 700), "white")
