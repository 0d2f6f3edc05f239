"""Trains the painter's `AutoencoderKLFlux2`: 32 px a token, 128 numbers a token.

Two data-parallel processes of one thread; the step number seeds the data, so a resumed run goes on
exactly as if it had not been stopped. Knows nothing of text.
"""

import math
import os
import time
from pathlib import Path
from random import Random

import torch
import torch.distributed as dist
from diffusers import AutoencoderKLFlux2
from torch import Tensor

from ..latents import patchify, pixels
from .architecture import build_vae
from .scenes import HELD_OUT, random_scene

CROP = 128
BATCH = 8


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
    """Pixels, edges, a little KL; half of the latents get noise, so that the decoder forgives the painter."""
    moments = vae.quant_conv(vae.encoder(x))
    mean, logvar = moments.float().chunk(2, 1)
    noise = torch.randn(mean.shape, generator=generator)
    amount = 0.2 * torch.rand((len(x), 1, 1, 1), generator=generator) * mean.detach().std()
    z = mean + noise * amount
    y = vae.decoder(vae.post_quant_conv(z)).float()
    d = y - x
    edges = (d[..., 1:] - d[..., :-1]).abs().mean() + (d[..., 1:, :] - d[..., :-1, :]).abs().mean()
    kl = 0.5 * (mean.square() - 1).mean()
    return d.abs().mean() + 2 * d.square().mean() + 0.5 * edges + 1e-4 * kl + 1e-6 * logvar.square().mean()


@torch.no_grad()
def psnr(vae: AutoencoderKLFlux2, n: int = 24) -> float:
    """Round trip of `n` held-out pictures at 256 px, in dB over values 0..1."""
    x = pixels([random_scene(Random(HELD_OUT + k)).picture(256) for k in range(n)])
    with torch.autocast("cpu", torch.bfloat16):
        y = vae.decode(vae.encode(x).latent_dist.mode()).sample.float().clamp(-1, 1)
    error = ((y - x) / 2).square().mean((1, 2, 3))
    return float(-10 * error.log10().mean())


def train(folder: Path, steps: int, peak: float = 1e-2, decoder_only: bool = False) -> None:
    """Run (or resume) on this process's rank; writes `vae.pt` every 100 steps."""
    torch.set_num_threads(1)
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if world > 1:
        dist.init_process_group("gloo")
    torch.manual_seed(0)
    vae = build_vae()
    parameters = [p for p in (vae.decoder if decoder_only else vae).parameters() if p.requires_grad]
    kernels = [p for p in parameters if p.ndim == 4]
    flat_kernels = [torch.nn.Parameter(p.data.view(len(p), -1)) for p in kernels]
    muon = torch.optim.Muon(flat_kernels, lr=peak, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")
    adamw = torch.optim.AdamW([p for p in parameters if p.ndim != 4], lr=peak, betas=(0.9, 0.95), weight_decay=0.0)
    ema = {k: v.clone() for k, v in vae.state_dict().items() if v.is_floating_point()}
    first, path = 0, folder / "vae.pt"
    if path.exists():
        saved = torch.load(path, weights_only=True)
        vae.load_state_dict(saved["model"])
        muon.load_state_dict(saved["muon"])
        adamw.load_state_dict(saved["adamw"])
        ema, first = saved["ema"], saved["step"]
    start = time.time()
    for step in range(first, steps):
        rate = peak * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * step / steps)) * 0.97 + 0.03)
        for group in (*muon.param_groups, *adamw.param_groups):
            group["lr"] = rate
        generator = torch.Generator().manual_seed(step * 64 + rank)
        with torch.autocast("cpu", torch.bfloat16):
            value = loss(vae, crops(step, rank), generator)
        vae.zero_grad()
        value.backward()
        if world > 1:
            flat = torch.cat([p.grad.flatten() for p in parameters])
            dist.all_reduce(flat)
            for p, g in zip(parameters, (flat / world).split([p.numel() for p in parameters]), strict=True):
                p.grad.copy_(g.view_as(p))
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        for flat_kernel, p in zip(flat_kernels, kernels, strict=True):
            flat_kernel.grad = p.grad.view_as(flat_kernel)
        muon.step()
        adamw.step()
        for k, v in vae.state_dict().items():
            if k in ema:
                ema[k].lerp_(v, min(0.005, 1) if step > 200 else 0.05)
        if rank == 0 and (step + 1) % 50 == 0:
            print(f"{step + 1}/{steps} loss {value.item():.4f} {(time.time() - start) / (step + 1 - first):.2f} s/step", flush=True)
        if rank == 0 and ((step + 1) % 100 == 0 or step + 1 == steps):
            temp = path.with_suffix(".tmp")
            torch.save({"model": vae.state_dict(), "muon": muon.state_dict(), "adamw": adamw.state_dict(), "ema": ema, "step": step + 1}, temp)
            temp.replace(path)
            if (step + 1) % 200 == 0:
                check = build_vae()
                check.load_state_dict({**vae.state_dict(), **ema})
                print(f"{step + 1} PSNR {psnr(check):.2f} dB", flush=True)



def finished(folder: Path) -> AutoencoderKLFlux2:
    """The averaged VAE of `folder` with the mean and variance of its latents, as the painter needs them."""
    saved = torch.load(folder / "vae.pt", weights_only=True)
    vae = build_vae()
    vae.load_state_dict({**saved["model"], **saved["ema"]})
    pictures = [random_scene(Random(f"statistics {k}")).picture(256) for k in range(256)]
    with torch.no_grad():
        latents = torch.cat([patchify(vae.encode(pixels([picture])).latent_dist.mode()) for picture in pictures])
    vae.bn.running_mean.copy_(latents.mean((0, 2, 3)))
    vae.bn.running_var.copy_(latents.var((0, 2, 3)))
    return vae.eval()
