"""A LoRA's training that can be stopped at any step: AdamW, the averaged weights, and a checkpoint.

Knows no lessons and no loss.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

WARM_UP = 20
CLIP = 1.0


class LoraRun:
    """Resumes from the checkpoint where it is of the same run; `step` is how many steps are done."""

    def __init__(
        self, path: Path, parameters: dict[str, nn.Parameter], same: str, *, rate: float, average: float
    ) -> None:
        self._path, self._parameters, self._same = path, parameters, same
        self._rate, self._keeps = rate, average
        self._adamw = torch.optim.AdamW(parameters.values(), lr=rate, weight_decay=0.01)
        self.average = {name: p.detach().clone() for name, p in parameters.items()}
        self.step = 0
        self._resume()

    def learn(self, loss: Tensor) -> None:
        """One step down the gradient; the averaged weights follow, faster in the beginning."""
        self._adamw.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._parameters.values(), CLIP)
        for group in self._adamw.param_groups:
            group["lr"] = self._rate * min(1.0, (self.step + 1) / WARM_UP)
        self._adamw.step()
        share = max(1 - self._keeps, 9 / (10 + self.step))
        with torch.no_grad():
            for name, p in self._parameters.items():
                self.average[name].lerp_(p, share)
        self.step += 1

    def save(self) -> None:
        """Write the checkpoint, so that a reader sees the old one or the new one."""
        state = {
            "same": self._same,
            "step": self.step,
            "parameters": {name: p.detach() for name, p in self._parameters.items()},
            "average": self.average,
            "adamw": self._adamw.state_dict(),
        }
        temporary = self._path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(self._path)

    def _resume(self) -> None:
        """Another run's checkpoint, or half of one, is not gone on with."""
        state = _read(self._path)
        if state.get("same") != self._same:
            return
        with torch.no_grad():
            for name, p in self._parameters.items():
                p.copy_(state["parameters"][name])
                self.average[name].copy_(state["average"][name])
        self._adamw.load_state_dict(state["adamw"])
        self.step = state["step"]


def _read(path: Path) -> dict[str, Any]:
    """What the file holds; nothing where there is none, or none that can be read."""
    try:
        state = torch.load(path, weights_only=True)
    except Exception:  # broken files break the reader in many ways
        return {}
    return state if isinstance(state, dict) else {}
