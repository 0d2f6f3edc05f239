"""A small residual network that doubles the sides of a drawn picture: pixels → four times as many.

Residual blocks after EDSR (Lim et al. 2017) without normalisation, a sub-pixel convolution at the end (Shi et
al. 2016), added to the picture itself with each pixel repeated (the anchor of ABPN, Du et al. 2021). Its
convolutions have no padding, so what it says of a pixel depends on the `RADIUS` pixels round about and on
nothing else: tiles fit together exactly. Knows no files and no tiles.
"""

from torch import Tensor, nn
from torch.nn import functional as F

WIDTH = 32
BLOCKS = 7
RADIUS = 2 * BLOCKS + 2
"""How many pixels at each edge are only looked at."""


class UpscalerNetwork(nn.Module):
    """(B, 3, h, w) in −1..1 → (B, 3, 2(h − 2R), 2(w − 2R)), of the same range but not clipped."""

    def __init__(self) -> None:
        super().__init__()
        self.into = nn.Conv2d(3, WIDTH, 3)
        self.blocks = nn.ModuleList(_Block() for _ in range(BLOCKS))
        self.out = nn.Conv2d(WIDTH, 12, 3)
        nn.init.zeros_(self.out.weight)
        if self.out.bias is not None:
            nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        """See the class; h and w are more than 2R."""
        features = self.into(x.to(self.into.weight.dtype))
        for block in self.blocks:
            features = block(features)
        # The anchor keeps its precision where the network runs in bf16.
        anchor = x[..., RADIUS:-RADIUS, RADIUS:-RADIUS].float().repeat_interleave(4, dim=1)
        return F.pixel_shuffle(anchor + self.out(features).float(), 2)


class _Block(nn.Module):
    """Two convolutions on top of their middle: 2 pixels at each edge go."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(WIDTH, WIDTH, 3), nn.Conv2d(WIDTH, WIDTH, 3)

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.second(F.silu(self.first(x)))
        return x[..., 2:-2, 2:-2] + change
