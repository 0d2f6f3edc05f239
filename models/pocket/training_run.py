"""A training that can be stopped at any step: its averaged weights, and its checkpoint in a folder.

A checkpoint without optimisers is one of adopted weights: their rates are warmed up from its step on.

Knows no lessons and no loss.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .optimizers import Optimizers
from .parallel import write


class TrainingRun:
    """Resumes from `NAME.pt` and `muon-RANK.pt` where they are; `step` is the first one to do."""

    def __init__(self, folder: Path, name: str, student: nn.Module, optimizers: Optimizers) -> None:
        self._model, self._muon = folder / f"{name}.pt", folder / f"muon-{optimizers.team.rank}.pt"
        self._student, self._optimizers = student, optimizers
        self._average = {name: p.detach().clone() for name, p in student.named_parameters()}
        self._began = 0
        self.step = self._resume() if self._model.exists() else 0

    @torch.no_grad()
    def follow(self, step: int) -> None:
        """Let the averaged weights follow: exponentially, faster in the beginning."""
        share = max(1 / 500, 9 / (10 + step))
        for name, p in self._student.named_parameters():
            self._average[name].lerp_(p, share)

    def save(self, step: int) -> None:
        """Write the state after `step` steps."""
        if self._optimizers.team.rank == 0:
            state: dict[str, object] = {
                "model": self._student.state_dict(),
                "average": self._average,
                "adamw": self._optimizers.adamw.state_dict(),
                "step": step,
                "began": self._began,
            }
            write(state, self._model)
        write({"muon": self._optimizers.muon.state_dict(), "step": step}, self._muon)

    def _resume(self) -> int:
        state = torch.load(self._model, weights_only=True)
        self._student.load_state_dict(state["model"])
        self._began = self._optimizers.began = state.get("began", 0)
        average: dict[str, Tensor] = state["average"]
        for name, value in average.items():
            self._average[name].copy_(value)
        if "adamw" in state:
            self._resume_optimizers(state)
        return int(state["step"])

    def _resume_optimizers(self, state: dict[str, Any]) -> None:
        self._optimizers.adamw.load_state_dict(state["adamw"])
        muon = torch.load(self._muon, weights_only=True)
        if muon["step"] != state["step"]:
            raise ValueError(
                f"{self._model} is at step {state['step']}, {self._muon.name} at {muon['step']}; use one pair"
            )
        self._optimizers.muon.load_state_dict(muon["muon"])
