"""Regions for FLUX.1 pipelines of diffusers: its own loop and processors, with all texts and a mask.

A pipeline made for one call is told what to read and where tokens stand. Knows no latents and no pixels.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from .conditions import Regional
from .image_model import ImageRequest, ModelError
from .regional_attention import attention_bias
from .regions import WHOLE, attended_steps, own_positions, owners


@dataclass(frozen=True)
class FluxRegions:
    """What a pipeline is told for one request: `bias` while regions hold, for `steps`, `after` later."""

    regional: Regional
    grid: Tensor
    bias: Tensor
    after: Tensor
    steps: int
    unread: bool

    def prepare(self, pipeline: Any) -> dict[str, Any]:
        """Change a pipeline that serves this call alone; what else it is called with."""
        encode_prompt, prepare_ids = pipeline.encode_prompt, pipeline._prepare_latent_image_ids

        def texts(prompt: str, **arguments: Any) -> tuple[Tensor, Tensor, Tensor]:
            """The whole picture's summary, and all texts side by side."""
            whole, summary, ids = encode_prompt(prompt=prompt, **arguments)
            arguments |= {"prompt_2": None}
            own = [encode_prompt(prompt=one.prompt, **arguments)[0] for one in self.regional.regions]
            every = torch.cat(own if self.unread else [whole, *own], 1)
            return every, summary, ids.new_zeros(every.shape[1], ids.shape[1])

        def places(*arguments: Any) -> Tensor:
            return own_positions(prepare_ids(*arguments), self.grid)

        pipeline.encode_prompt = texts
        if self.regional.separate:
            pipeline._prepare_latent_image_ids = places
        return {"joint_attention_kwargs": {"attention_mask": self.bias}}

    def step_done(self, pipeline: Any, index: int) -> None:
        """After the last step that regions hold for, only the whole prompt is read."""
        if index + 1 == self.steps:
            pipeline.joint_attention_kwargs["attention_mask"] = self.after


def check_regions(pipeline: Any, request: ImageRequest, token: int) -> None:
    """Raise `ModelError` for regions that cannot be painted, with tokens of so many pixels."""
    if request.regional and request.regional.strength:
        owners(request, token)
        if request.regional.bound_steps:
            raise ModelError(
                f"regions cannot be bound for {request.regional.bound_steps} steps by "
                f"{type(pipeline).__name__}; leave bound_steps at 0"
            )


def flux_regions(pipeline: Any, request: ImageRequest, token: int, text_length: int) -> FluxRegions | None:
    """What regions need; None where they hold nowhere. All texts are padded to `text_length`."""
    regional, steps = request.regional, request.num_inference_steps
    attended = attended_steps(regional, steps)
    if regional is None or not attended:
        return None
    grid = owners(request, token)
    unread = regional.strength == 1 and attended == steps and bool((grid != WHOLE).all())
    lengths = [0 if unread else text_length, *[text_length] * len(regional.regions)]
    transformer, owner = pipeline.transformer, grid.flatten()
    bias, after = (
        attention_bias(lengths, owner, 0, strength, separate).to(transformer.device, transformer.dtype)
        for strength, separate in ((regional.strength, regional.separate), (0.0, False))
    )
    return FluxRegions(regional, grid, bias, after, attended, unread)
