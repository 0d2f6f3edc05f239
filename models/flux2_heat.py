"""Heats of words by a FLUX.2-klein model: a few passes over a noised picture. Knows no store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from .flux2_condition import Condition, ConditionReader
from .image_model import ImageRequest
from .latents import unpatchify
from .lora import sharing_weights
from .picture import Picture
from .word_attention import watched
from .word_heat import SIGMAS_LEFT_OUT, SIGMAS_SEEN, Plane, WordHeat, without_word

Forward = Callable[[Tensor, Tensor, Condition], Tensor]
"""(tokens, timestep, condition) → velocity (B, N, C)."""


def word_heat(
    reader: ConditionReader,
    request: ImageRequest,
    picture: Picture,
    words: Sequence[str],
    noise: Tensor,
    forward: Forward,
) -> Mapping[str, WordHeat]:
    """A heat for each word of the request's prompt in a picture of the request's size."""
    request = request.model_copy(update={"guidance_scale": 1.0})
    places = {word: reader.word_tokens(request.prompt, [word]) for word in words}
    clean, grid = reader.tokens(picture, picture.image.size), reader.grid(*picture.image.size)

    def velocity(condition: Condition, sigma: float) -> Tensor:
        level = torch.tensor(sigma, device=clean.device)
        return forward((1 - sigma) * clean + sigma * noise, level, condition)

    whole = reader.read(request)
    twin = replace(whole, transformer=sharing_weights(whole.transformer))
    with watched(twin.transformer, whole.text.shape[1]) as seen:
        for sigma in SIGMAS_SEEN:
            velocity(twin, sigma)
    full = [velocity(whole, sigma) for sigma in SIGMAS_LEFT_OUT]
    heats = {}
    for word in words:
        left_out = reader.read(request.model_copy(update={"prompt": without_word(request.prompt, word)}))
        less = [velocity(left_out, sigma) for sigma in SIGMAS_LEFT_OUT]
        effects = [_effect(one - other, grid) for one, other in zip(full, less, strict=True)]
        attention = _plane(seen.mean()[:, places[word]].mean(1).unflatten(0, grid))
        heats[word] = WordHeat(word, attention, np.mean(effects, axis=0))
    return heats


def _effect(difference: Tensor, grid: tuple[int, int]) -> Plane:
    """(1, N, C) → (2·rows, 2·columns): a token is 2 × 2 latents."""
    latents = unpatchify(difference.transpose(1, 2).unflatten(2, grid))
    return _plane(latents.abs().mean(1)[0])


def _plane(values: Tensor) -> Plane:
    """A tensor of any device and precision → float32."""
    return np.asarray(values.float().cpu().numpy(), dtype=np.float32)
