"""Loads a pipeline of diffusers from its card. Knows no request."""

from typing import Any

import diffusers
import torch
from diffusers.utils.logging import ERROR, get_logger
from diffusers.utils.logging import disable_progress_bar as load_quietly
from transformers.utils.logging import disable_progress_bar as load_parts_quietly

from .card import DiffusersCard, DiffusersUpscalerCard, folder_of, revision_of
from .image_model import ModelError
from .noise_levels import check_scheduler
from .precision import best_dtype
from .remembered_prompts import RememberedPrompts


def load_pipeline(card: DiffusersCard, device: torch.device) -> Any:
    """The pipeline of a painter on its device, with a memory for prompts."""
    pipeline = load_from_hub(card, device)
    check_scheduler(pipeline.scheduler, card.name)
    if hasattr(pipeline, "encode_prompt"):  # OmniGen reads words and pictures in its transformer
        pipeline.encode_prompt = RememberedPrompts(pipeline.encode_prompt)
    return pipeline


def load_from_hub(card: DiffusersCard | DiffusersUpscalerCard, device: torch.device) -> Any:
    """Any pipeline on its device, and silent."""
    kind = getattr(diffusers, card.pipeline)
    load_quietly()
    load_parts_quietly()
    try:
        pipeline = kind.from_pretrained(folder_of(card), dtype=best_dtype(device), **revision_of(card))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{card.name} cannot be loaded from {card.source} ({type(error).__name__}); check the network, "
            "and accept its licence on the hub where it asks for that"
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    # It tells of every long prompt that CLIP reads its beginning only; the other encoder reads all of it.
    get_logger(kind.__module__).setLevel(ERROR)
    return pipeline.to(device)
