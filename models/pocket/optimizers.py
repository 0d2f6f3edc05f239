"""How fast the embedded models learn: a plan of rates, and Muon and AdamW side by side. Knows no model."""

from dataclasses import dataclass

import torch
from torch import nn

from .parallel import Team


@dataclass(frozen=True)
class Plan:
    """How long and how fast: constant rates after 100 steps, linear to zero in the last `decay` steps."""

    steps: int
    decay: int = 0
    muon: float = 2e-3
    adamw: float = 1e-3

    def scale(self, step: int, began: int = 0) -> float:
        """The factor of the learning rates at `step` of a training that began at another one."""
        return min(
            1.0, (step + 1 - began) / 100, (self.steps - step) / max(1, self.decay) if self.decay else 1.0
        )


class Optimizers:
    """Muon on this process's share of the block matrices, AdamW on everything else."""

    def __init__(self, student: nn.Module, plan: Plan, team: Team, blocks: tuple[str, ...]) -> None:
        named = list(student.named_parameters())
        self.matrices = [p for name, p in named if name.startswith(blocks) and p.ndim == 2]
        chosen = {id(p) for p in self.matrices}
        self.rest = [p for _, p in named if id(p) not in chosen]
        self.owners = _owners([p.numel() for p in self.matrices], team.size)
        self.team, self.plan, self.began = team, plan, 0
        mine = [p for p, owner in zip(self.matrices, self.owners, strict=True) if owner == team.rank]
        self.muon = torch.optim.Muon(mine, lr=plan.muon, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
        self.adamw = torch.optim.AdamW(self.rest, lr=plan.adamw, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, step: int) -> None:
        """Average gradients, clip, step, share the matrices."""
        parameters = self.matrices + self.rest
        self.team.average_gradients(parameters)
        nn.utils.clip_grad_norm_(parameters, 1.0)
        scale = self.plan.scale(step, self.began)
        for optimizer, rate in ((self.muon, self.plan.muon), (self.adamw, self.plan.adamw)):
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
            optimizer.step()  # type: ignore[no-untyped-call]
        self.team.share(self.matrices, self.owners)


def _owners(sizes: list[int], world: int) -> list[int]:
    """Each matrix to the process that has least to do so far."""
    load, owners = [0] * world, []
    for size in sizes:
        owner = load.index(min(load))
        load[owner] += size
        owners.append(owner)
    return owners
