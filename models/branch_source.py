"""The source of two branches: which latents stand beside the target's in each step.

Painted from the same noise, a source is denoised like the target. A picture is inverted first, and the source
is reset to that trajectory in each step (FreeFlux), or it is noised anew in each step (FreeCus). Knows no
attention and no rule.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

Velocity = Callable[[Tensor, Tensor], Tensor]
"""(tokens (1, N, C), sigma) → velocity (1, N, C)."""


class Source(Protocol):
    """A source at each step, at noise levels of its own; the target starts from `start`."""

    @property
    def start(self) -> Tensor:
        """(1, N, C) noise."""
        ...

    @property
    def sigmas(self) -> Tensor:
        """(steps + 1,) noise levels, falling to 0."""
        ...

    @property
    def guidance_scale(self) -> float:
        """With which the source itself is denoised."""
        ...

    def at(self, step: int) -> Tensor:
        """(1, N, C) that stands beside the target in this step."""
        ...

    def moved(self, step: int, velocity: Tensor) -> None:
        """Take in what the model predicted there, (1, N, C)."""
        ...


@dataclass
class Painted:
    """Denoised from the same noise as the target."""

    start: Tensor
    sigmas: Tensor
    guidance_scale: float
    latents: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.latents = self.start

    def at(self, step: int) -> Tensor:  # noqa: ARG002 - steps come in order
        """Where the last step led."""
        return self.latents

    def moved(self, step: int, velocity: Tensor) -> None:
        """An Euler step."""
        self.latents = self.latents + (self.sigmas[step + 1] - self.sigmas[step]) * velocity


@dataclass
class Inverted:
    """A picture with its way from noise, a state (1, N, C) each noise level."""

    states: tuple[Tensor, ...]
    sigmas: Tensor
    guidance_scale: float = 1.0
    reached: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.reached = self.start

    @property
    def start(self) -> Tensor:
        """The noisiest state."""
        return self.states[0]

    def at(self, step: int) -> Tensor:
        """On its way, wherever the last step led."""
        return self.states[step]

    def moved(self, step: int, velocity: Tensor) -> None:
        """Only for the record: the picture that the model itself would make of that noise."""
        self.reached = self.reached + (self.sigmas[step + 1] - self.sigmas[step]) * velocity


def inverted(clean: Tensor, sigmas: Tensor, velocity: Velocity) -> Inverted:
    """From a clean picture (1, N, C) up to noise along (steps + 1,) falling sigmas, by Euler, guidance 1."""
    states = [clean]
    for step in reversed(range(len(sigmas) - 1)):
        ahead = velocity(states[-1], sigmas[step + 1])
        states.append(states[-1] + (sigmas[step] - sigmas[step + 1]) * ahead)
    return Inverted(tuple(reversed(states)), sigmas)


def noised(clean: Tensor, noise: Tensor, sigmas: Tensor) -> Inverted:
    """(1−σ)·x₀ + σ·ε with one noise for all steps."""
    return Inverted(tuple(torch.lerp(clean, noise, sigma) for sigma in sigmas), sigmas)


def finer(sigmas: Tensor, shift: float) -> Tensor:
    """Noise levels of a schedule shifted by 1/`shift` where `sigmas` are shifted by `shift`: less noise.

    FreeCus turns μ to −μ (shift = exp μ), so that the source shows finer features than the target's step.
    """
    times = sigmas / (shift - (shift - 1) * sigmas)
    return times / (shift + (1 - shift) * times)
