"""Loads a vision-language model of transformers from its card, in a tier. Knows no question."""

from typing import Any

import torch
from transformers import AutoModelForImageTextToText, AutoProcessor
from transformers.utils.logging import disable_progress_bar

from .card import VisionCard, folder_of, revision_of
from .image_model import ModelError
from .precision import best_dtype
from .shrunk_weights import shrinking_all
from .tiers import Tier


def load_processor(card: VisionCard) -> Any:
    """What turns words and pictures into tokens."""
    return _loaded(card, AutoProcessor)


def load_model(card: VisionCard, device: torch.device, tier: Tier) -> Any:
    """The model on its device, in evaluation mode."""
    disable_progress_bar()
    dtype = "auto" if tier.precision == "stored" else best_dtype(device)
    # Shrunk weights are made where they stay; they cannot be moved.
    shrunk = shrinking_all(tier.precision, best_dtype(device))
    more = {**shrunk, "device_map": {"": device}} if shrunk else {}
    model = _loaded(card, AutoModelForImageTextToText, dtype=dtype, **more)
    return (model if shrunk else model.to(device)).eval().requires_grad_(False)


def _loaded(card: VisionCard, kind: Any, **options: Any) -> Any:
    folder = folder_of(card)
    try:
        return kind.from_pretrained(folder, **options, **revision_of(card))
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # a broken checkpoint fails in many ways
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise ModelError(
            f"{card.name} cannot be loaded from {folder}: {reason}; get it with `triptych fetch {card.name}` "
            "where there is a network, or name a whole folder in the card"
        ) from error
