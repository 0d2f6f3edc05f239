"""Loads a pipeline of diffusers from its card, in a tier. Knows no request."""

import inspect
from typing import Any

import diffusers
import torch
from diffusers.utils.logging import ERROR, get_logger
from diffusers.utils.logging import disable_progress_bar as load_quietly
from transformers import AutoTokenizer
from transformers.utils.logging import disable_progress_bar as load_parts_quietly

from .card import DiffusersCard, folder_of, revision_of
from .image_model import ModelError
from .noise_levels import check_scheduler
from .precision import best_dtype
from .remembered_prompts import RememberedPrompts
from .shrunk_weights import shrinking
from .tiers import Tier


def load_pipeline(card: DiffusersCard, device: torch.device, tier: Tier) -> Any:
    """The pipeline on its device, silent, and with a memory for prompts."""
    kind, dtype = getattr(diffusers, card.pipeline), best_dtype(device)
    load_quietly()
    load_parts_quietly()
    try:
        parts = {**_borrowed(card, kind, dtype), **shrinking(card, tier.precision, dtype)}
        pipeline = kind.from_pretrained(folder_of(card), dtype=dtype, **parts, **revision_of(card))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{card.name} cannot be loaded from {card.source} ({type(error).__name__}); get it with "
            f"`triptych fetch {card.name}` where there is a network, and accept its licence on the hub where "
            "it asks for that"
        ) from error
    check_scheduler(pipeline.scheduler, card.name)
    pipeline.set_progress_bar_config(disable=True)
    # It tells of every long prompt that CLIP reads its beginning only; the other encoder reads all of it.
    get_logger(kind.__module__).setLevel(ERROR)
    if hasattr(pipeline, "encode_prompt"):  # OmniGen reads words and pictures in its transformer
        pipeline.encode_prompt = RememberedPrompts(pipeline.encode_prompt)
    return _placed(pipeline, device, tier)


def _borrowed(card: DiffusersCard, kind: Any, dtype: torch.dtype) -> dict[str, Any]:
    """The parts that lie in other repositories, by the classes that the pipeline names for them."""
    wanted = inspect.signature(kind.__init__).parameters
    return {
        part: AutoTokenizer.from_pretrained(source)
        if part.startswith("tokenizer")
        else wanted[part].annotation.from_pretrained(source, dtype=dtype)
        for part, source in card.borrowed.items()
    }


def _placed(pipeline: Any, device: torch.device, tier: Tier) -> Any:
    if tier.tiling:
        pipeline.vae.enable_tiling()
    if tier.offload == "parts":
        pipeline.enable_model_cpu_offload(device=device)
    elif tier.offload == "layers":
        pipeline.enable_sequential_cpu_offload(device=device)
    else:
        pipeline = pipeline.to(device)
    return pipeline
