"""Attention of two pictures in one batch, where the second takes queries, keys, values or maps of the first.

The batch holds the source's rows, then as many of the target's; in every row the text stands before the
picture. The source attends as it would alone. Knows no model, no step and no prompt.
"""

import math
from dataclasses import dataclass, field, replace

import torch
from diffusers.models.attention_dispatch import dispatch_attention_fn
from torch import Tensor

Kept = tuple[Tensor, Tensor]
"""Keys and values of references, (B, R, heads, head width)."""


@dataclass(frozen=True)
class Sharing:
    """What the N image tokens of the target take from the source's in one layer and step.

    `queries` and `keys` (N,) bool: which take the source's. `values` (N,) int64: whose value each takes, −1
    its own. `maps`: image to image, the source's attention after softmax (ColorCtrl). `subject` (N,) bool:
    the source's tokens that the target sees beside its own, their keys times `gain` (FreeCus). `bias` (B, T)
    is added to the scores of the target's image queries for its text's keys; B are the target's rows.
    """

    queries: Tensor | None = None
    keys: Tensor | None = None
    values: Tensor | None = None
    maps: bool = False
    subject: Tensor | None = None
    gain: float = 1.0
    bias: Tensor | None = None

    def attend(self, joint: "Joint") -> Tensor:
        """(B, T + N, heads, head width): both halves of the batch, the target with what it takes."""
        source, target = joint.halves()
        taken = _taken(source, target, self)
        if self.maps:
            return torch.cat([source.attended(), _with_maps(source, taken, self.bias)])
        if self.subject is not None:
            taken = _with_subject(source, taken, self.subject, self.gain)
        return torch.cat([source.attended(), taken.attended(self.bias)])


@dataclass(frozen=True)
class Joint:
    """Query, key and value (B, T + N, heads, head width) after RoPE, the text of `texts` tokens first."""

    query: Tensor
    key: Tensor
    value: Tensor
    texts: int
    kept: Kept | None = None
    backend: object = field(default=None, compare=False)

    def halves(self) -> tuple["Joint", "Joint"]:
        """The source's rows, and the target's."""
        rows = len(self.query) // 2
        return self._rows(slice(None, rows)), self._rows(slice(rows, None))

    def _rows(self, rows: slice) -> "Joint":
        kept = (self.kept[0][rows], self.kept[1][rows]) if self.kept else None
        return replace(self, query=self.query[rows], key=self.key[rows], value=self.value[rows], kept=kept)

    def seen(self) -> tuple[Tensor, Tensor]:
        """Keys and values with those of the references between text and picture."""
        if self.kept is None:
            return self.key, self.value
        key, value = (
            torch.cat([part[:, : self.texts], kept, part[:, self.texts :]], 1)
            for part, kept in zip((self.key, self.value), self.kept, strict=True)
        )
        return key, value

    def attended(self, bias: Tensor | None = None) -> Tensor:
        """(B, T + N, heads, head width), `bias` as in `Sharing`."""
        key, value = self.seen()
        mask = None if bias is None else _mask(self, key.shape[1], bias)
        attended: Tensor = dispatch_attention_fn(self.query, key, value, attn_mask=mask, backend=self.backend)
        return attended


def _taken(source: Joint, target: Joint, sharing: Sharing) -> Joint:
    """The target with the source's queries, keys and values in its image tokens."""
    texts = target.texts
    query = _where(sharing.queries, source.query, target.query, texts)
    key = _where(sharing.keys, source.key, target.key, texts)
    value = target.value
    if sharing.values is not None:
        own = sharing.values < 0
        moved = source.value[:, texts:][:, sharing.values.clamp(min=0)]
        image = torch.where(own[:, None, None], value[:, texts:], moved)
        value = torch.cat([value[:, :texts], image], 1)
    return replace(target, query=query, key=key, value=value)


def _where(which: Tensor | None, source: Tensor, target: Tensor, texts: int) -> Tensor:
    if which is None:
        return target
    image = torch.where(which[:, None, None], source[:, texts:], target[:, texts:])
    return torch.cat([target[:, :texts], image], 1)


def _with_subject(source: Joint, target: Joint, subject: Tensor, gain: float) -> Joint:
    """The source's subject as one more reference."""
    key, value = source.key[:, source.texts :][:, subject] * gain, source.value[:, source.texts :][:, subject]
    before = target.kept or (key[:, :0], value[:, :0])
    return replace(target, kept=(torch.cat([before[0], key], 1), torch.cat([before[1], value], 1)))


def _with_maps(source: Joint, target: Joint, bias: Tensor | None) -> Tensor:
    """The paper leaves rows that no longer sum to 1 as they are."""
    value, texts = target.seen()[1], target.texts
    maps = _maps(target, bias)
    images = target.query.shape[1] - texts
    maps[:, :, texts:, -images:] = _maps(source, None)[:, :, texts:, -images:]
    attended: Tensor = (maps @ value.transpose(1, 2).float()).transpose(1, 2).to(value.dtype)
    return attended


def _maps(joint: Joint, bias: Tensor | None) -> Tensor:
    """(B, heads, rows, columns) float32 after softmax."""
    key = joint.seen()[0]
    query, columns = joint.query.transpose(1, 2).float(), key.permute(0, 2, 3, 1).float()
    scores = query @ columns / math.sqrt(query.shape[-1])
    if bias is not None:
        scores = scores + _mask(joint, key.shape[1], bias).float()
    return scores.softmax(-1)


def _mask(joint: Joint, columns: int, bias: Tensor) -> Tensor:
    """(B, 1, rows, columns): 0 but where the picture reads the text."""
    query = joint.query
    mask = query.new_zeros(len(query), 1, query.shape[1], columns)
    mask[:, 0, joint.texts :, : joint.texts] = bias[:, None].to(query)
    return mask
