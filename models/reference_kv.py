"""Reads references into keys and values, and hands them to later passes of a FLUX.2-klein-KV transformer.

Follows the extract and cached modes of `Flux2Transformer2DModel` (diffusers). Knows no pictures; keeps none.
"""

from typing import Any

from diffusers import Flux2Transformer2DModel
from diffusers.models.transformers.transformer_flux2 import Flux2KVCache
from torch import Tensor


def extract(transformer: Flux2Transformer2DModel, tokens: Tensor, positions: Tensor) -> tuple[Tensor, ...]:
    """(1, R, C) clean tokens at (R, 4) positions → K, V of each block, (1, R, heads, head width), after RoPE.

    A pass of its own, without text and picture: references see neither, and in one pass with them the length
    of the prompt could choose other kernels and so other last bits.
    """
    nothing = tokens.new_zeros(1, 0, transformer.config.joint_attention_dim)
    _, cache = transformer(
        hidden_states=tokens.to(transformer.dtype),
        encoder_hidden_states=nothing.to(transformer.dtype),
        timestep=tokens.new_zeros(1),
        img_ids=positions,
        txt_ids=positions[:0],
        return_dict=False,
        kv_cache_mode="extract",
        num_ref_tokens=tokens.shape[1],
    )
    return tuple(tensor for layer in _layers(cache) for tensor in layer.get())


def splice(transformer: Flux2Transformer2DModel, kept: tuple[Tensor, ...], batch: int) -> dict[str, Any]:
    """The transformer's arguments for a pass that sees kept references; they are read, not copied."""
    double, single = len(transformer.transformer_blocks), len(transformer.single_transformer_blocks)
    cache = Flux2KVCache(double, single)
    cache.num_ref_tokens = kept[0].shape[1]
    for layer, key, value in zip(_layers(cache), kept[::2], kept[1::2], strict=True):
        layer.store(key.expand(batch, -1, -1, -1), value.expand(batch, -1, -1, -1))
    return {"kv_cache": cache, "kv_cache_mode": "cached"}


def _layers(cache: Flux2KVCache) -> list[Any]:
    return [*cache.double_block_caches, *cache.single_block_caches]
