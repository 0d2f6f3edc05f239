"""The blocks of FLUX.1-type transformers with attention that the halves of a batch share (branches.py).

Knows no rule and no step.
"""

from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.embeddings import apply_rotary_emb
from diffusers.models.transformers.transformer_flux import _get_qkv_projections
from torch import Tensor

from .flux2_branches import Shares
from .shared_attention import Joint


@dataclass
class Flux1Branches:
    """Of double- and single-stream blocks alike; only the former get the text apart."""

    stock: Any
    layer: int
    shares: Shares

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        image_rotary_emb: Any = None,
    ) -> Any:
        """(B, S, D), or picture and text after attention where they come apart."""
        if (attention := self.shares.attention(self.layer)) is None:
            return self.stock(attn, hidden_states, encoder_hidden_states, attention_mask, image_rotary_emb)
        texts = self.shares.texts
        query, key, value = _projected(attn, hidden_states, encoder_hidden_states)
        query, key = (apply_rotary_emb(part, image_rotary_emb, sequence_dim=1) for part in (query, key))
        whole = Joint(query, key, value, texts, None, self.stock._attention_backend)
        seen = attention.attend(whole).flatten(2, 3)
        if encoder_hidden_states is None:
            return seen
        image = attn.to_out[1](attn.to_out[0](seen[:, texts:].contiguous()))
        return image, attn.to_add_out(seen[:, :texts].contiguous())


def _projected(attn: Any, image: Tensor, text: Tensor | None) -> list[Tensor]:
    """Query, key and value (B, S, heads, head width), normalised, the text first."""
    parts = [
        part.unflatten(-1, (attn.heads, -1)) if isinstance(part, Tensor) else None
        for part in _get_qkv_projections(attn, image, text)
    ]
    joint = [attn.norm_q(parts[0]), attn.norm_k(parts[1]), parts[2]]
    if text is None:
        return joint
    own = [attn.norm_added_q(parts[3]), attn.norm_added_k(parts[4]), parts[5]]
    return [torch.cat(pair, 1) for pair in zip(own, joint, strict=True)]
