"""The eyes as they are trained: `Qwen3VLForConditionalGeneration` on whole batches of squares.

The stock forward looks at one picture after the other and finds picture tokens by their ids; here all
pictures have one size and one place in the row, so blocks run batched and compiled. The numbers are
the same. A head that is thrown away afterwards reads from each picture token what it shows.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import Qwen2TokenizerFast
from transformers.models.qwen3_vl.modeling_qwen3_vl import apply_rotary_pos_emb_vision

from .eyes_architecture import SIDE, WIDTH, build_eyes
from .eyes_lessons import LABELS, Batch
from .eyes_packing import TOKENS

BLOCKS = ("eyes.model.visual.blocks", "eyes.model.language_model.layers")
AUXILIARY_WEIGHT = 0.5
FIRST_PICTURE = 4
"""Where picture tokens begin: after <|im_start|>, user, a line break and <|vision_start|>."""


class Student(nn.Module):
    """The eyes and the auxiliary head."""

    def __init__(self, tokenizer: Qwen2TokenizerFast) -> None:
        super().__init__()
        self.eyes = build_eyes(tokenizer)
        self.head = nn.Linear(WIDTH, LABELS)
        self.look = torch.compile(_look, dynamic=False)
        for layer in self.eyes.model.language_model.layers:
            layer.forward = torch.compile(layer.forward, dynamic=False)

    def loss(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Weighted cross-entropy of the answers, the auxiliary one, and how many yes/no were right."""
        with torch.autocast("cpu", torch.bfloat16):
            picture, deep = self.see(batch.patches)
            guess = self.head(picture)
            states = self.read(batch, picture, deep)
            learnt = batch.targets >= 0
            logits = self.eyes.lm_head(states[learnt]).float()
        targets, weights = batch.targets[learnt], batch.weights[learnt]
        errors = F.cross_entropy(logits, targets, reduction="none")
        auxiliary = F.binary_cross_entropy_with_logits(guess.float(), batch.labels)
        return (errors * weights).sum() / weights.sum(), auxiliary, self._right(logits, targets, weights)

    def _right(self, logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
        heavy = weights == weights.max()
        return (logits.detach().argmax(-1) == targets)[heavy].float().mean()

    def see(self, patches: Tensor) -> tuple[Tensor, list[Tensor]]:
        """(P, 64, 768) patches → (P, 64, D) picture tokens, and what deepstack adds to them."""
        visual = self.eyes.model.visual
        # Both frames of a still picture are the same, so their weights can be added first.
        weight = visual.patch_embed.proj.weight.sum(2).flatten(1)
        states = F.linear(patches, weight, visual.patch_embed.proj.bias) + visual.pos_embed.weight
        turn = visual.rotary_pos_emb(states, _grid())
        deep: list[Tensor] = []
        for number, block in enumerate(visual.blocks):
            states = self.look(block, states, *turn)
            if number in visual.deepstack_visual_indexes:
                merger = visual.deepstack_merger_list[len(deep)]
                deep.append(merger(states).view(*states.shape[:2], -1))
        return visual.merger(states).view(*states.shape[:2], -1), deep

    def read(self, batch: Batch, picture: Tensor, deep: list[Tensor]) -> Tensor:
        """(B, L, D) last hidden states."""
        language = self.eyes.model.language_model
        rows = len(batch.input_ids)
        states = _put(language.embed_tokens(batch.input_ids), picture, rows)
        turn = language.rotary_emb(states, batch.positions)
        for number, layer in enumerate(language.layers):
            states = layer.forward(states, position_embeddings=turn, attention_mask=batch.mask)
            if number < len(deep):
                states = _put(states, deep[number], rows, add=True)
        states = language.norm(states)
        assert isinstance(states, Tensor)
        return states


def _look(block: Any, states: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """A vision block on a batch of pictures (P, 64, D); each looks at itself."""
    attention = block.attn
    n, length, _ = states.shape
    qkv = attention.qkv(block.norm1(states)).view(n, length, 3, attention.num_heads, -1)
    q, k, v = qkv.unbind(2)
    q, k = apply_rotary_pos_emb_vision(q, k, cos, sin)
    scores = (q.transpose(1, 2) @ k.transpose(1, 2).transpose(2, 3)).float() * attention.scaling
    mixed = scores.softmax(-1).to(v.dtype) @ v.transpose(1, 2)
    states = states + attention.proj(mixed.transpose(1, 2).reshape(n, length, -1))
    changed: Tensor = block.mlp(block.norm2(states))
    return states + changed


def _grid() -> Tensor:
    """(64, 2): row and column of each patch."""
    numbers = torch.arange(TOKENS)
    return torch.stack([numbers // SIDE, numbers % SIDE], dim=1)


def _put(states: Tensor, picture: Tensor, rows: int, add: bool = False) -> Tensor:
    """`states` with the picture tokens (P, 64, D) of each row in their places, or added there."""
    parts, at = [], 0
    for one in picture.view(rows, -1, *picture.shape[1:]).unbind(1):
        first = FIRST_PICTURE if at == 0 else at + 2
        place = states[:, first : first + TOKENS]
        parts += [states[:, at:first], place + one if add else one.to(states.dtype)]
        at = first + TOKENS
    return torch.cat([*parts, states[:, at:]], dim=1)
