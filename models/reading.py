"""Runs a Qwen-VL checkpoint: pictures are read once and kept while questions about them follow.

Knows prompts, tokens and logits; knows no schema and no probability.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from transformers import AutoModelForImageTextToText, AutoProcessor, DynamicCache
from transformers.utils.logging import disable_progress_bar

from .card import VisionCard, folder_of, revision_of
from .image_model import ModelError
from .picture import Picture
from .threads import bounded
from .vision_model import VisionError
from .visual_tokens import seen

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

    def __init__(self, model: Any, prefix: Prefix, tokens: int) -> None:
        self.tokens = tokens
        self._model, self._cache, self._position = model, prefix.cache, prefix.position

    def add(self, tokens: Sequence[int]) -> None:
        """Read tokens of text."""
        ids = torch.tensor([tokens], device=self._model.device)
        positions = torch.arange(self._position, self._position + len(tokens), device=ids.device)
        output = self._model(
            input_ids=ids,
            position_ids=positions.expand(3, 1, -1),
            cache=self._cache,
            use_cache=True,
            logits_to_keep=1,
        )
        self.logits = output.logits[0, -1].float()
        self._position += len(tokens)
        self.tokens += len(tokens)


class Reader:
    """A loaded checkpoint. One prompt is read at a time; others wait."""

    def __init__(self, card: VisionCard) -> None:
        self._card = card
        self._lock = threading.Lock()
        self._kept = Prefix()
        self._load(folder_of(card))

    @contextmanager
    def reading(self, prompt: str, images: Sequence[Image.Image]) -> Iterator[Reading]:
        """The prompt, read after its pictures: they come first, so that they need not be read again."""
        pictures = [Picture.of(seen(image, self._card, self._token)) for image in images]
        with self._lock, bounded(self._card.threads), torch.no_grad():
            before, after = self._turn(len(pictures))
            text = self._ids(prompt, split_special_tokens=True) + self._ids(after)
            if not pictures:
                text, prefix, read = self._ids(before) + text, Prefix(), 0
            else:
                prefix, read = self._prefix(before, pictures)
            self._check(prefix.length + len(text))
            reading = Reading(self._model, prefix, read)
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
            do_resize=False,
            return_tensors="pt",
        ).to(self._model.device)
        positions, _ = self._model.model.get_rope_index(**inputs)
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

    def _load(self, folder: str) -> None:
        disable_progress_bar()
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        try:
            self.processor = AutoProcessor.from_pretrained(folder, **revision_of(self._card))
            model = AutoModelForImageTextToText.from_pretrained(
                folder, dtype="auto", **revision_of(self._card)
            )
        except Exception as error:  # a broken checkpoint fails in many ways
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise ModelError(
                f"{self._card.name} cannot be loaded from {folder}: {reason}; "
                "check the network, or name a whole folder in the card"
            ) from error
        self._model = model.to(device).eval().requires_grad_(False)
        pictures = self.processor.image_processor
        self._token = pictures.patch_size * pictures.merge_size

    @property
    def vocabulary(self) -> int:
        """How many logits there are: at least as many as tokens."""
        return int(self._model.config.text_config.vocab_size)
