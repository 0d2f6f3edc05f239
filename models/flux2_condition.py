"""Reads a request's prompt and references into what a FLUX.2-klein transformer takes, each only once.

Knows no noise and no steps. What was read is kept in the cache; everything goes through it one by one, at
batch 1, so that a request gives the same bits whatever is kept.
"""

import hashlib
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from .card import Card
from .causal_references import positions
from .directions import sides, stepped_along
from .flux2_parts import Flux2Parts
from .image_model import ImageRequest, ModelError
from .latents import encode
from .lora import Adapted
from .picture import Picture
from .reference_cache import Kept, PictureKey, PromptKey, ReferenceCache, ReferencesKey
from .reference_kv import extract


@dataclass(frozen=True)
class Condition:
    """What stays the same in all steps. B is 1, or 2 with guidance (without the prompt, with it).

    `transformer` is the one with the request's adapters, which the steps run.
    `text` (B, L, D) and `text_ids` (L, 4); `references` are the keys and values of all references for any
    batch (reference_kv.py), empty where there are none; `image_ids` (N, 4). `bias` says who sees which text
    where there are several (regional_attention.py).
    """

    transformer: Any
    text: Tensor
    text_ids: Tensor
    references: Kept
    image_ids: Tensor
    bias: Tensor | None = None


@dataclass(frozen=True)
class ConditionReader:
    """Reads for one loaded model; references are read with the request's adapters."""

    card: Card
    parts: Flux2Parts
    device: torch.device
    cache: ReferenceCache
    adapted: Adapted
    # The tokenizer and the text encoder serve one call at a time.
    _reading: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def read(self, request: ImageRequest) -> Condition:
        """Prompt and references as the transformer takes them."""
        transformer = self.adapted.transformer(request.adapters)
        texts = texts_of(request.prompt, request.guidance_scale)
        text = stepped_along(
            self.embed([*texts, *sides(request.prompt, request.direction)]), request.direction
        )
        return Condition(
            transformer=transformer,
            text=text,
            text_ids=text_positions(text.shape[1]).to(self.device),
            references=self.references(request, transformer) if request.references else (),
            image_ids=positions(*self.grid(request.width, request.height)).to(self.device),
        )

    def grid(self, width: int, height: int) -> tuple[int, int]:
        """Rows and columns of tokens for a size in pixels."""
        token = self.card.settings.multiple_of
        return height // token, width // token

    def references(self, request: ImageRequest, transformer: Any) -> Kept:
        """Keys and values of the references, each at the size the model paints best.

        `transformer` is the one with the request's adapters.
        """
        sizes = [self.card.settings.fit(*picture.image.size) for picture in request.references]
        key = ReferencesKey(
            model=self._model,
            adapters=tuple((one.file.sha256, one.weight) for one in request.adapters if one.weight),
            pictures=tuple(
                PictureKey(self._model, picture.sha256, *size)
                for picture, size in zip(request.references, sizes, strict=True)
            ),
            slots=tuple(range(1, len(sizes) + 1)),
        )

        def extracted() -> Kept:
            tokens = [self.tokens(*one) for one in zip(request.references, sizes, strict=True)]
            places = [positions(*self.grid(*size), slot) for size, slot in zip(sizes, key.slots, strict=True)]
            return extract(transformer, torch.cat(tokens, 1), torch.cat(places).to(self.device))

        return self.cache.get(key, extracted)

    def tokens(self, picture: Picture, size: tuple[int, int]) -> Tensor:
        """A picture's tokens (1, R, C) float32 as it is seen at a size in pixels."""

        def encoded() -> tuple[Tensor]:
            image = picture.image
            fitted = image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
            return (encode(self.parts.vae, [fitted]),)

        return self.cache.get(PictureKey(self._model, picture.sha256, *size), encoded)[0]

    def text(self, prompt: str, guidance_scale: float) -> Tensor:
        """(B, L, D): the prompt, after the empty one where there is guidance."""
        return self.embed(texts_of(prompt, guidance_scale))

    def embed(self, prompts: list[str]) -> Tensor:
        """(B, L, D): the chosen hidden layers side by side, padded to a length that was trained.

        The padding is not cut off or masked: the transformer learned to attend to it, as FLUX.2-klein did, so
        that without it the picture would be another one. The shortest trained length is taken instead.
        """
        texts = [self._in_template(prompt) for prompt in prompts]
        with self._reading:
            longest = max(len(ids) for ids in self.parts.tokenizer(texts)["input_ids"])
        length = next((length for length in self.card.text_lengths if longest <= length), None)
        if length is None:
            raise ModelError(
                f"the prompt has {longest} tokens, but {self.card.name} reads at most "
                f"{self.card.text_lengths[-1]}; say it shorter"
            )
        return torch.cat([self._embedded(text, length) for text in texts])

    def word_tokens(self, prompt: str, words: Sequence[str]) -> list[int]:
        """The places in the prompt's embedding where these words stand; `ModelError` where one does not."""
        text = self._in_template(prompt)
        start = text.index(prompt)
        with self._reading:
            offsets = self.parts.tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
        spans = [span for word in words for span in _spans(prompt, word)]
        return [
            place
            for place, (left, right) in enumerate(offsets)
            if any(left - start < end and right - start > begin for begin, end in spans)
        ]

    def _embedded(self, text: str, length: int) -> Tensor:
        def encoded() -> tuple[Tensor]:
            with self._reading:
                inputs = self.parts.tokenizer(
                    text, padding="max_length", max_length=length, return_tensors="pt"
                ).to(self.device)
                # Without the head, which would predict a next word of each token.
                states = self.parts.text_encoder.model(
                    **inputs, output_hidden_states=True, use_cache=False
                ).hidden_states
            return (torch.cat([states[layer] for layer in self.card.text_layers], dim=-1).float(),)

        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
        return self.cache.get(PromptKey(self._model, digest, length), encoded)[0]

    def _in_template(self, prompt: str) -> str:
        return str(
            self.parts.tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}],
                tokenize=False,
                add_generation_prompt=True,
                enable_thinking=False,
            )
        )

    @property
    def _model(self) -> str:
        return f"{self.card.name}@{self.card.revision}"


def _spans(prompt: str, word: str) -> list[tuple[int, int]]:
    found = [match.span() for match in re.finditer(rf"\b{re.escape(word)}\b", prompt, re.IGNORECASE)]
    if not found:
        raise ModelError(f"the word {word[:40]!r} is not in the prompt {prompt[:80]!r}; name one that is")
    return found


def texts_of(prompt: str, guidance_scale: float) -> list[str]:
    """The prompt, after the empty one where there is guidance."""
    return [prompt] if guidance_scale == 1 else ["", prompt]


def text_positions(length: int) -> Tensor:
    """(L, 4) int64: a text's tokens stand one after the other, apart from all pictures."""
    ids = torch.zeros(length, 4, dtype=torch.long)
    ids[:, 3] = torch.arange(length)
    return ids
