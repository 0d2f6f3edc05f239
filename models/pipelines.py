"""Paints with any flow-matching pipeline of diffusers: FLUX.1, FLUX.1 Fill, Stable Diffusion 3, Z-Image …

The pipeline keeps its own loop; here its steps can be watched and cancelled, a canvas can be known in part,
and equal prompts are read once. Knows no references: such models see other pictures as panels (panels.py).
"""

import copy
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from diffusers import DiffusionPipeline, FluxFillPipeline
from PIL import Image
from torch import Tensor

from .canvas import Known, check_canvas, painted_cells, paste_known, wanted_cells
from .card import DiffusersCard
from .flux1_regions import FluxRegions, check_regions, flux_regions
from .image_model import ImageRequest, ModelError, Painting, Step, check_abilities
from .kl_latents import decode, encode, pack, unpack
from .lora import Adapted
from .pipeline_parts import load_pipeline, tokens_of
from .stepped import stepped
from .threads import bounded
from .vocabulary import Vocabulary


class DiffusersPainter:
    """A pipeline of diffusers without reference tokens, from a catalog card."""

    def __init__(self, card: DiffusersCard) -> None:
        self.name, self.revision = card.name, card.revision
        self.max_references, self.settings = card.max_references, card.settings
        self.abilities = card.abilities
        self.vocabulary: Vocabulary | None = None
        self.card = card
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.pipeline = load_pipeline(card, self._device)
        self._adapted = Adapted(self.pipeline.transformer)
        self._packs = hasattr(self.pipeline, "_pack_latents")

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """Yield a `Step` after each denoising step and a `Painting` at last; see `ImageModel`."""
        start = time.monotonic()
        self.check(request)
        latents = yield from stepped(partial(self._denoised, request))
        record = {
            "request": request.model_dump(mode="json"),
            "model": self.name,
            "revision": self.revision,
            "seconds": round(time.monotonic() - start, 3),
        }
        yield Painting(self.decode(latents, request), record)

    def noise(self, request: ImageRequest) -> Tensor:
        """(1, C, h, w) float32 standard normal, decided by the seed alone (drawn on the CPU)."""
        rows, columns = self._cells(request)
        generator = torch.Generator().manual_seed(request.seed)
        shape = (1, self.pipeline.vae.config.latent_channels, rows, columns)
        return torch.randn(shape, generator=generator).to(self._device)

    def decode(self, latents: Tensor, request: ImageRequest) -> Image.Image:
        """The pipeline's latents → what was asked for: all of the picture, or the wanted part of a canvas."""
        cell = self.pipeline.vae_scale_factor
        rows, columns = self._cells(request)
        grid = unpack(latents, rows // 2, columns // 2) if self._packs else latents
        with bounded(self.card.threads):
            painted = decode(self.pipeline.vae, wanted_cells(request.canvas, grid, cell))
        return paste_known(request.canvas, painted)

    def check(self, request: ImageRequest) -> None:
        """Raise `ModelError` where the request cannot be served."""
        self.settings.check(request.width, request.height)
        check_abilities(self, request)
        check_canvas(request, self.settings.multiple_of)
        check_regions(self.pipeline, request, self._token)
        if len(request.references) > self.max_references:
            raise ModelError(
                f"{self.name} takes no references, but got {len(request.references)}; show them as panels of "
                "one canvas, or choose a model that takes references"
            )
        regions = request.regional.regions if request.regional else ()
        prompts = [request.prompt, *(region.prompt for region in regions)]
        length = max(tokens_of(self.pipeline, prompt) for prompt in prompts)
        if length > self.card.text_length:
            raise ModelError(
                f"the prompt has {length} tokens, but {self.name} reads at most {self.card.text_length}; "
                "say it shorter"
            )

    def _cells(self, request: ImageRequest) -> tuple[int, int]:
        cell = self.pipeline.vae_scale_factor
        return request.height // cell, request.width // cell

    def _denoised(self, request: ImageRequest, hand: Callable[[Step], None]) -> Tensor:
        """Run the pipeline to its last latents; hand over a step after each one."""
        try:
            with bounded(self.card.threads), torch.no_grad():
                pipeline = self._own_pipeline(request)
                regions = flux_regions(pipeline, request, self._token, self.card.text_length)
                noise, known = self._packed(self.noise(request)), self._known(request)
                watch = _Watch(self, request, noise, known, regions, hand)
                latents: Tensor = pipeline(
                    prompt=request.prompt,
                    width=request.width,
                    height=request.height,
                    num_inference_steps=request.num_inference_steps,
                    guidance_scale=request.guidance_scale - 1 + self.card.no_guidance,
                    max_sequence_length=self.card.text_length,
                    latents=watch.before,
                    callback_on_step_end=watch,
                    output_type="latent",
                    return_dict=False,
                    **self._mask_channels(request),
                    **(regions.prepare(pipeline) if regions else {}),
                )[0]
                return latents
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            raise ModelError(
                f"{self.name} could not paint {request.width}×{request.height} ({type(error).__name__}: "
                f"{str(error).splitlines()[0][:200]}); try a smaller picture, or another model"
            ) from error

    def _own_pipeline(self, request: ImageRequest) -> DiffusionPipeline:
        """The same weights for one call, with its adapters: pipelines and schedulers keep the state of their
        last call.
        """
        pipeline = copy.copy(self.pipeline)
        pipeline.scheduler = copy.deepcopy(self.pipeline.scheduler)
        pipeline.transformer = self._adapted.transformer(request.adapters)
        return pipeline

    def _known(self, request: ImageRequest) -> Known | None:
        """What is known of the canvas, in the pipeline's own layout; a Fill model is told by its channels."""
        if request.canvas is None or self._fills:
            return None
        painted = painted_cells(request.canvas, *self._cells(request)).to(self._device)
        if painted.all():
            return None
        clean, noise = encode(self.pipeline.vae, request.canvas.picture.image), self.noise(request)
        return Known(*(self._packed(part) for part in (clean, noise, painted.expand_as(clean))))

    @property
    def transformer(self) -> Any:
        """The pipeline's own."""
        return self.pipeline.transformer

    @property
    def _token(self) -> int:
        """The pixels of a token's side."""
        return 2 * int(self.pipeline.vae_scale_factor)

    def _packed(self, latents: Tensor) -> Tensor:
        return pack(latents) if self._packs else latents

    @property
    def _fills(self) -> bool:
        return isinstance(self.pipeline, FluxFillPipeline)

    def _mask_channels(self, request: ImageRequest) -> dict[str, Any]:
        """What a Fill model sees of the canvas; without one, a mask that leaves everything open."""
        if not self._fills:
            return {}
        size, canvas = (request.width, request.height), request.canvas
        return {
            "image": canvas.picture.image if canvas else Image.new("RGB", size),
            "mask_image": canvas.mask.image.convert("L") if canvas else Image.new("L", size, 255),
            "generator": torch.Generator().manual_seed(request.seed),
        }


@dataclass
class _Watch:
    """Called by the pipeline after each step: keeps what is known, and hands over the step."""

    painter: DiffusersPainter
    request: ImageRequest
    before: Tensor
    known: Known | None
    regions: FluxRegions | None
    hand: Callable[[Step], None]

    def __call__(self, pipeline: Any, index: int, _: Tensor, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
        """Flow matching moves on a straight line: where it would end is seen from one step."""
        sigma, following = pipeline.scheduler.sigmas[index : index + 2].to(self.before.device)
        latents = tensors["latents"]
        clean = latents - following * (latents - self.before) / (following - sigma)
        if self.known:
            latents = self.known.keep(latents, following)
        self.before = latents
        if self.regions:
            self.regions.step_done(pipeline, index)
        preview = _Preview(self.painter, self.request, clean)
        self.hand(Step(index + 1, self.request.num_inference_steps, preview))
        return {"latents": latents}


@dataclass(frozen=True)
class _Preview:
    """Draws the predicted picture when somebody looks."""

    painter: DiffusersPainter
    request: ImageRequest
    clean: Tensor

    def __call__(self) -> Image.Image:
        return self.painter.decode(self.clean, self.request)
