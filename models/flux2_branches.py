"""The blocks of FLUX.2-type transformers with attention that the halves of a batch share (branches.py).

Also beside kept references, as FLUX.2-klein-KV has them. Knows no rule and no step.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import torch
from diffusers.models.embeddings import apply_rotary_emb
from torch import Tensor

from .flux2_heads import joint_heads, parallel_heads
from .shared_attention import Joint


class Attends(Protocol):
    """What runs instead of a layer's own attention."""

    def attend(self, joint: Joint) -> Tensor:
        """(B, T + N, heads, head width)."""
        ...


class Shares(Protocol):
    """Says how a layer attends now; `texts` is the number of text tokens."""

    texts: int

    def attention(self, layer: int) -> Attends | None:
        """None where the layer's own processor is to run."""
        ...


@dataclass
class Flux2Branches:
    """Of a double-stream block: text and picture have projections of their own."""

    stock: Any
    layer: int
    shares: Shares

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
        """(B, N, D) picture and (B, T, D) text after attention."""
        if (attention := self.shares.attention(self.layer)) is None:
            kept = _cache_arguments(kv_cache, kv_cache_mode, num_ref_tokens=num_ref_tokens)
            return self.stock(
                attn, hidden_states, encoder_hidden_states, attention_mask, image_rotary_emb, **kept
            )
        texts = encoder_hidden_states.shape[1]
        joint = joint_heads(attn, hidden_states, encoder_hidden_states)
        seen = _attend(self.stock, joint, image_rotary_emb, texts, kv_cache, attention)
        return attn.to_out[1](attn.to_out[0](seen[:, texts:])), attn.to_add_out(seen[:, :texts])


@dataclass
class Flux2ParallelBranches:
    """Of a single-stream block: the feed-forward runs beside attention."""

    stock: Any
    layer: int
    shares: Shares

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
        """(B, T + N, D) after attention."""
        if (attention := self.shares.attention(self.layer)) is None:
            kept = _cache_arguments(
                kv_cache, kv_cache_mode, num_txt_tokens=num_txt_tokens, num_ref_tokens=num_ref_tokens
            )
            return self.stock(attn, hidden_states, attention_mask, image_rotary_emb, **kept)
        joint, feed = parallel_heads(attn, hidden_states)
        seen = _attend(self.stock, joint, image_rotary_emb, self.shares.texts, kv_cache, attention)
        return attn.to_out(torch.cat([seen, attn.mlp_act_fn(feed)], -1))


def _cache_arguments(kept: Any, mode: str | None, **counts: int) -> dict[str, Any]:
    """What only the processors with kept references take."""
    return {} if kept is None else {"kv_cache": kept, "kv_cache_mode": mode, **counts}


def _attend(
    stock: Any, joint: list[Tensor], rotary: Any, texts: int, kv_cache: Any, attention: Attends
) -> Tensor:
    """(B, S, D)."""
    query, key = (apply_rotary_emb(part, rotary, sequence_dim=1) for part in joint[:2])
    kept = kv_cache.get() if kv_cache is not None else None
    whole = Joint(query, key, joint[2], texts, kept, stock._attention_backend)
    return attention.attend(whole).flatten(2, 3)
