"""Pictures to latents and back, as the stock pipeline does it."""

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKLFlux2, Flux2KleinKVPipeline
from PIL import Image
from triptych.models.latents import decode, encode, patchify, pixels, unpatchify


def tiny_vae() -> AutoencoderKLFlux2:
    torch.manual_seed(0)
    vae = AutoencoderKLFlux2(
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        block_out_channels=(8, 8),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
    ).eval()
    vae.bn.running_mean.normal_()
    vae.bn.running_var.uniform_(0.5, 2)
    return vae


def test_patches_are_those_of_flux2_and_come_back() -> None:
    latents = torch.randn(2, 4, 6, 8)
    assert torch.equal(patchify(latents), Flux2KleinKVPipeline._patchify_latents(latents))
    assert torch.equal(unpatchify(patchify(latents)), latents)


def test_pixels_keep_their_place_and_range() -> None:
    image = Image.new("RGB", (4, 2))
    image.putpixel((3, 1), (255, 127, 0))
    values = pixels([image])
    assert values.shape == (1, 3, 2, 4)
    assert values[0, :, 1, 3].tolist() == pytest.approx([1.0, 127 / 127.5 - 1, -1.0])


def test_tokens_are_normalised_and_decode_undoes_it() -> None:
    vae = tiny_vae()
    image = Image.fromarray(np.random.default_rng(0).integers(0, 255, (16, 24, 3), dtype=np.uint8))
    tokens = encode(vae, [image])
    assert tokens.shape == (1, 4 * 6, 16)
    raw = vae.encode(pixels([image])).latent_dist.mode()
    stock = vae.decode(raw).sample.add(1).mul(127.5).round().clamp(0, 255)
    ours = decode(vae, tokens, 4, 6)[0]
    assert ours.size == (24, 16)
    assert np.abs(np.asarray(ours).astype(float) - stock[0].permute(1, 2, 0).detach().numpy()).max() <= 1
