"""Lets parts of a picture read prompts of their own: texts side by side, and who attends to which.

All texts stand before the picture in one sequence, each with its own hidden state; an additive mask says
what every row sees (RAG-Diffusion and AutoT2IS, as one attention call). It is an argument of the pass, so
nothing has to be put into the model and taken out again, and passes without it are the stock ones, bit by
bit. FLUX.1's stock processors take such a mask; those of FLUX.2-klein-KV drop it, so they are extended here.
Knows no prompts and no pixels.
"""

import math
from collections.abc import Sequence
from typing import Any

import torch
from diffusers import Flux2Transformer2DModel
from diffusers.models.attention_dispatch import dispatch_attention_fn
from diffusers.models.embeddings import apply_rotary_emb
from diffusers.models.transformers.transformer_flux2 import (
    Flux2KVAttnProcessor,
    Flux2KVParallelSelfAttnProcessor,
)
from torch import Tensor

from .flux2_heads import joint_heads, parallel_heads

_NOWHERE = -1e4  # small enough to hide a token, and within the range of half precision
_OTHERS = -0.25
"""How much less a picture sees of the others beside it. On the embedded painter, sets of four: at 0 a picture
in eleven takes over another one's place, at −1 and below they agree less."""


def attention_bias(
    lengths: Sequence[int], owners: Tensor, references: int, strength: float, separate: bool
) -> Tensor:
    """(1, 1, T + N, T + R + N) float32, added to the scores of text and picture, T the sum of `lengths`.

    `lengths` are the tokens of the whole picture's text and of each region's; `owners` (N,) is −1 where the
    whole picture's text holds, else a region's index; R kept references stand between text and picture.
    A text sees itself and the picture. A region sees the picture, its own text, and the whole picture's the
    less the nearer `strength` is to 1: both fully at 0.5, only the whole picture's at 0. `separate` regions
    see each other a little less than themselves.
    """
    owners = owners.cpu()
    stream = torch.repeat_interleave(torch.arange(len(lengths)), torch.tensor(lengths))
    own, whole = owners[:, None] + 1 == stream, (stream == 0).expand(len(owners), -1)
    inside = (owners >= 0)[:, None]
    read = torch.full(own.shape, _NOWHERE)
    read[own] = _weight(strength)
    read[whole & inside] = _weight(1 - strength)
    read[whole & ~inside] = 0
    text = torch.where(stream[:, None] == stream, 0.0, _NOWHERE)
    seen = torch.zeros(len(stream) + len(owners), references + len(owners))
    if separate:
        seen[len(stream) :, references:][owners[:, None] != owners] = _OTHERS
    return torch.cat([torch.cat([text, read]), seen], 1)[None, None]


def _weight(share: float) -> float:
    return max(_NOWHERE, math.log(min(1.0, 2 * share))) if share else _NOWHERE


def attend_to_regions(transformer: Flux2Transformer2DModel) -> None:
    """Let every block take a mask, also beside kept references."""
    for block in transformer.transformer_blocks:
        block.attn.set_processor(RegionalAttention())
    for block in transformer.single_transformer_blocks:
        block.attn.set_processor(RegionalParallelAttention())


class RegionalAttention(Flux2KVAttnProcessor):  # type: ignore[misc]
    """Of a double block: text and picture have projections of their own."""

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor,
        attention_mask: Tensor | None = None,
        image_rotary_emb: Any = None,
        kv_cache: Any = None,
        kv_cache_mode: str | None = None,
        num_ref_tokens: int = 0,
    ) -> Any:
        """(B, N, D) picture and (B, T, D) text after attention; without a mask, the stock processor's."""
        if attention_mask is None:
            return super().__call__(
                attn,
                hidden_states,
                encoder_hidden_states,
                None,
                image_rotary_emb,
                kv_cache,
                kv_cache_mode,
                num_ref_tokens,
            )
        texts = encoder_hidden_states.shape[1]
        joint = joint_heads(attn, hidden_states, encoder_hidden_states)
        seen = _attend(self, joint, image_rotary_emb, attention_mask, texts, kv_cache)
        return attn.to_out[1](attn.to_out[0](seen[:, texts:])), attn.to_add_out(seen[:, :texts])


class RegionalParallelAttention(Flux2KVParallelSelfAttnProcessor):  # type: ignore[misc]
    """Of a single block: text and picture are one stream, and the feed-forward runs beside attention."""

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        attention_mask: Tensor | None = None,
        image_rotary_emb: Any = None,
        kv_cache: Any = None,
        kv_cache_mode: str | None = None,
        num_txt_tokens: int = 0,
        num_ref_tokens: int = 0,
    ) -> Any:
        """(B, T + N, D) after attention; without a mask, the stock processor's."""
        if attention_mask is None:
            return super().__call__(
                attn,
                hidden_states,
                None,
                image_rotary_emb,
                kv_cache,
                kv_cache_mode,
                num_txt_tokens,
                num_ref_tokens,
            )
        joint, feed = parallel_heads(attn, hidden_states)
        seen = _attend(self, joint, image_rotary_emb, attention_mask, num_txt_tokens, kv_cache)
        return attn.to_out(torch.cat([seen, attn.mlp_act_fn(feed)], -1))


def _attend(
    processor: Any, joint: Sequence[Tensor], rotary: Any, bias: Tensor, texts: int, kept: Any
) -> Tensor:
    """(B, S, D): masked attention of text and picture; kept references stand between them as keys."""
    query, key = (apply_rotary_emb(part, rotary, sequence_dim=1) for part in joint[:2])
    value = joint[2]
    if kept is not None:
        key, value = (
            torch.cat([part[:, :texts], reference, part[:, texts:]], 1)
            for part, reference in zip((key, value), kept.get(), strict=True)
        )
    seen: Tensor = dispatch_attention_fn(
        query, key, value, attn_mask=bias.to(query.dtype), backend=processor._attention_backend
    )
    return seen.flatten(2, 3)
