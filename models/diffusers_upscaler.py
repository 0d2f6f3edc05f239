"""Enlarges pictures with a pipeline of diffusers that was made for it: Stable Diffusion's upscalers.

The pipeline sees a large picture tile by tile; tiles overlap and are faded into each other, as it invents
details that need not agree. Knows no store.
"""

from typing import Any

import diffusers
import numpy as np
import torch
from diffusers.utils.logging import disable_progress_bar as load_quietly
from numpy.typing import NDArray
from PIL import Image
from transformers.utils.logging import disable_progress_bar as load_parts_quietly

from .card import DiffusersUpscalerCard, folder_of, revision_of
from .image_model import ModelError
from .precision import best_dtype
from .threads import bounded
from .tiles import Pixels, overlapping, ramps
from .upscaler import Factor, Watch, unwatched

SEED = 0
OVERLAP = 8
"""A tile shares this part of its side with the next one: an eighth."""


class DiffusersUpscaler:
    """Any pipeline of diffusers that takes `image` and `prompt` and gives a larger picture."""

    def __init__(self, card: DiffusersUpscalerCard) -> None:
        self.name, self.revision, self.card = card.name, card.revision, card
        self.pipeline = _loaded(card)

    def enlarge(self, image: Image.Image, factor: Factor, watch: Watch = unwatched) -> Image.Image:
        """See `Upscaler`. A pipeline that makes four times as much is reduced where twice is wanted, one that
        makes twice as much is run twice. `watch` is told of each denoising step.
        """
        rounds = 2 if factor > self.card.factor else 1
        enlarged = image.convert("RGB")
        for number in range(rounds):
            enlarged = self._enlarged(enlarged, _Share(watch, number, rounds))
        size = (factor * image.width, factor * image.height)
        return enlarged if enlarged.size == size else enlarged.resize(size, Image.Resampling.BOX)

    def _enlarged(self, image: Image.Image, watch: Watch) -> Image.Image:
        factor, pixels = self.card.factor, np.asarray(image)
        height, width = pixels.shape[:2]
        places = list(overlapping(height, width, self.card.side, self.card.side // OVERLAP))
        total = np.zeros((factor * height, factor * width, 3), np.float32)
        weight = np.zeros((factor * height, factor * width, 1), np.float32)
        for number, tile in enumerate(places):
            crop = pixels[tile.times(1)]
            painted = self._painted(crop, _Share(watch, number, len(places)))
            fade = ramps(tile, height, width, self.card.side // OVERLAP, factor)
            total[tile.times(factor)] += fade * painted
            weight[tile.times(factor)] += fade
        return Image.fromarray((total / weight).round().clip(0, 255).astype(np.uint8))

    def _painted(self, crop: Pixels, watch: Watch) -> NDArray[np.float32]:
        """(h, w, 3) → (factor · h, factor · w, 3) in 0..255."""
        height, width = crop.shape[:2]
        whole = self.card.multiple_of
        padded = np.pad(crop, ((0, -height % whole), (0, -width % whole), (0, 0)), mode="edge")
        steps = self.card.num_inference_steps
        extra: dict[str, Any] = {}
        if self.card.noise_level is not None:
            extra["noise_level"] = self.card.noise_level
        try:
            with bounded(self.card.threads), torch.no_grad():
                (picture,) = self.pipeline(
                    prompt=self.card.prompt,
                    image=Image.fromarray(padded),
                    num_inference_steps=steps,
                    guidance_scale=self.card.guidance_scale,
                    generator=torch.Generator().manual_seed(SEED),
                    callback=lambda index, _, __: watch(min(index + 1, steps), steps),
                    output_type="np",
                    **extra,
                ).images
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            raise ModelError(
                f"{self.name} could not enlarge {width}×{height} ({type(error).__name__}: "
                f"{str(error).splitlines()[0][:200]}); try a smaller picture, or the upscaler “lanczos”"
            ) from error
        return 255 * np.asarray(picture, np.float32)[: self.card.factor * height, : self.card.factor * width]


def _loaded(card: DiffusersUpscalerCard) -> Any:
    """The pipeline, silent."""
    load_quietly()
    load_parts_quietly()
    kind, device = getattr(diffusers, card.pipeline), "cuda" if torch.cuda.is_available() else "cpu"
    try:
        dtype = best_dtype(torch.device(device))
        pipeline = kind.from_pretrained(folder_of(card), dtype=dtype, **revision_of(card))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{card.name} cannot be loaded from {card.source} ({type(error).__name__}); check the network, "
            "and accept its licence on the hub where it asks for that"
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(device)


class _Share:
    """Tells of one part of `of` as of a part of the whole."""

    def __init__(self, watch: Watch, part: int, of: int) -> None:
        self._watch, self._part, self._of = watch, part, of

    def __call__(self, index: int, of: int) -> None:
        self._watch(self._part * of + index, self._of * of)
