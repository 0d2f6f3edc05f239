"""How much each part of a picture attends to each token of its text, while a transformer runs.

Only looks: hooks compute again what the attention of a block sees, so that the picture stays the same bit
by bit, whatever processors run. Image → text, of FLUX.1- and FLUX.2-type transformers (the other direction
does not localise). Knows no words and no pixels.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from diffusers import Flux2Transformer2DModel, FluxTransformer2DModel
from diffusers.models.embeddings import apply_rotary_emb
from torch import Tensor, nn

from .image_model import ModelError


@dataclass
class WordAttention:
    """What was seen so far: the mean over heads, blocks and passes of the batch's last row.

    The softmax runs over all that a token sees: text, references and picture.
    """

    texts: int
    _sum: Tensor = field(default_factory=lambda: torch.zeros(()))
    _passes: int = 0

    def mean(self) -> Tensor:
        """(N, T) float32, the share of its attention that image token n gives to text token t."""
        return self._sum / max(1, self._passes)

    def add(self, query: Tensor, key: Tensor) -> None:
        """Query (S, heads, width) of text and picture, key (S + R, heads, width), the text first in both."""
        rows = query[self.texts :].transpose(0, 1).float()
        scores = rows @ key.permute(1, 2, 0).float() * query.shape[-1] ** -0.5
        self._sum = self._sum + scores.softmax(-1)[..., : self.texts].mean(0).cpu()
        self._passes += 1


@contextmanager
def watched(transformer: nn.Module, texts: int) -> Iterator[WordAttention]:
    """Watch every block inside the `with`; `texts` is the number of text tokens.

    Raises `ModelError` for other transformers.
    """
    if not isinstance(transformer, Flux2Transformer2DModel | FluxTransformer2DModel):
        raise ModelError(
            f"the attention of a {type(transformer).__name__} cannot be watched; choose a FLUX model"
        )
    seen = WordAttention(texts)
    blocks = [*transformer.transformer_blocks, *transformer.single_transformer_blocks]
    hooks = [block.attn.register_forward_pre_hook(partial(_look, seen), with_kwargs=True) for block in blocks]
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()


def _look(seen: WordAttention, attention: nn.Module, args: tuple[Any, ...], given: dict[str, Any]) -> None:
    """Before a block attends: its queries and keys, as its processor will make them."""
    image = (given["hidden_states"] if "hidden_states" in given else args[0])[-1:]
    text = given.get("encoder_hidden_states")
    with torch.no_grad():
        query, key = _queries_and_keys(attention, image, None if text is None else text[-1:])
        query, key = (
            apply_rotary_emb(part, given["image_rotary_emb"], sequence_dim=1)[0] for part in (query, key)
        )
        if (cache := given.get("kv_cache")) is not None:
            kept = cache.get()[0][-1]
            key = torch.cat([key[: seen.texts], kept, key[seen.texts :]])
        seen.add(query, key)


def _queries_and_keys(attention: Any, image: Tensor, text: Tensor | None) -> tuple[Tensor, Tensor]:
    """(1, S, heads, width) each, normalised, the text first."""
    if hasattr(attention, "to_qkv_mlp_proj"):
        joint = attention.to_qkv_mlp_proj(image)[..., : 2 * attention.inner_dim]
        query, key = joint.chunk(2, -1)
    else:
        query, key = attention.to_q(image), attention.to_k(image)
    query, key = (part.unflatten(-1, (attention.heads, -1)) for part in (query, key))
    query, key = attention.norm_q(query), attention.norm_k(key)
    if text is None:
        return query, key
    own_query, own_key = (
        part.unflatten(-1, (attention.heads, -1))
        for part in (attention.add_q_proj(text), attention.add_k_proj(text))
    )
    own_query, own_key = attention.norm_added_q(own_query), attention.norm_added_k(own_key)
    return torch.cat([own_query, query], 1), torch.cat([own_key, key], 1)
