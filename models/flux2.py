"""Paints with FLUX.2-klein-KV models: references as clean tokens, our own denoising loop.

For equal latents the loop gives what `Flux2KleinKVPipeline` (diffusers) gives; it adds steps that can
be watched and cancelled, and classifier-free guidance, which that pipeline lacks; and what it has read of
prompts and references it keeps for later calls (reference_cache.py). Knows pixels and prompts; knows no
store and no user.
"""

import copy
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from PIL import Image
from torch import Tensor

from .branch_source import Inverted
from .canvas import Known, check_canvas, painted_cells, paste_known, wanted_cells
from .card import Card
from .flux2_condition import Condition, ConditionReader
from .flux2_heat import word_heat
from .flux2_pair import Pair, PairReader, check_branch
from .flux2_parts import Flux2Parts, load_parts
from .flux2_regions import read_regions
from .guidance import guided, three_way
from .image_model import ImageRequest, ModelError, Painting, Step, check_abilities
from .latents import decode
from .lora import Adapted
from .picture import Picture, psnr
from .precision import dtype_of
from .reference_cache import ReferenceCache
from .reference_kv import splice
from .switches import Switches, cache_of, from_environment, switch_on, with_cache
from .threads import bounded
from .vocabulary import Vocabulary
from .word_heat import WordHeat

_KEPT_SHARE = 0.5  # of the model's own memory, for what was read


class Flux2Painter:
    """A FLUX.2-klein model with causal references (the KV variant), from a catalog card."""

    def __init__(self, card: Card, switches: Switches | None = None, parts: Flux2Parts | None = None) -> None:
        self.name, self.revision = card.name, card.revision
        self.max_references, self.settings = card.max_references, card.settings
        self.abilities = card.abilities
        self.vocabulary = _vocabulary(card)
        self._card = card
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        parts = parts or load_parts(card, self._device)
        self.scheduler, self.vae, self.transformer = parts.scheduler, parts.vae, parts.transformer
        self.switches = switches or from_environment()
        switch_on(card, self.transformer, self.switches)
        cache = ReferenceCache(int(_KEPT_SHARE * card.memory_gb * 1e9))
        self.conditions = ConditionReader(card, parts, self._device, cache, Adapted(parts.transformer))

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """Yield a `Step` after each denoising step and a `Painting` at last; see `ImageModel`."""
        start = time.monotonic()
        self.settings.check(request.width, request.height)
        check_abilities(self, request)
        check_canvas(request, self.settings.multiple_of)
        check_branch(request)
        if len(request.references) > self.max_references:
            raise ModelError(
                f"{len(request.references)} references are too many: {self.name} takes at most "
                f"{self.max_references}; leave some out"
            )
        condition = self._with_cache(self.condition(request), request)
        tokens = self.noise(request)
        pair = self._pair(tokens, condition, request)
        states = pair.denoised(self._velocity) if pair else self.denoise(tokens, condition, request)
        for index, state in enumerate(states, start=1):
            tokens, clean = state
            yield Step(index, request.num_inference_steps, _Preview(self, clean, request))
        image = self.draw(tokens, request)
        record = {
            "request": request.model_dump(mode="json"),
            "model": self.name,
            "revision": self.revision,
            **(self._reconstruction(pair, request) if pair else {}),
            "seconds": round(time.monotonic() - start, 3),
        }
        yield Painting(image, record)

    def _with_cache(self, condition: Condition, request: ImageRequest) -> Condition:
        """A feature cache excludes whatever is injected into attention: references, regions, branches."""
        if not self.switches.cache or request.references or request.regional or request.branch:
            return condition
        cached = with_cache(condition.transformer, self.switches.cache, request.num_inference_steps)
        return replace(condition, transformer=cached)

    def grid(self, width: int, height: int) -> tuple[int, int]:
        """Rows and columns of tokens for a size in pixels."""
        return self.conditions.grid(width, height)

    def noise(self, request: ImageRequest) -> Tensor:
        """(1, N, C) float32 standard normal, decided by the seed alone (drawn on the CPU)."""
        rows, columns = self.grid(request.width, request.height)
        generator = torch.Generator().manual_seed(request.seed)
        shape = (1, self.transformer.config.in_channels, rows, columns)
        return torch.randn(shape, generator=generator).flatten(2).transpose(1, 2).to(self._device)

    def condition(self, request: ImageRequest) -> Condition:
        """Prompt and references as the transformer takes them."""
        with self.compute():
            return self.conditions.read(request)

    def denoise(
        self, tokens: Tensor, condition: Condition, request: ImageRequest
    ) -> Generator[tuple[Tensor, Tensor], None, None]:
        """From noise (1, N, C) to a picture: yields the tokens after each step, and the clean ones."""
        scheduler = self._schedule(tokens, request)
        known = self._known(request, tokens)
        with self.compute():
            regions = read_regions(self.conditions, request, condition)
        levels = zip(scheduler.timesteps, scheduler.sigmas, scheduler.sigmas[1:], strict=False)
        for index, (timestep, sigma, following) in enumerate(levels):
            velocity = regions.velocity(index, tokens, timestep / 1000, self._velocity)
            velocity = self._guided(velocity, tokens, timestep / 1000, condition, request)
            clean = tokens - sigma * velocity
            tokens = scheduler.step(velocity, timestep, tokens, return_dict=False)[0]
            tokens = known.keep(tokens, 1 - following, following) if known else tokens
            yield tokens, clean

    def _schedule(self, tokens: Tensor, request: ImageRequest) -> FlowMatchEulerDiscreteScheduler:
        """A scheduler of its own at the first of the request's steps."""
        scheduler = copy.deepcopy(self.scheduler)
        steps = request.num_inference_steps
        scheduler.set_timesteps(
            sigmas=np.linspace(1.0, 1 / steps, steps), device=self._device, mu=_mu(tokens.shape[1], steps)
        )
        scheduler.set_begin_index(0)
        return scheduler

    def _pair(self, noise: Tensor, condition: Condition, request: ImageRequest) -> Pair | None:
        """Source and target, where the request has a branch that holds for any step."""
        if request.branch is None or not request.branch.strength:
            return None
        sigmas = self._schedule(noise, request).sigmas
        with self.compute():
            return PairReader(self.conditions, self._velocity, noise, sigmas).read(
                request, request.branch, condition
            )

    def _reconstruction(self, pair: Pair, request: ImageRequest) -> dict[str, float]:
        """PSNR in dB of a source picture as the model itself would paint it from the noise that was found."""
        if not (request.branch and request.branch.picture and isinstance(pair.source, Inverted)):
            return {}
        reached = self.draw(pair.source.reached, request)
        return {"source_psnr": round(psnr(reached, request.branch.picture.image), 2)}

    def _known(self, request: ImageRequest, noise: Tensor) -> Known | None:
        """What is known of the canvas; None where all is to be painted."""
        if request.canvas is None:
            return None
        size = request.width, request.height
        painted = painted_cells(request.canvas, *self.grid(*size)).to(self._device)
        if painted.all() and request.canvas.noise == 1:
            return None
        with self.compute():
            clean = self.conditions.tokens(request.canvas.picture, size)
        return Known(clean, noise, painted.view(1, -1, 1), request.canvas.noise)

    def _guided(
        self,
        velocity: Tensor,
        tokens: Tensor,
        timestep: Tensor,
        condition: Condition,
        request: ImageRequest,
    ) -> Tensor:
        """(1, N, C) of the rows without and with the prompt; three-way guidance makes one pass more."""
        if request.image_guidance_scale is None:
            return guided(velocity, request.guidance_scale)
        alone = replace(condition, text=condition.text[:1], references=())
        return three_way(
            self._velocity(tokens, timestep, alone),
            *velocity.chunk(2),
            text_scale=request.guidance_scale,
            image_scale=request.image_guidance_scale,
        )

    def _velocity(self, tokens: Tensor, timestep: Tensor, condition: Condition) -> Tensor:
        """One forward pass, (B, N, C) float32; references were read before."""
        batch, dtype = len(condition.text), dtype_of(condition.transformer)
        mode = splice(condition.transformer, condition.references, batch) if condition.references else {}
        if condition.bias is not None:
            mode["joint_attention_kwargs"] = {"attention_mask": condition.bias}
        with self.compute(), cache_of(condition.transformer):
            velocity: Tensor = condition.transformer(
                hidden_states=tokens.expand(batch, -1, -1).to(dtype),
                encoder_hidden_states=condition.text.to(dtype),
                timestep=timestep.expand(batch),
                img_ids=condition.image_ids,
                txt_ids=condition.text_ids,
                return_dict=False,
                **mode,
            )[0]
        return velocity.float()

    def draw(self, tokens: Tensor, request: ImageRequest) -> Image.Image:
        """(1, N, C) tokens → what was asked for: all of the picture, or the wanted part of a canvas."""
        cells = tokens.transpose(1, 2).unflatten(2, self.grid(request.width, request.height))
        part = wanted_cells(request.canvas, cells, self.settings.multiple_of)
        painted = self.decode(part.flatten(2).transpose(1, 2), part.shape[2], part.shape[3])
        return paste_known(request.canvas, painted)

    def decode(self, tokens: Tensor, rows: int, columns: int) -> Image.Image:
        """(1, N, C) tokens → RGB image."""
        with self.compute():
            return decode(self.vae, tokens, rows, columns)[0]

    def round_trip(self, image: Image.Image) -> Image.Image:
        """An RGB image, sides in whole tokens, as the VAE sees it: the softest thing between two pictures."""
        with self.compute():
            tokens = self.conditions.tokens(Picture.of(image), image.size)
        return self.decode(tokens, *self.grid(*image.size))

    def word_heat(self, picture: Picture, prompt: str, words: Sequence[str]) -> Mapping[str, WordHeat]:
        """Where words of a prompt are in a picture; see `ExplainsWords`."""
        width, height = picture.image.size
        request = self.settings.request(prompt, width=width, height=height)
        with self.compute():
            return word_heat(self.conditions, request, picture, words, self.noise(request), self._velocity)

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
    request: ImageRequest

    def __call__(self) -> Image.Image:
        return self.painter.draw(self.clean, self.request)


def _vocabulary(card: Card) -> Vocabulary | None:
    if not card.small_world:
        return None
    from .pocket.vocabulary import VOCABULARY  # noqa: PLC0415 - only the embedded model needs it

    return VOCABULARY


def _mu(tokens: int, steps: int) -> float:
    """The shift that FLUX.2's own schedule asks for; unused by schedulers with a fixed shift."""
    from diffusers.pipelines.flux2.pipeline_flux2 import compute_empirical_mu  # noqa: PLC0415 - a heavy module

    return float(compute_empirical_mu(tokens, steps))
