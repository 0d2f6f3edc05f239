"""Several processes that train one model: averaged gradients, and files written whole.

Knows no model.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn


@dataclass(frozen=True)
class Team:
    """This process among its peers, one thread each."""

    rank: int = 0
    size: int = 1

    @classmethod
    def join(cls, rank: int, size: int, port: int = 29517) -> "Team":
        """Meet the others on this machine (gloo)."""
        torch.set_num_threads(1)
        if size > 1:
            os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
            dist.init_process_group("gloo", rank=rank, world_size=size)
        return cls(rank, size)

    def average_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Every parameter's gradient becomes the mean over the team; none counts as zero."""
        for p in parameters:
            p.grad = torch.zeros_like(p) if p.grad is None else p.grad
        if self.size > 1:
            gradients = [p.grad for p in parameters if p.grad is not None]
            flat = torch.cat([g.flatten() for g in gradients]).div_(self.size)
            dist.all_reduce(flat)
            _spread(flat, gradients)

    @torch.no_grad()
    def share(self, parameters: Sequence[nn.Parameter], owners: Sequence[int]) -> None:
        """Every parameter becomes what its owner has."""
        for rank in range(self.size if self.size > 1 else 0):
            owned = [p.data for p, owner in zip(parameters, owners, strict=True) if owner == rank]
            flat = torch.cat([p.flatten() for p in owned])
            dist.broadcast(flat, rank)
            _spread(flat, owned)


def write(state: dict[str, object], path: Path) -> None:
    """Save a checkpoint so that a reader sees the old one or the new one, never half of it."""
    temp = path.with_suffix(".tmp")
    torch.save(state, temp)
    temp.replace(path)


def _spread(flat: Tensor, tensors: Sequence[Tensor]) -> None:
    for tensor, value in zip(tensors, flat.split([t.numel() for t in tensors]), strict=True):
        tensor.copy_(value.view_as(tensor))
