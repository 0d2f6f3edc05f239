"""Rows of tokens: one or two pictures, and then many questions with their answers.

Each question sees the pictures and itself only, at the positions it would have alone, so a row trains many
one-question chats for the price of one look. Knows the tokenizer; knows no scene and no model.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import Qwen2TokenizerFast

from .eyes_architecture import SIDE, SPECIAL

TOKENS = SIDE * SIDE


@dataclass(frozen=True)
class Branch:
    """One question about a row's pictures; `ended`: the end of the answer is learnt, too."""

    prompt: str
    answer: str
    weight: float = 1.0
    ended: bool = True


class Packer:
    """Rows of branches → token tensors."""

    def __init__(self, tokenizer: Qwen2TokenizerFast) -> None:
        self.tokenizer = tokenizer
        self.ids = dict(zip(SPECIAL, tokenizer.convert_tokens_to_ids(list(SPECIAL)), strict=True))
        self.before = [self.ids["<|im_start|>"], *self._tokens("user\n")]
        end, start = self.ids["<|im_end|>"], self.ids["<|im_start|>"]
        self.between = [end, *self._tokens("\n"), start, *self._tokens("assistant\n")]

    def pack(self, rows: list[list[Branch]], length: int, pictures: int) -> tuple[Tensor, ...]:
        """Input ids, targets, weights (B, L), positions (3, B, L) and mask (B, 1, L, L)."""
        texts = [text for row in rows for branch in row for text in (branch.prompt, branch.answer)]
        tokens = iter(self.tokenizer(texts, add_special_tokens=False)["input_ids"])
        packed = [self._row(row, tokens, length, pictures) for row in rows]
        ids, targets, weights, segments, positions = (
            torch.stack([row[part] for row in packed]) for part in range(5)
        )
        return ids, targets, weights.float(), positions.permute(1, 0, 2).contiguous(), mask(segments)

    def prefix(self, pictures: int) -> tuple[list[int], NDArray[np.int64]]:
        """The tokens up to the last picture, and their (3, n) positions."""
        ids = list(self.before)
        positions = [np.tile(np.arange(len(ids)), (3, 1))]
        at = len(ids)
        for _ in range(pictures):
            ids += [self.ids["<|vision_start|>"]] + [self.ids["<|image_pad|>"]] * TOKENS
            ids += [self.ids["<|vision_end|>"]]
            rows, columns = np.divmod(np.arange(TOKENS), SIDE)
            inside = np.stack([np.zeros(TOKENS, np.int64), rows, columns]) + at + 1
            positions += [np.full((3, 1), at), inside, np.full((3, 1), at + 1 + SIDE)]
            at += SIDE + 2
        return ids, np.concatenate(positions, axis=1)

    def _row(
        self, row: list[Branch], tokens: Iterator[list[int]], length: int, pictures: int
    ) -> tuple[Tensor, ...]:
        before, where = self.prefix(pictures)
        ids = np.full(length, self.ids["<|endoftext|>"])
        targets, weights = np.full(length, -100), np.zeros(length)
        segments, positions = np.full(length, -1), np.zeros((3, length), np.int64)
        used, first = len(before), int(where.max()) + 1
        ids[:used], segments[:used], positions[:, :used] = before, 0, where
        for number, branch in enumerate(row, start=1):
            asked, said = [*next(tokens), *self.between], next(tokens)
            said = [*said, self.ids["<|im_end|>"]] if branch.ended else said
            whole = asked + said
            end = used + len(whole) - 1
            if end > length:
                continue
            ids[used:end], segments[used:end] = whole[:-1], number
            positions[:, used:end] = np.arange(first, first + len(whole) - 1)
            targets[end - len(said) : end], weights[end - len(said) : end] = said, branch.weight
            used = end
        return tuple(torch.from_numpy(part) for part in (ids, targets, weights, segments, positions))

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids


def mask(segments: Tensor) -> Tensor:
    """(B, L) segments → (B, 1, L, L): tokens see the pictures (segment 0) and earlier ones of their own."""
    length = segments.shape[1]
    earlier = torch.ones(length, length, dtype=torch.bool).tril()
    own = segments[:, :, None] == segments[:, None, :]
    seen = earlier & (own | (segments == 0)[:, None, :])
    return torch.zeros(seen.shape).masked_fill_(~seen, -1e9)[:, None]
