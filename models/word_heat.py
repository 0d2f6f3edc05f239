"""Where the words of a prompt are in a picture: what attends to each, and what each makes.

A picture is noised a little and looked at with its prompt. `attention` is the image's attention to the word
(DAAM's maps in the image → text direction); `effect` is how much the predicted picture changes when the word
is left out (DiffEdit, Couairon et al. 2022), which tells a colour's word from its neighbours. Knows no store.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .picture import Picture

Plane = NDArray[np.float32]
SIGMAS_SEEN = (0.2, 0.35)
SIGMAS_LEFT_OUT = (0.5, 0.7)
"""Attention is clearest in a nearly clean picture; what a word makes, where it is still to be made."""
_LEAST_ATTENTION = 0.2


@dataclass(frozen=True)
class WordHeat:
    """A word's maps in any resolution of their own: shares of attention, and mean absolute differences."""

    word: str
    attention: Plane
    effect: Plane

    def heat(self, size: tuple[int, int]) -> Plane:
        """(height, width) float32 in 0..1 for a picture of `size`: the effect, where attention backs it.

        On the embedded painter this finds objects better than either map alone (benchmarks/heatmaps.py).
        """
        attention, effect = (_as_large(_stretched(part), size) for part in (self.attention, self.effect))
        return _stretched(effect * np.sqrt(_LEAST_ATTENTION + attention))


@runtime_checkable
class ExplainsWords(Protocol):
    """A painter that can say where the words of a prompt are in a picture."""

    def word_heat(self, picture: Picture, prompt: str, words: Sequence[str]) -> Mapping[str, WordHeat]:
        """A heat for each word, in their order; `ModelError` where the prompt lacks one.

        The picture has a size that can be painted.
        """
        ...


def without_word(prompt: str, word: str) -> str:
    """The prompt as it would be without a word or phrase."""
    left = re.sub(rf"\b{re.escape(word)}\b", " ", prompt, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", left).strip() or " "


def _stretched(plane: Plane) -> Plane:
    """Least → 0, greatest → 1."""
    return np.asarray((plane - plane.min()) / max(float(np.ptp(plane)), 1e-9), dtype=np.float32)


def _as_large(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BICUBIC)).clip(0, 1)
