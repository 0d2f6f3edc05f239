"""Looks at pictures with Qwen2.5-VL, Qwen3-VL or SmolVLM (transformers).

Answers are greedy and always JSON of the schema asked for; P(yes) comes from the logits of the first token.
A prompt is sent as it is, after the pictures: what the fields of a schema mean, the prompt itself must say.
Knows no picture's id, no plan and no user.
"""

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Self, TypeVar

import torch
from llguidance.hf import from_tokenizer
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .card import VisionCard
from .image_model import ModelError
from .machine import Machine
from .reading import Loader, Reader, Reading
from .structured import Answer
from .tiers import Tier
from .vision_model import Schema, Usage, VisionError
from .vision_parts import load_model

T = TypeVar("T")


class _Description(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sentence: str = Field(min_length=1, max_length=200)


class LocalVision:
    """A vision-language model from a catalog card, in the best tier that fits `machine`, or this one.

    Where memory runs out, it is loaded in the next tier and tried once more. Safe to use from several
    threads: they take turns.
    """

    def __init__(self, card: VisionCard, machine: Machine | None = None, load: Loader = load_model) -> None:
        self.name, self.revision = card.name, card.revision
        self._usage = Usage()
        self._most = card.max_new_tokens
        self._reader = Reader(card, machine, load)
        tokenizer = self._reader.processor.tokenizer
        self._yes, self._no = _spellings(tokenizer, "yes"), _spellings(tokenizer, "no")
        self._tokenizer = from_tokenizer(tokenizer, n_vocab=self._reader.vocabulary)

    @property
    def tier(self) -> Tier:
        """How it is loaded."""
        return self._reader.tier

    @property
    def usage(self) -> Usage:
        """Calls, and tokens that were really run: those of a picture count once for questions in a row."""
        return self._usage

    def for_turn(self) -> Self:
        """The same weights, with usage counted from nothing."""
        view = copy.copy(self)
        view._usage = Usage()
        return view

    def ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
        """A valid value of `schema`, or `VisionError` where the answer does not come to its end."""
        return self._tried(lambda: self._ask(prompt, images, schema))

    def probability(self, question: str, images: Sequence[Image.Image]) -> float:
        """P(yes) in 0..1: what all spellings of yes and no get, compared with each other."""
        return self._tried(lambda: self._probability(question, images))

    def describe(self, image: Image.Image) -> str:
        """What the picture shows, in one sentence."""
        return self.ask("Describe the picture in one sentence.", [image], _Description).sentence

    def _tried(self, work: Callable[[], T]) -> T:
        """Once more in the tier below where memory runs out."""
        tier = self._reader.tier
        # What failed is let go of before the next one loads: an exception in hand keeps all it saw.
        with suppress(torch.OutOfMemoryError):
            return work()
        try:
            self._reader.step_down(tier)
            return work()
        except torch.OutOfMemoryError as error:
            raise VisionError(str(self._reader.exhausted(tier))) from error
        except ModelError as error:
            raise VisionError(str(error)) from error

    def _ask(self, prompt: str, images: Sequence[Image.Image], schema: type[Schema]) -> Schema:
        answer = Answer(self._tokenizer, schema)
        with self._reading(prompt, images) as reading:
            before = reading.tokens
            tokens = answer.forced()
            while not answer.is_over and reading.tokens - before < self._most:
                if tokens:
                    reading.add(tokens)
                tokens = answer.next(reading.logits)
        if not answer.is_over:
            raise VisionError(f"{self.name} had not ended its answer after {self._most} tokens; ask for less")
        try:
            return schema.model_validate_json(answer.json)
        except ValidationError as error:
            raise VisionError(
                f"{self.name} answered {answer.json[:80]!r}, which is no valid {schema.__name__} "
                f"({error.errors()[0]['msg']}); ask in other words"
            ) from error

    def _probability(self, question: str, images: Sequence[Image.Image]) -> float:
        with self._reading(question, images) as reading:
            logits = reading.logits.double()
        odds = torch.logsumexp(logits[self._yes], 0) - torch.logsumexp(logits[self._no], 0)
        p = float(torch.sigmoid(odds))
        if math.isnan(p):
            raise VisionError(f"{self.name} gave no number for {question[:80]!r}; ask in other words")
        return p

    @contextmanager
    def _reading(self, prompt: str, images: Sequence[Image.Image]) -> Iterator[Reading]:
        with self._reader.reading(prompt, images) as reading:
            try:
                yield reading
            finally:
                self._usage = Usage(self._usage.calls + 1, self._usage.tokens + reading.tokens)


def _spellings(tokenizer: Any, word: str) -> list[int]:
    """The tokens that are the whole word, however it is spelled: "Yes", "yes", " Yes" …"""
    spellings = [space + form for space in ("", " ") for form in (word, word.title(), word.upper())]
    ids = [tokenizer(spelling, add_special_tokens=False)["input_ids"] for spelling in spellings]
    whole = sorted({tokens[0] for tokens in ids if len(tokens) == 1})
    if not whole:
        raise ModelError(
            f"the tokenizer has no token for {word!r}, but P(yes) needs one; choose another model"
        )
    return whole
