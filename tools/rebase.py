"""An edit of an edit, made again from the original in one go: one generation of loss instead of several.

The rule: where the last edit painted over what an earlier one had painted, the merged instructions are
painted from the original, too. That picture is taken if it shows the same and more of it is the original's,
pixel by pixel. Knows no way of painting.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..models.change_map import change_map
from ..models.morphology import Mask
from .arguments import ImageId
from .tool import Bench

AGAIN = 0.02
"""Of the picture: less than that painted twice is no loss."""
SAME = 0.02
"""Of the picture: two pictures that differ in less than that show the same."""


@dataclass(frozen=True)
class Chain:
    """The picture that a chain of edits began with, and what each was told, the new one last."""

    original: ImageId
    instructions: tuple[str, ...]

    def merged(self, *, few_words: bool) -> str | None:
        """One instruction for all; None where the painter would not understand it.

        What a later instruction says anew is left out: of “make the hat green”, “make the hat red” the last
        one stays.
        """
        last = {_subject(one): one for one in self.instructions}
        if few_words and len(last) > 1:
            return None
        return "; ".join(last.values())


def chain_of(bench: Bench, image: ImageId, instruction: str) -> Chain | None:
    """The chain that an edit of this picture goes on; None where the picture is an original."""
    told = [instruction]
    while earlier := _instruction(bench, image):
        told.insert(0, earlier)
        image = bench.store.get(image).parents[0]
    return Chain(image, tuple(told)) if len(told) > 1 else None


def painted_again(original: Image.Image, source: Image.Image, result: Image.Image) -> float:
    """The share of the picture that an earlier edit had painted and this one painted once more."""
    if not original.size == source.size == result.size:
        return 0.0
    return float((_differs(original, source) & _differs(source, result)).mean())


def is_better(original: Image.Image, step_by_step: Image.Image, in_one_go: Image.Image) -> bool:
    """Whether the picture from the original shows the same and has more of it."""
    if not original.size == step_by_step.size == in_one_go.size:
        return False
    same = float(change_map(step_by_step, in_one_go).mean()) < SAME
    return same and _differs(original, in_one_go).sum() < _differs(original, step_by_step).sum()


def _instruction(bench: Bench, image: ImageId) -> str | None:
    """What the edit was told that made a picture; None for other pictures, and where a part was named."""
    record = bench.store.get(image)
    call = record.call or {}
    arguments = call.get("arguments", {})
    if call.get("tool") != "edit" or arguments.get("mask") or arguments.get("box"):
        return None
    return str(arguments["instruction"])


def _subject(instruction: str) -> str:
    """All but the last word, by which instructions about the same are told."""
    words: Sequence[str] = instruction.lower().rstrip(".!").split()
    return " ".join(words[:-1])


def _differs(one: Image.Image, other: Image.Image) -> Mask:
    return np.asarray((np.asarray(one) != np.asarray(other)).any(-1))
