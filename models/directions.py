"""A step from one word towards another in what a text encoder makes of a prompt. Knows no encoder.

An approximation of EIM and HSDS: the raw direction between two words, without the refinement by second
derivatives that keeps other attributes fixed, and in text conditions only.
"""

import re

import torch
from torch import Tensor

from .conditions import Direction


def sides(prompt: str, direction: Direction | None) -> tuple[str, ...]:
    """The prompt with either word, the one to lessen first; none where there is no step to make."""
    if direction is None or not direction.strength:
        return ()
    return _saying(prompt, direction.less, direction.more), _saying(prompt, direction.more, direction.less)


def stepped_along(text: Tensor, direction: Direction | None) -> Tensor:
    """(B + 2, L, D), the sides last → (B, L, D), its last row moved by `strength` of their difference.

    Tokens are taken as aligned: the sides differ in one word. Without a direction, or at strength 0, there
    are no sides, and the text comes back as it is, bit by bit.
    """
    if direction is None or not direction.strength:
        return text
    conditions, less, more = text[:-2], text[-2], text[-1]
    moved = conditions[-1:] + direction.strength * (more - less)
    return torch.cat([conditions[:-1], moved])


def _saying(prompt: str, word: str, other: str) -> str:
    """With `word` in the place of the other one, or after all the rest."""
    for one in (word, other):
        said = re.compile(rf"\b{re.escape(one)}\b", re.IGNORECASE)
        if said.search(prompt):
            return said.sub(lambda _: word, prompt)
    return f"{prompt}, {word}"
