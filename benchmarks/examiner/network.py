"""The examiner's network: a small residual CNN, and an attention pool for each part of the picture.

A picture is scanned by four readers (the whole, the left character, the right one, the thing); each has
its own maps of where to look, which know positions, so that left and right are told apart. Knows
tensors and the number of answers; does not know what they mean.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SIZE = 128
WIDTHS = (32, 64, 128, 128)
MAPS = 4
READERS = ("whole", "left", "right", "thing")


class Residual(nn.Module):
    """Two 3×3 convolutions round a shortcut; (B, in, H, W) → (B, out, H/stride, W/stride)."""

    def __init__(self, width: int, out: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Sequential(
            nn.Conv2d(width, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU()
        )
        self.second = nn.Sequential(nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = (
            nn.Identity()
            if stride == 1 and width == out
            else nn.Sequential(
                nn.AvgPool2d(stride), nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out)
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        """Add what was learnt to what came in."""
        y: Tensor = self.second(self.first(x)) + self.shortcut(x)
        return F.relu(y)


class AttentionPool(nn.Module):
    """(B, C, 8, 8) → (B, readers, maps · C): each map is a softmax over the 64 positions."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.position = nn.Parameter(torch.randn(1, width, 8, 8) * 0.3)
        self.where = nn.Conv2d(width, len(READERS) * MAPS, 1)

    def forward(self, x: Tensor) -> Tensor:
        """What stands where the maps look."""
        x = x + self.position
        maps = self.where(x).flatten(2).float().softmax(-1).to(x.dtype)
        seen: Tensor = maps @ x.flatten(2).transpose(1, 2)
        return seen.view(len(x), len(READERS), -1)


class ExaminerNetwork(nn.Module):
    """(B, 3, 128, 128) in −1..1 → for each attribute (B, answers) logits.

    `heads` maps an attribute to its reader and its number of answers.
    """

    def __init__(self, heads: Mapping[str, tuple[str, int]]) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.trunk = nn.Sequential(
            nn.Conv2d(3, a, 5, 2, 2, bias=False),
            nn.BatchNorm2d(a),
            nn.ReLU(),
            Residual(a, b, 2),
            Residual(b, c, 2),
            Residual(c, d, 2),
            Residual(d, d),
        )
        self.pool = AttentionPool(d)
        self.readers = nn.ModuleList(
            nn.Sequential(nn.Linear(MAPS * d, 96), nn.LayerNorm(96), nn.ReLU()) for _ in READERS
        )
        self.side = nn.Linear(96 * len(READERS), 96)
        self.reader_of = {name: READERS.index(reader) for name, (reader, _) in heads.items()}
        self.heads = nn.ModuleDict({name: nn.Linear(96, answers) for name, (_, answers) in heads.items()})

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Logits by attribute; every reader also hears a little of what the others saw."""
        parts = self.pool(self.trunk(x))
        seen = [reader(parts[:, n]) for n, reader in enumerate(self.readers)]
        context = self.side(torch.cat(seen, -1))
        return {name: head(F.relu(seen[self.reader_of[name]] + context)) for name, head in self.heads.items()}
