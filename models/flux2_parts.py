"""Loads the parts of a FLUX.2-klein model from its card. Knows no request."""

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
    attend_to_regions(parts.transformer)
    return parts


def _load(kind: Any, folder: str, part: str, device: torch.device, **options: Any) -> Any:
    return kind.from_pretrained(folder, subfolder=part, **options).to(device).eval().requires_grad_(False)
