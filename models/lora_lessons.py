"""Canvas and caption → what a transformer learns from, in the layout of its family: FLUX.2-klein or FLUX.1.

Reads with the painter's own VAE and text encoders, as for painting. Knows no training.
"""

from dataclasses import dataclass

import torch
from diffusers import FluxPipeline
from PIL import Image
from torch import Tensor

from .flux2 import Flux2Painter
from .image_model import ImageModel, ImageRequest, ModelError
from .kl_latents import encode as encode_kl
from .latent_layout import pack
from .latents import encode
from .pipelines import DiffusersPainter

Teachable = Flux2Painter | DiffusersPainter
EMBEDDED_GUIDANCE = 1.0
"""FLUX.1-dev is told a guidance scale; at 1 it learns pictures as they are."""


@dataclass(frozen=True)
class Lesson:
    """One canvas: `target` (N, C) float32 tokens; by the names of the transformer's arguments, what it is
    `told` by the caption, `untold` without it, and the positions, the same for all of a batch.
    """

    target: Tensor
    told: dict[str, Tensor]
    untold: dict[str, Tensor]
    positions: dict[str, Tensor]

    @property
    def length(self) -> int:
        """Tokens of text."""
        return len(self.told["encoder_hidden_states"])


def teachable(painter: ImageModel) -> Teachable:
    """The painter, if its family is known here; else `ModelError`."""
    if isinstance(painter, Flux2Painter):
        return painter
    if isinstance(painter, DiffusersPainter) and isinstance(painter.pipeline, FluxPipeline):
        return painter
    raise ModelError(
        f"{painter.name} cannot be taught: only FLUX.2 and FLUX.1 models can; choose one of them"
    )


def lesson(painter: Teachable, canvas: Image.Image, caption: str) -> Lesson:
    """Read once, before the training. Raises `ModelError` for a caption that is too long."""
    request = painter.settings.request(caption, width=canvas.width, height=canvas.height)
    with torch.no_grad():
        if isinstance(painter, Flux2Painter):
            return _flux2(painter, canvas, request)
        return _flux1(painter, canvas, request)


def _flux2(painter: Flux2Painter, canvas: Image.Image, request: ImageRequest) -> Lesson:
    """Guidance reads the caption and no caption at one length."""
    condition = painter.condition(request.model_copy(update={"guidance_scale": 2.0}))
    with painter.compute():
        target = encode(painter.vae, [canvas])[0]
    untold, told = ({"encoder_hidden_states": text} for text in condition.text)
    return Lesson(target, told, untold, {"img_ids": condition.image_ids, "txt_ids": condition.text_ids})


def _flux1(painter: DiffusersPainter, canvas: Image.Image, request: ImageRequest) -> Lesson:
    painter.check(request)
    pipeline, device = painter.pipeline, painter.pipeline.transformer.device
    target = pack(encode_kl(pipeline.vae, canvas))[0]
    told, text_ids = _flux1_words(painter, request.prompt)
    untold, _ = _flux1_words(painter, "")
    cell = 2 * pipeline.vae_scale_factor
    rows, columns = torch.arange(canvas.height // cell), torch.arange(canvas.width // cell)
    image_ids = torch.cartesian_prod(torch.zeros(1, dtype=torch.long), rows, columns)
    return Lesson(target, told, untold, {"img_ids": image_ids.to(device), "txt_ids": text_ids})


def _flux1_words(painter: DiffusersPainter, prompt: str) -> tuple[dict[str, Tensor], Tensor]:
    text, pooled, ids = painter.pipeline.encode_prompt(
        prompt=prompt, prompt_2=None, max_sequence_length=painter.card.text_length
    )
    words = {"encoder_hidden_states": text[0], "pooled_projections": pooled[0]}
    if painter.pipeline.transformer.config.guidance_embeds:
        words["guidance"] = torch.tensor(EMBEDDED_GUIDANCE, device=text.device)
    return words, ids
