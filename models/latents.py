"""Between pictures and FLUX.2 latents: pixels ↔ VAE ↔ packed, normalised tokens.

Follows `Flux2KleinKVPipeline` (diffusers) so that both give the same numbers. Knows no transformer.
"""

from collections.abc import Sequence

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2
from PIL import Image
from torch import Tensor

from .precision import device_of, dtype_of


@torch.no_grad()
def encode(vae: AutoencoderKLFlux2, images: Sequence[Image.Image]) -> Tensor:
    """RGB images of one size → (B, h·w, C) float32 tokens, about zero mean and unit variance per channel.

    One token is 2 × 2 latents; C is four times the VAE's channels.
    """
    latents = patchify(
        vae.encode(pixels(images).to(device_of(vae), dtype_of(vae))).latent_dist.mode().float()
    )
    mean, deviation = _statistics(vae)
    return ((latents - mean) / deviation).flatten(2).transpose(1, 2)


@torch.no_grad()
def decode(vae: AutoencoderKLFlux2, tokens: Tensor, rows: int, columns: int) -> list[Image.Image]:
    """(B, rows·columns, C) tokens → RGB images."""
    mean, deviation = _statistics(vae)
    latents = tokens.float().transpose(1, 2).unflatten(2, (rows, columns)) * deviation + mean
    values = vae.decode(unpatchify(latents).to(dtype_of(vae))).sample.float()
    array = values.add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
    return [Image.fromarray(image) for image in array]


def pixels(images: Sequence[Image.Image]) -> Tensor:
    """RGB images of one size → (B, 3, H, W) float32 in −1..1."""
    array = np.stack([np.asarray(image.convert("RGB")) for image in images])
    return torch.from_numpy(array).permute(0, 3, 1, 2).float().div(127.5).sub(1).contiguous()


def patchify(latents: Tensor) -> Tensor:
    """(B, c, 2h, 2w) → (B, 4c, h, w), the channel order of FLUX.2."""
    b, c, h, w = latents.shape
    return (
        latents.view(b, c, h // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 2, 4).reshape(b, 4 * c, h // 2, w // 2)
    )


def unpatchify(latents: Tensor) -> Tensor:
    """(B, 4c, h, w) → (B, c, 2h, 2w)."""
    b, c, h, w = latents.shape
    return latents.reshape(b, c // 4, 2, 2, h, w).permute(0, 1, 4, 2, 5, 3).reshape(b, c // 4, 2 * h, 2 * w)


def _statistics(vae: AutoencoderKLFlux2) -> tuple[Tensor, Tensor]:
    """Mean and deviation per channel, (1, 4c, 1, 1)."""
    mean = vae.bn.running_mean.view(1, -1, 1, 1).float()
    deviation = (vae.bn.running_var.view(1, -1, 1, 1).float() + vae.config.batch_norm_eps).sqrt()
    return mean, deviation
