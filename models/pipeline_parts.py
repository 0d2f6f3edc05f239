"""Loads a pipeline of diffusers from its card, and counts the tokens of a prompt. Knows no request."""

from typing import Any

import diffusers
import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler
from diffusers.utils.logging import ERROR, get_logger
from diffusers.utils.logging import disable_progress_bar as load_quietly
from transformers.utils.logging import disable_progress_bar as load_parts_quietly

from .card import DiffusersCard, folder_of, revision_of
from .image_model import ModelError
from .precision import best_dtype
from .remembered_prompts import RememberedPrompts


def load_pipeline(card: DiffusersCard, device: torch.device) -> Any:
    """The pipeline on its device, silent, and with a memory for prompts."""
    kind = getattr(diffusers, card.pipeline, None)
    if kind is None:
        raise ModelError(f"diffusers has no {card.pipeline}, which the card of {card.name} names; correct it")
    load_quietly()
    load_parts_quietly()
    try:
        pipeline = kind.from_pretrained(folder_of(card), dtype=best_dtype(device), **revision_of(card))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{card.name} cannot be loaded from {card.source} ({type(error).__name__}); check the network, "
            "and accept its licence on the hub where it asks for that"
        ) from error
    _check(card, pipeline)
    pipeline.set_progress_bar_config(disable=True)
    # It tells of every long prompt that CLIP reads its beginning only; the other encoder reads all of it.
    get_logger(kind.__module__).setLevel(ERROR)
    pipeline.encode_prompt = RememberedPrompts(pipeline.encode_prompt)
    return pipeline.to(device)


def tokens_of(pipeline: Any, prompt: str) -> int:
    """How long a prompt is to the tokenizer that reads all of it; the CLIP ones read only its beginning."""
    names = ("tokenizer_3", "tokenizer_2", "tokenizer")
    tokenizer = next(found for name in names if (found := getattr(pipeline, name, None)) is not None)
    if getattr(tokenizer, "chat_template", None):
        message = [{"role": "user", "content": prompt}]
        prompt = tokenizer.apply_chat_template(
            message, tokenize=False, add_generation_prompt=True, enable_thinking=True
        )
    return len(tokenizer(prompt, verbose=False).input_ids)


def _check(card: DiffusersCard, pipeline: Any) -> None:
    """Noise levels and latents must be those that painting counts on."""
    parts = {"vae": AutoencoderKL, "scheduler": FlowMatchEulerDiscreteScheduler}
    for name, kind in parts.items():
        if not isinstance(part := getattr(pipeline, name, None), kind):
            raise ModelError(
                f"the {name} of {card.name} is a {type(part).__name__}, but only pipelines with a "
                f"{kind.__name__} can be driven; choose another model"
            )
