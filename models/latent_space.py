"""Between pictures and the latents of any VAE that the catalog's pipelines have. Knows no transformer.

Latents are normalised as the transformer sees them: (1, C, h, w) float32, one a square of `cell` pixels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from diffusers import (
    AutoencoderDC,
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    AutoencoderKLQwenImage21,
    ModelMixin,
)
from PIL import Image
from torch import Tensor

from . import kl_latents, latents
from .image_model import ModelError
from .precision import device_of, dtype_of


@dataclass(frozen=True)
class LatentSpace:
    """One VAE's latents: RGB image → (1, `channels`, h, w) and back."""

    channels: int
    cell: int
    encode: Callable[[Image.Image], Tensor]
    decode: Callable[[Tensor], Image.Image]


def latent_space(vae: ModelMixin) -> LatentSpace:
    """The space of a VAE by its class; `ModelError` for one that is not known."""
    for kind, make in _KINDS.items():
        if isinstance(vae, kind):
            return make(vae)
    raise ModelError(
        f"latents of a {type(vae).__name__} are not known; choose a model with one of "
        f"{', '.join(kind.__name__ for kind in _KINDS)}"
    )


def _kl(vae: AutoencoderKL) -> LatentSpace:
    return LatentSpace(
        vae.config.latent_channels,
        2 ** (len(vae.config.block_out_channels) - 1),
        lambda image: kl_latents.encode(vae, image),
        lambda grid: kl_latents.decode(vae, grid),
    )


def _flux2(vae: AutoencoderKLFlux2) -> LatentSpace:
    """FLUX.2 joins 2 × 2 latents to one before it normalises them."""

    def encode(image: Image.Image) -> Tensor:
        tokens = latents.encode(vae, [image])
        rows, columns = image.height // cell, image.width // cell
        grid: Tensor = tokens.transpose(1, 2).unflatten(2, (rows, columns))
        return grid

    def decode(grid: Tensor) -> Image.Image:
        return latents.decode(vae, grid.flatten(2).transpose(1, 2), *grid.shape[2:])[0]

    cell = 2 ** len(vae.config.block_out_channels)
    return LatentSpace(4 * vae.config.latent_channels, cell, encode, decode)


def _dc(vae: AutoencoderDC) -> LatentSpace:
    """SANA's deep compression: no distribution, a factor alone."""
    factor = vae.config.scaling_factor

    @torch.no_grad()
    def encode(image: Image.Image) -> Tensor:
        values = latents.pixels([image]).to(device_of(vae), dtype_of(vae))
        encoded: Tensor = vae.encode(values).latent.float() * factor
        return encoded

    @torch.no_grad()
    def decode(grid: Tensor) -> Image.Image:
        return _image(vae.decode((grid.float() / factor).to(dtype_of(vae))).sample)

    return LatentSpace(
        vae.config.latent_channels, 2 ** (len(vae.config.encoder_block_out_channels) - 1), encode, decode
    )


def _qwen(vae: AutoencoderKLQwenImage) -> LatentSpace:
    """A picture is a video of one frame."""
    return _frames(vae, 2 ** len(vae.config.temperal_downsample), vae.config.input_channels)


def _qwen21(vae: AutoencoderKLQwenImage21) -> LatentSpace:
    """As before, with an alpha channel beside the colours, which is opaque here."""
    return _frames(vae, vae.config.scale_factor_spatial, vae.config.in_channels)


def _frames(vae: ModelMixin, cell: int, channels: int) -> LatentSpace:
    mean, deviation = (
        torch.tensor(values).view(1, -1, 1, 1) for values in (vae.config.latents_mean, vae.config.latents_std)
    )

    @torch.no_grad()
    def encode(image: Image.Image) -> Tensor:
        values = latents.pixels([image])
        opaque = torch.ones_like(values[:, :1]).expand(-1, channels - 3, -1, -1)
        frame = torch.cat([values, opaque], 1).unsqueeze(2).to(device_of(vae), dtype_of(vae))
        mode: Tensor = vae.encode(frame).latent_dist.mode().squeeze(2).float()
        return (mode - mean.to(mode.device)) / deviation.to(mode.device)

    @torch.no_grad()
    def decode(grid: Tensor) -> Image.Image:
        values = grid.float() * deviation.to(grid.device) + mean.to(grid.device)
        return _image(vae.decode(values.unsqueeze(2).to(dtype_of(vae))).sample[:, :3, 0])

    return LatentSpace(vae.config.z_dim, cell, encode, decode)


def _image(sample: Tensor) -> Image.Image:
    """(1, 3, H, W) in −1..1 → RGB image."""
    array = sample[0].float().add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0)
    return Image.fromarray(array.cpu().numpy())


_KINDS: dict[type, Callable[..., LatentSpace]] = {
    AutoencoderKL: _kl,
    AutoencoderKLFlux2: _flux2,
    AutoencoderDC: _dc,
    AutoencoderKLQwenImage: _qwen,
    AutoencoderKLQwenImage21: _qwen21,
}
