"""Loads the parts of a FLUX.2-klein model from its card. Knows no request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers import AutoencoderKLFlux2, FlowMatchEulerDiscreteScheduler, Flux2Transformer2DModel
from transformers import Qwen2TokenizerFast, Qwen3ForCausalLM
from transformers.utils.logging import disable_progress_bar

from .card import Card, folder_of, revision_of
from .precision import best_dtype
from .regional_attention import attend_to_regions


@dataclass(frozen=True)
class Flux2Parts:
    """What the loop needs, on its device, in evaluation mode; references attend causally."""

    tokenizer: Qwen2TokenizerFast
    scheduler: FlowMatchEulerDiscreteScheduler
    text_encoder: Qwen3ForCausalLM
    vae: AutoencoderKLFlux2
    transformer: Flux2Transformer2DModel


def load_parts(card: Card, device: torch.device) -> Flux2Parts:
    """In the number format that is fastest there."""
    dtype = best_dtype(device)
    folder, revision = folder_of(card), revision_of(card)
    disable_progress_bar()  # the embedded model is there before a bar could be read
    parts = Flux2Parts(
        tokenizer=Qwen2TokenizerFast.from_pretrained(folder, subfolder="tokenizer", **revision),
        scheduler=FlowMatchEulerDiscreteScheduler.from_pretrained(folder, subfolder="scheduler", **revision),
        text_encoder=_load(Qwen3ForCausalLM, folder, "text_encoder", device, dtype=dtype, **revision),
        vae=_load(AutoencoderKLFlux2, folder, "vae", device, torch_dtype=dtype, **revision),
        transformer=_load(
            Flux2Transformer2DModel, folder, "transformer", device, torch_dtype=dtype, **revision
        ),
    )
    parts.vae.to(memory_format=torch.channels_last)  # a fifth faster on CPUs
    attend_to_regions(parts.transformer)
    drop_unread_layers(parts.text_encoder, card.text_layers)
    return parts


def drop_unread_layers(encoder: Qwen3ForCausalLM, read: Sequence[int]) -> None:
    """Drop the layers behind the deepest hidden state that is `read`: of FLUX.2-klein's 36 the last eight.

    Hidden state n is what goes into layer n, bit by bit as before; only after the last layer it would be
    normalised, so that one layer more is kept.
    """
    del encoder.model.layers[max(read) + 1 :]


def _load(kind: Any, folder: str, part: str, device: torch.device, **options: Any) -> Any:
    return kind.from_pretrained(folder, subfolder=part, **options).to(device).eval().requires_grad_(False)
