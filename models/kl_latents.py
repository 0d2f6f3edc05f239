"""Between pictures and the latents of an `AutoencoderKL`. Knows no transformer and no request."""

import torch
from diffusers import AutoencoderKL
from PIL import Image
from torch import Tensor

from .latents import pixels
from .precision import device_of, dtype_of


@torch.no_grad()
def encode(vae: AutoencoderKL, image: Image.Image) -> Tensor:
    """RGB image → (1, C, h, w) float32 latents as the transformer sees them."""
    values = pixels([image]).to(device_of(vae), dtype_of(vae))
    mode = vae.encode(values).latent_dist.mode().float()
    latents: Tensor = (mode - (vae.config.shift_factor or 0)) * vae.config.scaling_factor
    return latents


@torch.no_grad()
def decode(vae: AutoencoderKL, latents: Tensor) -> Image.Image:
    """(1, C, h, w) latents → RGB image."""
    values = latents.float() / vae.config.scaling_factor + (vae.config.shift_factor or 0)
    sample: Tensor = vae.decode(values.to(dtype_of(vae))).sample.float()
    array = sample[0].add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0)
    return Image.fromarray(array.cpu().numpy())
