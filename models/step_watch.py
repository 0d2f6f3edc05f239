"""Stands in for a scheduler's `step` in one call: keeps what is known of a canvas, and hands over each step.

All pipelines step their scheduler, though not all call back; so each is watched in the same place. Knows no
pipeline but the one it watches.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from .canvas import Known
from .flux1_regions import FluxRegions
from .noise_levels import level, predicted


@dataclass
class StepWatch:
    """Watches `pipeline`, which serves this call alone; `clean` are its last clean latents.

    `hand` gets the index of each step, from 1, with the clean latents that it predicts. Schedulers that add
    noise take it from `seed`.
    """

    pipeline: Any
    known: Known | None
    regions: FluxRegions | None
    seed: int
    hand: Callable[[int, Tensor], None]
    clean: Tensor | None = None
    _index: int = 0
    _options: dict[str, Any] = field(default_factory=dict)

    def begin(self) -> None:
        """From now on the scheduler's steps come here; it keeps the signature that pipelines look at."""
        scheduler = self.pipeline.scheduler
        self._step = scheduler.step
        signature = inspect.signature(self._step)
        if "generator" in signature.parameters:
            self._options = {"generator": torch.Generator().manual_seed(self.seed)}

        def step(output: Tensor, timestep: Any, sample: Tensor, *_: Any, **__: Any) -> tuple[Tensor, ...]:
            return self._stepped(output, timestep, sample)

        step.__signature__ = signature  # type: ignore[attr-defined]
        scheduler.step = step

    def _stepped(self, output: Tensor, timestep: Any, sample: Tensor) -> tuple[Tensor, ...]:
        scheduler, index = self.pipeline.scheduler, self._index
        result = self._step(output, timestep, sample, return_dict=False, **self._options)
        clean, latents = predicted(scheduler, index, sample, output, result), result[0]
        if self.known:
            clean = self.known.keep(clean, 1, 0)
            latents = self.known.keep(latents, *level(scheduler, index + 1))
        if self.regions:
            self.regions.step_done(self.pipeline, index)
        self._index, self.clean = index + 1, clean
        self.hand(self._index, clean)
        return latents, *result[1:]
