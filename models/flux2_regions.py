"""Paints a request with regions by a FLUX.2-klein model: which pass a step makes, and what it is told.

Regions are first denoised alone and laid into the picture (hard binding), then read their own prompts
beside the whole picture's (regional attention), and at last only the whole prompt holds. Knows no pixels.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .causal_references import positions
from .conditions import Regional
from .flux2_condition import Condition, ConditionReader, text_positions
from .image_model import ImageRequest
from .regional_attention import attention_bias
from .regions import WHOLE, attended_steps, bounds, own_positions, owners

Forward = Callable[[Tensor, Tensor, Condition], Tensor]
"""(tokens, timestep, condition) → velocity (B, N, C)."""


@dataclass(frozen=True)
class Alone:
    """A region as a picture of its own: which tokens of the canvas it is made of, which of them it owns."""

    condition: Condition
    tokens: Tensor
    owned: Tensor


@dataclass(frozen=True)
class RegionalCondition:
    """What a request with regions is told in its steps; `together` is None where regions hold nowhere."""

    whole: Condition
    together: Condition | None
    alone: tuple[Alone, ...]
    covered: bool
    bound: int
    attended: int

    def velocity(self, index: int, tokens: Tensor, timestep: Tensor, forward: Forward) -> Tensor:
        """(B, N, C) of step `index` (from 0)."""
        if index < self.bound:
            return self._bound(tokens, timestep, forward)
        if index < self.attended and self.together:
            return forward(tokens, timestep, self.together)
        return forward(tokens, timestep, self.whole)

    def _bound(self, tokens: Tensor, timestep: Tensor, forward: Forward) -> Tensor:
        """Euler steps are linear: laying velocities into the canvas is laying latents into it."""
        batch = len(self.whole.text)
        velocity = (
            torch.zeros_like(tokens).expand(batch, -1, -1).clone()
            if self.covered
            else forward(tokens, timestep, self.whole).clone()
        )
        for region in self.alone:
            own = forward(tokens[:, region.tokens], timestep, region.condition)
            velocity[:, region.tokens[region.owned]] = own[:, region.owned]
        return velocity


def read_regions(reader: ConditionReader, request: ImageRequest, whole: Condition) -> RegionalCondition:
    """What the steps of a request are told; without regions, or at strength 0, only the whole prompt."""
    regional, steps = request.regional, request.num_inference_steps
    attended = attended_steps(regional, steps)
    if regional is None or not regional.strength:
        return RegionalCondition(whole, None, (), True, 0, 0)
    grid = owners(request, reader.card.settings.multiple_of)
    texts = [reader.text(region.prompt, request.guidance_scale) for region in regional.regions]
    return RegionalCondition(
        whole,
        _together(whole, texts, grid, regional) if attended else None,
        tuple(_alone(whole, text, grid, index) for index, text in enumerate(texts))
        if regional.bound_steps
        else (),
        bool((grid != WHOLE).all()),
        min(regional.bound_steps, steps),
        attended,
    )


def _together(whole: Condition, texts: list[Tensor], grid: Tensor, regional: Regional) -> Condition:
    """All texts side by side, each counted from its own start, and who reads which."""
    unread = regional.strength == 1 and bool((grid != WHOLE).all())
    every = [whole.text[:, :0] if unread else whole.text, *texts]
    lengths = [text.shape[1] for text in every]
    references = whole.references[0].shape[1] if whole.references else 0
    bias = attention_bias(lengths, grid.flatten(), references, regional.strength, regional.separate)
    return replace(
        whole,
        text=torch.cat(every, 1),
        text_ids=torch.cat([text_positions(length) for length in lengths]).to(whole.text_ids),
        image_ids=own_positions(whole.image_ids, grid) if regional.separate else whole.image_ids,
        bias=bias.to(whole.text.device),
    )


def _alone(whole: Condition, text: Tensor, grid: Tensor, index: int) -> Alone:
    box = bounds(grid, index)
    numbers = torch.arange(grid.numel()).view(grid.shape)
    tokens = numbers[box.top : box.bottom, box.left : box.right].flatten()
    condition = replace(
        whole,
        text=text,
        text_ids=text_positions(text.shape[1]).to(whole.text_ids),
        image_ids=positions(box.rows, box.columns).to(whole.image_ids),
    )
    device = whole.text.device
    return Alone(condition, tokens.to(device), (grid.flatten()[tokens] == index).to(device))
