"""Transformers of real classes, small and untrained."""

import torch
from diffusers import Flux2Transformer2DModel


def tiny_flux2() -> Flux2Transformer2DModel:
    torch.manual_seed(0)
    return Flux2Transformer2DModel(
        in_channels=8,
        num_layers=1,
        num_single_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=12,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    ).eval()
