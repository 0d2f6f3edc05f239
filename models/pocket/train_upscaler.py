"""Trains the upscaler on drawn scenes: `UpscalerNetwork`, on one thread, in half an hour.

Muon on the convolution kernels and AdamW on the rest, as for the VAE; the step number seeds the data, so a
resumed run goes on exactly. Knows no sentence.
"""

import math
import time
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn

from ..upscaler_network import UpscalerNetwork
from .parallel import write
from .train_vae import Optimizers
from .upscaler_lessons import Lesson, lesson
from .upscaler_pool import Pool

PEAK = 2e-3


def loss(network: UpscalerNetwork, practised: Lesson) -> Tensor:
    """Pixels and edges. Of what is enlarged twice, the second time learns from what the first one gave."""
    given = practised.given
    if practised.twice:
        with torch.no_grad():
            given = network(given).clamp(-1, 1)
    error = network(given) - practised.wanted
    edges = error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()
    total: Tensor = error.abs().mean() + 0.5 * edges
    return total


def train(folder: Path, steps: int) -> None:
    """Run or resume up to `steps`; writes `upscaler.pt` every 100 steps."""
    torch.manual_seed(0)
    network, path, pool = UpscalerNetwork(), folder / "upscaler.pt", Pool(folder / "pool")
    optimizers = Optimizers(list(network.parameters()))
    average = {name: value.clone() for name, value in network.named_parameters()}
    first = 0
    if path.exists():
        saved = torch.load(path, weights_only=True)
        network.load_state_dict(saved["model"])
        optimizers.load(saved)
        average, first = saved["average"], saved["step"]
    start = time.time()
    for step in range(first, steps):
        with torch.autocast("cpu", torch.bfloat16):
            value = loss(network, lesson(pool, Random(f"upscaler lesson {step}")))
        network.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizers.step(PEAK * _share(step, steps))
        _follow(average, network, step)
        if (step + 1) % 100 == 0 or step + 1 == steps:
            write(
                {"model": network.state_dict(), "average": average, "step": step + 1, **optimizers.state()},
                path,
            )
            pace = (time.time() - start) / (step + 1 - first)
            print(f"{step + 1}/{steps} loss {value.item():.4f} {pace:.2f} s/step", flush=True)


def averaged(path: Path) -> UpscalerNetwork:
    """The network with the averaged weights of a checkpoint."""
    network = UpscalerNetwork()
    network.load_state_dict(torch.load(path, weights_only=True)["average"])
    return network.eval()


def _share(step: int, steps: int) -> float:
    """The share of the peak learning rate: a short rise, then a cosine down to 1%."""
    return min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))


@torch.no_grad()
def _follow(average: dict[str, Tensor], network: UpscalerNetwork, step: int) -> None:
    share = max(1 / 300, 9 / (10 + step))
    for name, value in network.named_parameters():
        average[name].lerp_(value, share)
