"""Queries, keys and values of FLUX.2's blocks, as its stock processors make them. Knows no attention."""

from collections.abc import Sequence
from typing import Any

import torch
from diffusers.models.transformers.transformer_flux2 import _get_qkv_projections
from torch import Tensor


def joint_heads(attn: Any, image: Tensor, text: Tensor) -> list[Tensor]:
    """Of a double-stream block: three of (B, T + N, heads, head width), the text first."""
    parts = _get_qkv_projections(attn, image, text)
    of_image = _heads(attn, parts[:3], attn.norm_q, attn.norm_k)
    of_text = _heads(attn, parts[3:], attn.norm_added_q, attn.norm_added_k)
    return [torch.cat(pair, 1) for pair in zip(of_text, of_image, strict=True)]


def parallel_heads(attn: Any, states: Tensor) -> tuple[list[Tensor], Tensor]:
    """Of a single-stream block: the same, and what goes into the feed-forward beside attention."""
    projected = attn.to_qkv_mlp_proj(states)
    width = 3 * attn.inner_dim
    return _heads(attn, projected[..., :width].chunk(3, -1), attn.norm_q, attn.norm_k), projected[..., width:]


def _heads(attn: Any, parts: Sequence[Tensor], norm_query: Any, norm_key: Any) -> list[Tensor]:
    """Query, key and value (B, S, D) → (B, S, heads, head width), query and key normalised."""
    query, key, value = (part.unflatten(-1, (-1, attn.head_dim)) for part in parts)
    return [norm_query(query), norm_key(key), value]
