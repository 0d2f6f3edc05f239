"""Paints with the pipelines of diffusers: FLUX, Stable Diffusion 3, Qwen-Image, Z-Image, SANA, PixArt …

The pipeline keeps its own loop; here its steps can be watched and cancelled, a canvas can be known in part,
and equal prompts are read once. How each class is called, pipeline_dialects.py says. Models without
references see other pictures as panels (panels.py).
"""

import copy
import inspect
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from diffusers import FluxFillPipeline
from PIL import Image
from torch import Tensor

from .canvas import Known, check_canvas, painted_cells, paste_known, wanted_cells
from .card import DiffusersCard
from .fitted import Fitted
from .flux1_regions import check_regions, flux_regions
from .image_model import ImageRequest, ModelError, Painting, Step, check_abilities
from .latent_layout import as_grid, laid_out
from .latent_space import latent_space
from .lora import Adapted
from .machine import Machine, measured
from .pipeline_checks import check_adapters, check_guidance, check_length, check_references
from .pipeline_dialects import dialect_of
from .pipeline_parts import load_pipeline
from .precision import dtype_of
from .step_watch import StepWatch
from .stepped import stepped
from .switches import Switches, cache_of, from_environment, switch_on, with_cache
from .threads import bounded
from .tiers import Tier
from .vocabulary import Vocabulary

Loader = Callable[[DiffusersCard, torch.device, Tier], Any]
_MISTAKES = (ArithmeticError, AssertionError, LookupError, RuntimeError, TypeError, ValueError)


class DiffusersPainter:
    """A pipeline of diffusers, from a catalog card."""

    def __init__(
        self,
        card: DiffusersCard,
        machine: Machine | None = None,
        switches: Switches | None = None,
        load: Loader = load_pipeline,
    ) -> None:
        self.name, self.revision = card.name, card.revision
        self.max_references, self.settings = card.max_references, card.settings
        self.abilities = card.abilities
        self.vocabulary: Vocabulary | None = None
        self.card = card
        self.dialect = dialect_of(card.pipeline)
        self.switches = switches or from_environment()
        self._load = load
        self._fitted = Fitted(card, machine or measured(), self._loaded, "paint a smaller picture")
        self._device = self._fitted.device
        self._take_over()

    def _loaded(self, device: torch.device, tier: Tier) -> Any:
        pipeline = self._load(self.card, device, tier)
        switch_on(self.card, pipeline.transformer, self.switches)
        return pipeline

    def _take_over(self) -> None:
        """Work with what is loaded."""
        self.pipeline = self._fitted.loaded
        self.space = latent_space(self.pipeline.vae)
        self._adapted = Adapted(self.pipeline.transformer)

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        """Yield a `Step` after each denoising step and a `Painting` at last; see `ImageModel`."""
        start, tier = time.monotonic(), self._fitted.tier
        self.check(request)
        image = None
        # What failed is let go of before the next one loads: an exception in hand keeps all it saw.
        with suppress(torch.OutOfMemoryError):
            image = yield from self._painted(request)
        if image is None:
            self._step_down(tier)
            image = yield from self._painted_again(request, tier)
        record = {
            "request": request.model_dump(mode="json"),
            "model": self.name,
            "revision": self.revision,
            "precision": self._fitted.tier.precision,
            "seconds": round(time.monotonic() - start, 3),
        }
        yield Painting(image, record)

    def _painted(self, request: ImageRequest) -> Generator[Step, None, Image.Image]:
        latents = yield from stepped(partial(self._denoised, request))
        return self.decode(latents, request)

    def _painted_again(self, request: ImageRequest, failed: Tier) -> Generator[Step, None, Image.Image]:
        """One more try, and no third."""
        try:
            return (yield from self._painted(request))
        except torch.OutOfMemoryError as error:
            raise self._fitted.exhausted(f"as it did with {failed}") from error

    def _step_down(self, failed: Tier) -> None:
        """Let go of what is loaded, or it could not be freed, and take what fits."""
        self._fitted.check_below(failed)
        del self.pipeline, self.space, self._adapted
        self._fitted.step_down(failed)
        self._take_over()

    def noise(self, request: ImageRequest) -> Tensor:
        """(1, C, h, w) float32 standard normal, decided by the seed alone (drawn on the CPU)."""
        generator = torch.Generator().manual_seed(request.seed)
        shape = (1, self.space.channels, *self._cells(request))
        return torch.randn(shape, generator=generator).to(self._device)

    def decode(self, latents: Tensor, request: ImageRequest) -> Image.Image:
        """Denoised latents → what was asked for: all of the picture, or the wanted part of a canvas."""
        grid = as_grid(latents, self.dialect.layout, *self._cells(request))
        with bounded(self.card.threads):
            painted = self.space.decode(wanted_cells(request.canvas, grid, self.space.cell))
        return paste_known(request.canvas, painted)

    def check(self, request: ImageRequest) -> None:
        """Raise `ModelError` where the request cannot be served."""
        self.settings.check(request.width, request.height)
        check_abilities(self, request)
        check_canvas(request, self.settings.multiple_of)
        check_regions(self.pipeline, request, self._token)
        check_references(self.card, request)
        check_guidance(self.card, self.dialect, self.pipeline, request)
        check_length(self.card, self.dialect, self.pipeline, request)
        check_adapters(self.card, self._fitted.tier, request)

    def _cells(self, request: ImageRequest) -> tuple[int, int]:
        return request.height // self.space.cell, request.width // self.space.cell

    def _denoised(self, request: ImageRequest, hand: Callable[[Step], None]) -> Tensor:
        """Run the pipeline to its last latents; hand over a step after each one."""

        def hand_over(index: int, clean: Tensor) -> None:
            hand(Step(index, request.num_inference_steps, _Preview(self, request, clean)))

        try:
            with bounded(self.card.threads), torch.no_grad():
                pipeline = self._own_pipeline(request)
                regions = flux_regions(pipeline, request, self._token, self.card.text_length)
                watch = StepWatch(pipeline, self._known(request), regions, request.seed, hand_over)
                watch.begin()
                more = regions.prepare(pipeline) if regions else {}
                with cache_of(pipeline.transformer):
                    pipeline(**self._arguments(request), **more)
                assert watch.clean is not None
                return watch.clean
        except torch.OutOfMemoryError:
            raise
        except _MISTAKES as error:
            raise ModelError(
                f"{self.name} could not paint {request.width}×{request.height} ({type(error).__name__}: "
                f"{(str(error) or 'no reason given').splitlines()[0][:200]}); try a smaller picture, or "
                "another model"
            ) from error

    def _own_pipeline(self, request: ImageRequest) -> Any:
        """The same weights for one call, with its adapters: pipelines and schedulers keep the state of their
        last call.
        """
        pipeline = copy.copy(self.pipeline)
        pipeline.scheduler = copy.deepcopy(self.pipeline.scheduler)
        pipeline.transformer = self._adapted.transformer(request.adapters)
        if self.switches.cache and not request.regional:  # what is left out sees no region
            steps = request.num_inference_steps
            pipeline.transformer = with_cache(pipeline.transformer, self.switches.cache, steps)
        self.dialect.fit(pipeline, request)
        return pipeline

    def _arguments(self, request: ImageRequest) -> dict[str, Any]:
        """What the pipeline is called with; the last latents come from its scheduler."""
        arguments = {
            "width": request.width,
            "height": request.height,
            "num_inference_steps": request.num_inference_steps,
            "generator": torch.Generator().manual_seed(request.seed),
            "latents": self._start(request),
            "output_type": "latent",
            "return_dict": False,
            **self.dialect.arguments(request, self.card.no_guidance),
        }
        if "max_sequence_length" in inspect.signature(type(self.pipeline).__call__).parameters:
            arguments["max_sequence_length"] = self.card.text_length
        return arguments

    def _start(self, request: ImageRequest) -> Tensor:
        """The noise, in the layout and number format that the pipeline takes."""
        noise = laid_out(self.noise(request), self.dialect.given or self.dialect.layout)
        return noise.to(dtype_of(self.transformer)) if self.dialect.native else noise

    def _known(self, request: ImageRequest) -> Known | None:
        """What is known of the canvas, as it is denoised; a Fill model is told by its channels."""
        if request.canvas is None or isinstance(self.pipeline, FluxFillPipeline):
            return None
        painted = painted_cells(request.canvas, *self._cells(request)).to(self._device)
        if painted.all() and request.canvas.noise == 1:
            return None
        clean, noise = self.space.encode(request.canvas.picture.image), self.noise(request)
        return Known(
            clean=laid_out(clean, self.dialect.layout),
            noise=laid_out(noise, self.dialect.layout),
            painted=laid_out(painted.expand_as(clean), self.dialect.layout),
            until=request.canvas.noise,
        )

    @property
    def transformer(self) -> Any:
        """The pipeline's own."""
        return self.pipeline.transformer

    @property
    def _token(self) -> int:
        """The pixels of a token's side."""
        return self.dialect.token


@dataclass(frozen=True)
class _Preview:
    """Draws the predicted picture when somebody looks."""

    painter: DiffusersPainter
    request: ImageRequest
    clean: Tensor

    def __call__(self) -> Image.Image:
        return self.painter.decode(self.clean, self.request)
