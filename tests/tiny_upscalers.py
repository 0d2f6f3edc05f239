"""Stable Diffusion's upscalers as tiny random pipelines in diffusers' own format, and the small network.

Real files, real classes, no sense.
"""

from pathlib import Path

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DDPMScheduler,
    EulerDiscreteScheduler,
    StableDiffusionLatentUpscalePipeline,
    StableDiffusionUpscalePipeline,
    UNet2DConditionModel,
)
from safetensors.torch import save_file
from tiny_pipelines import clip_config, clip_tokenizer
from transformers import CLIPTextModel
from triptych.models.card import DiffusersUpscalerCard, SmallUpscalerCard
from triptych.models.upscaler_network import UpscalerNetwork

FACTS = {"title": "tiny and random", "revision": "0", "licence": "none", "memory_gb": 0.1, "threads": 1}


def save_network(folder: Path, seed: int = 0) -> SmallUpscalerCard:
    """The network with random weights that change every pixel."""
    torch.manual_seed(seed)
    network = UpscalerNetwork()
    torch.nn.init.normal_(network.out.weight, std=0.05)
    save_file(network.state_dict(), folder / "model.safetensors")
    return SmallUpscalerCard.model_validate(
        {**FACTS, "family": "small_upscaler", "name": "tiny-network", "source": str(folder)}
    )


def save_x4(folder: Path) -> DiffusersUpscalerCard:
    """Four times, with a noise level."""
    torch.manual_seed(0)
    StableDiffusionUpscalePipeline(
        vae=_vae(4, scaling_factor=0.08333),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=_unet(in_channels=7, out_channels=4, num_class_embeds=1000),
        low_res_scheduler=DDPMScheduler(),
        scheduler=DDIMScheduler(prediction_type="v_prediction"),
        max_noise_level=350,
    ).save_pretrained(folder)
    return _card(folder, "StableDiffusionUpscalePipeline", factor=4, noise_level=20)


def save_x2(folder: Path) -> DiffusersUpscalerCard:
    """Twice, in the latents."""
    torch.manual_seed(0)
    StableDiffusionLatentUpscalePipeline(
        vae=_vae(4, scaling_factor=0.18215, downs=4),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=_unet(in_channels=8, out_channels=5, time_cond_proj_dim=2 * 64 + 32),
        scheduler=EulerDiscreteScheduler(prediction_type="sample"),
    ).save_pretrained(folder)
    return _card(folder, "StableDiffusionLatentUpscalePipeline", factor=2)


def _card(folder: Path, pipeline: str, **own: object) -> DiffusersUpscalerCard:
    values = {
        "family": "diffusers_upscaler",
        "name": f"tiny-{pipeline}",
        "source": str(folder),
        "pipeline": pipeline,
        "side": 64,
        "multiple_of": 32,
        "num_inference_steps": 2,
    }
    return DiffusersUpscalerCard.model_validate({**FACTS, **values, **own})


def _unet(**own: object) -> UNet2DConditionModel:
    values = {
        "block_out_channels": (8, 16),
        "layers_per_block": 1,
        "sample_size": 32,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "cross_attention_dim": 32,
        "attention_head_dim": 8,
        "norm_num_groups": 4,
    }
    return UNet2DConditionModel(**{**values, **own})


def _vae(latents: int, *, scaling_factor: float, downs: int = 3) -> AutoencoderKL:
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * downs,
        up_block_types=("UpDecoderBlock2D",) * downs,
        block_out_channels=(8,) * downs,
        layers_per_block=1,
        latent_channels=latents,
        norm_num_groups=4,
        scaling_factor=scaling_factor,
    )
