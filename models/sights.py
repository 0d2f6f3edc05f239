"""How each family of vision models takes pictures in: their size, the processor's arguments, and positions.

Knows cards and processors; knows no weights and no question.
"""

from typing import Any, Protocol

import torch
from PIL import Image
from qwen_vl_utils.vision_process import to_rgb  # type: ignore[import-untyped]
from torch import Tensor

from .card import VisionCard
from .visual_tokens import seen


class Sight(Protocol):
    """What is special to a family."""

    arguments: dict[str, Any]

    def seen(self, image: Image.Image) -> Image.Image:
        """RGB, as large as the processor is to get it."""
        ...

    def positions(self, model: Any, inputs: Any) -> Tensor:
        """(axes, 1, N) or (1, N) of the tokens of a message that begins with pictures."""
        ...

    def along(self, positions: Tensor) -> Tensor:
        """(n,) → those of text, in the shape of `positions`."""
        ...


class QwenSight:
    """A picture keeps its shape, in whole tokens; tokens have a place in time, height and width."""

    def __init__(self, card: VisionCard, processor: Any) -> None:
        pictures = processor.image_processor
        self._card, self._token = card, pictures.patch_size * pictures.merge_size
        self.arguments = {"do_resize": False}

    def seen(self, image: Image.Image) -> Image.Image:
        """In whole visual tokens."""
        return seen(image, self._card, self._token)

    def positions(self, model: Any, inputs: Any) -> Tensor:
        """(3, 1, N): the tokens of a picture share positions."""
        positions: Tensor = model.model.get_rope_index(**inputs)[0]
        return positions

    def along(self, positions: Tensor) -> Tensor:
        """(3, 1, n)."""
        return positions.expand(3, 1, -1)


class TiledSight:
    """SmolVLM: a picture is cut into squares, each of so many tokens, and seen once more as a whole."""

    def __init__(self, card: VisionCard, processor: Any) -> None:
        pictures = processor.image_processor
        square = pictures.max_image_size["longest_edge"]
        squares = pictures.size["longest_edge"] // square
        while squares > 1 and (squares**2 + 1) * processor.image_seq_len > card.max_visual_tokens:
            squares -= 1
        self.arguments = {"size": {"longest_edge": squares * square}}

    def seen(self, image: Image.Image) -> Image.Image:
        """As it is; the processor makes it smaller."""
        rgb: Image.Image = to_rgb(image)
        return rgb

    def positions(self, model: Any, inputs: Any) -> Tensor:  # noqa: ARG002
        """(1, N): one after the other."""
        ids: Tensor = inputs["input_ids"]
        return torch.arange(ids.shape[1], device=ids.device)[None]

    def along(self, positions: Tensor) -> Tensor:
        """(1, n)."""
        return positions[None]


def sight_of(card: VisionCard, processor: Any) -> Sight:
    """That of the card's family."""
    return QwenSight(card, processor) if card.family == "qwen_vl" else TiledSight(card, processor)
