"""Trains the painter's `AutoencoderKLFlux2` on crops of freshly drawn scenes.

Muon on the convolution kernels (as matrices) and AdamW on the rest; the step number seeds the data, so
a resumed run goes on exactly. Knows nothing of text.
"""

import math
import time
from pathlib import Path
from random import Random

import torch
from diffusers import AutoencoderKLFlux2
from torch import Tensor, nn

from ..latents import patchify, pixels
from .architecture import build_vae
from .parallel import Team, write
from .scenes import HELD_OUT, random_scene

CROP = 128
BATCH = 8
PEAK = 1e-2
DECODER_PEAK = 4e-3


def crops(step: int, rank: int) -> Tensor:
    """A batch of random 128 px crops, two from each freshly drawn picture."""
    rng = Random(f"vae {rank} {step}")
    images = []
    for _ in range(BATCH // 2):
        picture = random_scene(rng).picture(256)
        for _ in range(2):
            x, y = rng.randrange(129), rng.randrange(129)
            images.append(picture.crop((x, y, x + CROP, y + CROP)))
    return pixels(images)


def loss(vae: AutoencoderKLFlux2, x: Tensor, generator: torch.Generator) -> Tensor:
    """Pixels, edges, a little KL; the latents get noise, so that the decoder forgives the painter."""
    moments = vae.quant_conv(vae.encoder(x))
    mean, logvar = moments.float().chunk(2, 1)
    amount = 0.2 * torch.rand((len(x), 1, 1, 1), generator=generator) * mean.detach().std()
    noisy = mean + amount * torch.randn(mean.shape, generator=generator)
    error: Tensor = vae.decoder(vae.post_quant_conv(noisy)).float() - x
    edges = error.diff(dim=-1).abs().mean() + error.diff(dim=-2).abs().mean()
    small = 0.5e-4 * mean.square().mean() + 1e-6 * logvar.square().mean()
    total: Tensor = error.abs().mean() + 2 * error.square().mean() + 0.5 * edges + small
    return total


@torch.no_grad()
def psnr(vae: AutoencoderKLFlux2, n: int = 24) -> float:
    """Round trip of `n` held-out pictures at 256 px, in dB over values 0..1."""
    x = pixels([random_scene(Random(HELD_OUT + k)).picture(256) for k in range(n)])
    with torch.autocast("cpu", torch.bfloat16):
        y = vae.decode(vae.encode(x).latent_dist.mode()).sample.float().clamp(-1, 1)
    error = ((y - x) / 2).square().mean((1, 2, 3))
    return float(-10 * error.log10().mean())


class Optimizers:
    """Muon and AdamW over one set of parameters, with one learning rate."""

    def __init__(self, parameters: list[nn.Parameter]) -> None:
        self.kernels = [p for p in parameters if p.ndim == 4]
        # Muon takes matrices only; these share their kernels' memory.
        self.matrices = [nn.Parameter(p.data.view(len(p), -1)) for p in self.kernels]
        rest = [p for p in parameters if p.ndim != 4]
        self.muon = torch.optim.Muon(self.matrices, lr=PEAK, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")
        self.adamw = torch.optim.AdamW(rest, lr=PEAK, betas=(0.9, 0.95), weight_decay=0.0)

    def step(self, rate: float) -> None:
        """One step at learning rate `rate`."""
        for matrix, kernel in zip(self.matrices, self.kernels, strict=True):
            matrix.grad = kernel.grad.view_as(matrix) if kernel.grad is not None else None
        for optimizer in (self.muon, self.adamw):
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()  # type: ignore[no-untyped-call]

    def state(self) -> dict[str, object]:
        """What `load` takes."""
        return {"muon": self.muon.state_dict(), "adamw": self.adamw.state_dict()}

    def load(self, state: dict[str, dict[str, object]]) -> None:
        """Go on from `state`."""
        self.muon.load_state_dict(state["muon"])
        self.adamw.load_state_dict(state["adamw"])


def train(folder: Path, steps: int, team: Team, decoder_only: bool = False) -> None:
    """Run or resume up to `steps`; writes `vae.pt` every 100 steps.

    With `decoder_only` the finished VAE's decoder is trained on, into `decoder.pt`: pictures become
    sharper while latents, and so a painter trained on them, stay as they are.
    """
    torch.manual_seed(0)
    vae, path = build_vae(), folder / "vae.pt"
    if decoder_only:
        vae.load_state_dict(_averaged(path))
        vae.encoder.requires_grad_(False)
        vae.quant_conv.requires_grad_(False)
        path = folder / "decoder.pt"
    peak = DECODER_PEAK if decoder_only else PEAK
    parameters = [p for p in vae.parameters() if p.requires_grad]
    optimizers = Optimizers(parameters)
    average = {name: value.clone() for name, value in vae.named_parameters()}
    first = 0
    if path.exists():
        saved = torch.load(path, weights_only=True)
        vae.load_state_dict(saved["model"])
        optimizers.load(saved)
        average, first = saved["average"], saved["step"]
    start = time.time()
    for step in range(first, steps):
        with torch.autocast("cpu", torch.bfloat16):
            value = loss(vae, crops(step, team.rank), torch.Generator().manual_seed(step * 64 + team.rank))
        vae.zero_grad()
        value.backward()
        team.average_gradients(parameters)
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizers.step(peak * _share(step, steps))
        _follow(average, vae, step)
        if team.rank == 0 and ((step + 1) % 100 == 0 or step + 1 == steps):
            write(
                {"model": vae.state_dict(), "average": average, "step": step + 1, **optimizers.state()}, path
            )
            pace = (time.time() - start) / (step + 1 - first)
            print(f"{step + 1}/{steps} loss {value.item():.4f} {pace:.2f} s/step", flush=True)


def finished(folder: Path) -> AutoencoderKLFlux2:
    """The averaged VAE of `folder` with the mean and variance of its latents, as the painter needs them."""
    decoder = folder / "decoder.pt"
    vae = build_vae()
    vae.load_state_dict(_averaged(decoder if decoder.exists() else folder / "vae.pt"))
    pictures = [random_scene(Random(f"statistics {k}")).picture(256) for k in range(256)]
    with torch.no_grad():
        encoded = [patchify(vae.encode(pixels([picture])).latent_dist.mode()) for picture in pictures]
    latents = torch.cat(encoded)
    vae.bn.running_mean.copy_(latents.mean((0, 2, 3)))
    vae.bn.running_var.copy_(latents.var((0, 2, 3)))
    return vae.eval()


def _averaged(path: Path) -> dict[str, Tensor]:
    saved = torch.load(path, weights_only=True)
    return {**saved["model"], **saved["average"]}


def _share(step: int, steps: int) -> float:
    """The share of the peak learning rate: a short rise, then a cosine down to 3%."""
    return min(1.0, (step + 1) / 100) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * step / steps)))


@torch.no_grad()
def _follow(average: dict[str, Tensor], vae: AutoencoderKLFlux2, step: int) -> None:
    share = 0.005 if step > 200 else 0.05
    for name, value in vae.named_parameters():
        average[name].lerp_(value, share)
