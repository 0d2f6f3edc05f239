"""How noisy latents are between two steps, and which picture they lead to, for diffusers' schedulers.

Latents are signal · x₀ + noise · ε. Knows no pipeline and no request.
"""

from typing import Any

import torch
from diffusers import (
    DPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    FlowMatchLCMScheduler,
    SCMScheduler,
    UniPCMultistepScheduler,
)
from torch import Tensor

from .image_model import ModelError

_FLOWS = (FlowMatchEulerDiscreteScheduler, FlowMatchLCMScheduler)
_MULTISTEP = (DPMSolverMultistepScheduler, UniPCMultistepScheduler)
_KNOWN = (*_FLOWS, *_MULTISTEP, SCMScheduler)


def check_scheduler(scheduler: Any, name: str) -> None:
    """Raise `ModelError` for a scheduler whose levels are not known; `name` is the model's."""
    kinds = " or ".join(kind.__name__ for kind in _KNOWN)
    if not isinstance(scheduler, _KNOWN):
        raise ModelError(
            f"the scheduler of {name} is a {type(scheduler).__name__}, but only pipelines with a {kinds} can "
            "be driven; choose another model"
        )
    predicts = getattr(scheduler.config, "predict_x0", True)
    if not predicts or getattr(scheduler.config, "algorithm_type", "dpmsolver++") != "dpmsolver++":
        raise ModelError(
            f"the scheduler of {name} does not predict the clean picture, which previews need; set its "
            "algorithm_type to dpmsolver++, or predict_x0 to true"
        )


def level(scheduler: Any, index: int) -> tuple[Tensor, Tensor]:
    """(signal, noise) before step `index`, counted from 0; after the last step its noise is 0."""
    if isinstance(scheduler, SCMScheduler):
        angle, size = scheduler.timesteps[index], scheduler.config.sigma_data
        return torch.cos(angle) * size, torch.sin(angle) * size
    sigma = scheduler.sigmas[index]
    if isinstance(scheduler, _MULTISTEP):
        signal, noise = scheduler._sigma_to_alpha_sigma_t(sigma)
        return signal, noise
    if getattr(scheduler.config, "invert_sigmas", False):  # OmniGen's time runs from noise, 0, to picture, 1
        return sigma, 1 - sigma
    return 1 - sigma, sigma


def predicted(
    scheduler: Any, index: int, before: Tensor, output: Tensor, result: tuple[Tensor, ...]
) -> Tensor:
    """The clean latents that step `index` led to: from what went into it, the model's output, its result."""
    if isinstance(scheduler, SCMScheduler):
        clean: Tensor = result[1] / scheduler.config.sigma_data
        return clean
    noise, left = level(scheduler, index)[1], level(scheduler, index + 1)[1]
    if not left:
        return result[0]
    if isinstance(scheduler, _MULTISTEP):
        return scheduler.model_outputs[-1]  # type: ignore[no-any-return]
    if isinstance(scheduler, FlowMatchLCMScheduler):
        return before - noise * output
    # Flow matching moves on a straight line: where it would end is seen from one step.
    return result[0] - left * (result[0] - before) / (left - noise)
