"""Paints with FLUX.2-klein-KV models: references as clean tokens, our own denoising loop.

For equal latents the loop gives what `Flux2KleinKVPipeline` (diffusers) gives; it adds steps that can
be watched and cancelled, and classifier-free guidance, which that pipeline lacks. Knows pixels and
prompts; knows no store and no user.
"""

import copy
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .card import Card
from .causal_references import positions
from .flux2_parts import load_parts
from .image_model import Ability, ImageRequest, ModelError, Painting, Step, check_abilities
from .latents import decode, encode
from .picture import Picture
from .threads import bounded
from .vocabulary import Vocabulary


@dataclass(frozen=True)
class Condition:
    """What stays the same in all steps. B is 1, or 2 with guidance (without the prompt, with it).

    `text` (B, L, D) and `text_ids` (L, 4); `references` (B, R, C) and `reference_ids` (R, 4), R may be 0;
    `image_ids` (N, 4).
    """

    text: Tensor
    text_ids: Tensor
    references: Tensor
    reference_ids: Tensor
    image_ids: Tensor


class Flux2Painter:
    """A FLUX.2-klein model with causal references (the KV variant), from a catalog card."""

    def __init__(self, card: Card) -> None:
        self.name, self.revision = card.name, card.revision
        self.max_references, self.settings = card.max_references, card.settings
        self.abilities: frozenset[Ability] = frozenset()
        self.vocabulary = _vocabulary(card)
        self._card = card
        self._reading = threading.Lock()  # the tokenizer and the text encoder serve one call at a time
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        parts = load_parts(card, self._device)
        self.tokenizer, self.text_encoder, self.scheduler = (
            parts.tokenizer,
            parts.text_encoder,
            parts.scheduler,
        )
        self.vae, self.transformer = parts.vae, parts.transformer

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """Yield a `Step` after each denoising step and a `Painting` at last; see `ImageModel`."""
        start = time.monotonic()
        self.settings.check(request.width, request.height)
        check_abilities(self, request)
        if len(request.references) > self.max_references:
            raise ModelError(
                f"{len(request.references)} references are too many: {self.name} takes at most "
                f"{self.max_references}; leave some out"
            )
        rows, columns = self.grid(request.width, request.height)
        condition = self.condition(request)
        tokens = self.noise(request)
        for index, state in enumerate(self.denoise(tokens, condition, request), start=1):
            tokens, clean = state
            yield Step(index, request.num_inference_steps, _Preview(self, clean, rows, columns))
        image = self.decode(tokens, rows, columns)
        record = {
            "request": request.model_dump(mode="json"),
            "model": self.name,
            "revision": self.revision,
            "seconds": round(time.monotonic() - start, 3),
        }
        yield Painting(image, record)

    def grid(self, width: int, height: int) -> tuple[int, int]:
        """Rows and columns of tokens for a size in pixels."""
        token = self.settings.multiple_of
        return height // token, width // token

    def noise(self, request: ImageRequest) -> Tensor:
        """(1, N, C) float32 standard normal, decided by the seed alone (drawn on the CPU)."""
        rows, columns = self.grid(request.width, request.height)
        generator = torch.Generator().manual_seed(request.seed)
        shape = (1, self.transformer.config.in_channels, rows, columns)
        return torch.randn(shape, generator=generator).flatten(2).transpose(1, 2).to(self._device)

    def condition(self, request: ImageRequest) -> Condition:
        """Prompt and references as the transformer takes them."""
        prompts = [request.prompt] if request.guidance_scale == 1 else ["", request.prompt]
        with self.compute():
            with self._reading:
                text = self._embed(prompts)
            references = [self._reference(picture) for picture in request.references]
        reference_ids = [
            positions(rows, columns, n) for n, (_, rows, columns) in enumerate(references, start=1)
        ]
        tokens = [value for value, _, _ in references] or [
            text.new_zeros(1, 0, self.transformer.config.in_channels)
        ]
        text_ids = torch.zeros(text.shape[1], 4, dtype=torch.long)
        text_ids[:, 3] = torch.arange(text.shape[1])
        return Condition(
            text=text,
            text_ids=text_ids.to(self._device),
            references=torch.cat(tokens, dim=1).expand(len(prompts), -1, -1),
            reference_ids=torch.cat([*reference_ids, torch.zeros(0, 4, dtype=torch.long)]).to(self._device),
            image_ids=positions(*self.grid(request.width, request.height)).to(self._device),
        )

    def denoise(
        self, tokens: Tensor, condition: Condition, request: ImageRequest
    ) -> Generator[tuple[Tensor, Tensor], None, None]:
        """From noise (1, N, C) to a picture: yields the tokens after each step, and the clean ones."""
        scheduler = copy.deepcopy(self.scheduler)
        steps = request.num_inference_steps
        scheduler.set_timesteps(
            sigmas=np.linspace(1.0, 1 / steps, steps), device=self._device, mu=_mu(tokens.shape[1], steps)
        )
        scheduler.set_begin_index(0)
        cache: Any = None
        for timestep, sigma in zip(scheduler.timesteps, scheduler.sigmas, strict=False):
            velocity, cache = self._velocity(tokens, timestep / 1000, condition, cache)
            if len(velocity) == 2:
                unguided, guided = velocity.chunk(2)
                velocity = unguided + request.guidance_scale * (guided - unguided)
            clean = tokens - sigma * velocity
            tokens = scheduler.step(velocity, timestep, tokens, return_dict=False)[0]
            yield tokens, clean

    def _velocity(
        self, tokens: Tensor, timestep: Tensor, condition: Condition, cache: Any
    ) -> tuple[Tensor, Any]:
        """One forward pass; the first one with references fills their K/V cache, later ones read it."""
        batch = len(condition.text)
        image, ids, mode = tokens.expand(batch, -1, -1), condition.image_ids, {}
        if cache is not None:
            mode = {"kv_cache": cache, "kv_cache_mode": "cached"}
        elif condition.references.shape[1]:
            image = torch.cat([condition.references, image], dim=1)
            ids = torch.cat([condition.reference_ids, ids])
            mode = {"kv_cache_mode": "extract", "num_ref_tokens": condition.references.shape[1]}
        with self.compute():
            output = self.transformer(
                hidden_states=image.to(self.transformer.dtype),
                encoder_hidden_states=condition.text.to(self.transformer.dtype),
                timestep=timestep.expand(batch),
                img_ids=ids,
                txt_ids=condition.text_ids,
                return_dict=False,
                **mode,
            )
        return output[0].float(), output[1] if len(output) > 1 else cache

    def decode(self, tokens: Tensor, rows: int, columns: int) -> Image.Image:
        """(1, N, C) tokens → RGB image."""
        with self.compute():
            return decode(self.vae, tokens, rows, columns)[0]

    def _embed(self, prompts: list[str]) -> Tensor:
        """(B, L, D): the chosen hidden layers side by side, padded to a length that was trained."""
        text = [
            self.tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}],
                tokenize=False,
                add_generation_prompt=True,
                enable_thinking=False,
            )
            for prompt in prompts
        ]
        longest = max(len(ids) for ids in self.tokenizer(text)["input_ids"])
        length = next((length for length in self._card.text_lengths if longest <= length), None)
        if length is None:
            raise ModelError(
                f"the prompt has {longest} tokens, but {self.name} reads at most "
                f"{self._card.text_lengths[-1]}; say it shorter"
            )
        inputs = self.tokenizer(text, padding="max_length", max_length=length, return_tensors="pt").to(
            self._device
        )
        states = self.text_encoder(**inputs, output_hidden_states=True, use_cache=False).hidden_states
        return torch.cat([states[layer] for layer in self._card.text_layers], dim=-1).float()

    def _reference(self, picture: Picture) -> tuple[Tensor, int, int]:
        """A reference's tokens (1, R, C) with their rows and columns, at the size the model paints best."""
        size = self.settings.fit(*picture.image.size)
        image = (
            picture.image
            if picture.image.size == size
            else picture.image.resize(size, Image.Resampling.LANCZOS)
        )
        rows, columns = self.grid(*size)
        return encode(self.vae, [image]), rows, columns

    @contextmanager
    def compute(self) -> Iterator[None]:
        """Without gradients, and on as many threads as the card allows."""
        with bounded(self._card.threads), torch.no_grad():
            yield


@dataclass(frozen=True)
class _Preview:
    """Draws the predicted picture when somebody looks."""

    painter: Flux2Painter
    clean: Tensor
    rows: int
    columns: int

    def __call__(self) -> Image.Image:
        return self.painter.decode(self.clean, self.rows, self.columns)


def _vocabulary(card: Card) -> Vocabulary | None:
    if not card.small_world:
        return None
    from .pocket.vocabulary import VOCABULARY  # noqa: PLC0415 - only the embedded model needs it

    return VOCABULARY


def _mu(tokens: int, steps: int) -> float:
    """The shift that FLUX.2's own schedule asks for; unused by schedulers with a fixed shift."""
    from diffusers.pipelines.flux2.pipeline_flux2 import compute_empirical_mu  # noqa: PLC0415 - a heavy module

    return float(compute_empirical_mu(tokens, steps))
