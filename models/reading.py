"""Runs a vision-language model: pictures are read once and kept while questions about them follow.

Knows prompts, tokens and logits; knows no schema and no probability.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from transformers import DynamicCache

from .card import VisionCard
from .fitted import Fitted
from .image_model import ModelError
from .machine import Machine, measured
from .picture import Picture
from .sights import Sight, sight_of
from .threads import bounded
from .tiers import Tier
from .vision_model import VisionError
from .vision_parts import load_model, load_processor

Loader = Callable[[VisionCard, torch.device, Tier], Any]
_TEXT = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass
class Prefix:
    """What has been read: the K/V of `length` tokens. `position` is the next token's.

    It is less than `length`, for the tokens of a picture share positions.
    """

    pictures: tuple[str, ...] = ()
    cache: Any = field(default_factory=DynamicCache)
    length: int = 0
    position: int = 0


class Reading:
    """A prompt that is read and continued. `logits` (V,) float32 are those of the next token."""

    logits: Tensor

    def __init__(self, model: Any, sight: Sight, prefix: Prefix, tokens: int) -> None:
        self.tokens = tokens
        self._sight, self._model, self._cache, self._position = sight, model, prefix.cache, prefix.position

    def add(self, tokens: Sequence[int]) -> None:
        """Read tokens of text."""
        ids = torch.tensor([tokens], device=self._model.device)
        positions = torch.arange(self._position, self._position + len(tokens), device=ids.device)
        output = self._model(
            input_ids=ids,
            position_ids=self._sight.along(positions),
            cache=self._cache,
            use_cache=True,
            logits_to_keep=1,
        )
        self.logits = output.logits[0, -1].float()
        self._position += len(tokens)
        self.tokens += len(tokens)


class Reader:
    """A loaded checkpoint, in the best tier that fits. One prompt is read at a time; others wait."""

    def __init__(self, card: VisionCard, machine: Machine | None = None, load: Loader = load_model) -> None:
        self._card = card
        self._lock = threading.Lock()
        self._kept = Prefix()
        self.processor = load_processor(card)
        self._sight = sight_of(card, self.processor)
        less = "show it fewer pictures at once"
        self._fitted = Fitted(card, machine or measured(), lambda *place: load(card, *place), less)

    @property
    def tier(self) -> Tier:
        """How it is loaded."""
        return self._fitted.tier

    def step_down(self, failed: Tier) -> None:
        """Load it in the tier below one that ran out of memory; `ModelError` where there is none."""
        with self._lock:
            self._fitted.check_below(failed)
            self._kept = Prefix()
            self._fitted.step_down(failed)

    @contextmanager
    def reading(self, prompt: str, images: Sequence[Image.Image]) -> Iterator[Reading]:
        """The prompt, read after its pictures: they come first, so that they need not be read again."""
        pictures = [Picture.of(self._sight.seen(image)) for image in images]
        with self._lock, bounded(self._card.threads), torch.no_grad():
            before, after = self._turn(len(pictures))
            text = self._ids(prompt, split_special_tokens=True) + self._ids(after)
            if not pictures:
                text, prefix, read = self._ids(before) + text, Prefix(), 0
            else:
                prefix, read = self._prefix(before, pictures)
            self._check(prefix.length + len(text))
            reading = Reading(self._model, self._sight, prefix, read)
            reading.add(text)
            yield reading
            # Only what is whole is kept: an error in between may leave half a step in the cache.
            prefix.cache.crop(prefix.length - prefix.cache.get_seq_length())
            self._kept = prefix if pictures else self._kept

    def _prefix(self, before: str, pictures: Sequence[Picture]) -> tuple[Prefix, int]:
        """All up to the text of the message, and how many tokens had to be read for it."""
        key = tuple(picture.sha256 for picture in pictures)
        kept, self._kept = self._kept, Prefix()
        if kept.pictures == key:
            return kept, 0
        inputs = self.processor(
            text=[before],
            images=[picture.image for picture in pictures],
            return_tensors="pt",
            **self._sight.arguments,
        ).to(self._model.device)
        positions = self._sight.positions(self._model, inputs)
        output = self._model(**inputs, position_ids=positions, use_cache=True, logits_to_keep=1)
        length = inputs["input_ids"].shape[1]
        return Prefix(key, output.past_key_values, length, int(positions.max()) + 1), length

    def _turn(self, pictures: int) -> tuple[str, str]:
        """What the chat template writes around the text of a message with so many pictures."""
        content = [{"type": "image"}] * pictures + [{"type": "text", "text": _TEXT}]
        turn: str = self.processor.apply_chat_template(
            [{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True
        )
        before, _, after = turn.partition(_TEXT)
        return before, after

    def _ids(self, text: str, *, split_special_tokens: bool = False) -> list[int]:
        """Tokens of text; in what users wrote, special tokens are spelled out and mean nothing."""
        ids: list[int] = self.processor.tokenizer(
            text, add_special_tokens=False, split_special_tokens=split_special_tokens
        )["input_ids"]
        return ids

    def _check(self, tokens: int) -> None:
        most = self._model.config.text_config.max_position_embeddings
        if tokens > most:
            raise VisionError(
                f"the question has {tokens} tokens with its pictures, but {self._card.name} reads at most "
                f"{most}; say it shorter"
            )

    def exhausted(self, failed: Tier) -> ModelError:
        """What is told where memory ran out in the tier below as well."""
        return self._fitted.exhausted(f"as it did with {failed}")

    @property
    def _model(self) -> Any:
        return self._fitted.loaded

    @property
    def vocabulary(self) -> int:
        """How many logits there are: at least as many as tokens."""
        return int(self._model.config.text_config.vocab_size)
