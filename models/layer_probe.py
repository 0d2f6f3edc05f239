"""Finds out what the layers of a model do, by altering one at a time and comparing the pictures.

FreeFlux alters the positions of the image keys in one layer, Stable Flow leaves a layer out; a low PSNR to
the unaltered picture means that the layer matters. Knows no role and no file.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from diffusers.models.embeddings import apply_rotary_emb
from PIL import Image
from torch import Tensor, nn

from .branches import attention_blocks, check_shareable, in_lockstep
from .image_model import ImageModel, ImageRequest, Painting
from .layer_roles import LayerRoles
from .picture import psnr
from .shared_attention import Joint

PROMPTS = (
    "a red cat in the snow",
    "a blue house at night",
    "a green dog with a yellow hat on the beach",
    "an orange fox to the left of a purple ball in the city",
)
SHIFTS = ((1 / 6, 1 / 6), (0.0, 1 / 3), (1.0, 0.0))
"""Down and right, in heights and widths of the picture: FreeFlux's (10, 10), (0, 20), (64, 0) of 64 × 64."""
Rotation = tuple[Tensor, Tensor]
"""Cosine and sine of RoPE."""


@dataclass(frozen=True)
class Displaced:
    """Attention whose image keys are turned once more: to another position, or back to none."""

    rotation: Rotation

    def attend(self, joint: Joint) -> Tensor:
        """(B, T + N, heads, head width)."""
        texts = joint.texts
        image = apply_rotary_emb(joint.key[:, texts:], self.rotation, sequence_dim=1)
        return replace(joint, key=torch.cat([joint.key[:, :texts], image], 1)).attended()


@dataclass(frozen=True)
class Seen:
    """What a transformer is called with: positions (N, axes) of image tokens, the number of text tokens."""

    positions: Tensor
    texts: int


def probe(
    painter: ImageModel,
    prompts: tuple[str, ...] = PROMPTS,
    tell: Callable[[int, int], None] = lambda _, __: None,
) -> LayerRoles:
    """Measure every layer; `tell` gets how many pictures of how many are painted.

    Raises `ModelError` where the attention of the painter's transformer cannot be altered.
    """
    transformer: Any = getattr(painter, "transformer", None)
    check_shareable(transformer)
    requests = [painter.settings.request(prompt, seed=seed) for seed, prompt in enumerate(prompts)]
    layers = len(attention_blocks(transformer))
    rounds = _Rounds(painter, requests, tell, 1 + layers * (2 + len(SHIFTS)))
    with _watched(transformer) as seen:
        rounds.plain = rounds.painted()
    rotations = _rotations(transformer, seen[0])
    moved, bypassed = [], []
    for layer in range(layers):
        figures = [rounds.altered(_displaced(transformer, layer, one, seen[0].texts)) for one in rotations]
        moved.append(float(np.mean(figures)))
        bypassed.append(rounds.altered(_without(transformer, layer)))
    return LayerRoles(
        model=painter.name,
        revision=painter.revision,
        pictures=len(requests),
        moved=tuple(round(figure, 2) for figure in moved),
        bypassed=tuple(round(figure, 2) for figure in bypassed),
    )


@dataclass
class _Rounds:
    """The same pictures again and again, each round with another alteration."""

    painter: ImageModel
    requests: list[ImageRequest]
    tell: Callable[[int, int], None]
    of: int
    plain: list[Image.Image] = None  # type: ignore[assignment]
    done: int = 0

    def painted(self) -> list[Image.Image]:
        pictures = []
        for request in self.requests:
            *_, last = self.painter.paint(request)
            assert isinstance(last, Painting)
            pictures.append(last.image)
            self.done += 1
            self.tell(self.done, self.of * len(self.requests))
        return pictures

    def altered(self, alteration: Any) -> float:
        """Mean PSNR in dB to the plain pictures."""
        with alteration:
            return float(np.mean([psnr(*pair) for pair in zip(self.plain, self.painted(), strict=True)]))


@contextmanager
def _watched(transformer: nn.Module) -> Iterator[list[Seen]]:
    seen: list[Seen] = []

    def note(_: nn.Module, __: Any, arguments: dict[str, Any]) -> None:
        seen.append(Seen(arguments["img_ids"], arguments["encoder_hidden_states"].shape[1]))

    handle = transformer.register_forward_pre_hook(note, with_kwargs=True)
    try:
        yield seen
    finally:
        handle.remove()


def _rotations(transformer: Any, seen: Seen) -> list[Rotation]:
    """No position at all, then each shift."""
    cosine, sine = transformer.pos_embed(seen.positions)
    rotations = [(cosine, -sine)]
    sides = seen.positions[:, 1:3].amax(0) + 1
    for shift in SHIFTS:
        moved = torch.zeros_like(seen.positions)
        moved[:, 1:3] = (torch.tensor(shift, device=moved.device) * sides).round().to(moved.dtype)
        rotations.append(transformer.pos_embed(moved))
    return rotations


def _displaced(transformer: Any, layer: int, rotation: Rotation, texts: int) -> Any:
    displaced = Displaced(rotation)
    return in_lockstep(transformer, lambda at, _: displaced if at == layer else None, texts)


@contextmanager
def _without(transformer: Any, layer: int) -> Iterator[None]:
    """The block hands on what it was given."""
    block = [*transformer.transformer_blocks, *transformer.single_transformer_blocks][layer]

    def skip(_: nn.Module, __: Any, given: dict[str, Any], made: Any) -> Any:
        image, text = given["hidden_states"], given.get("encoder_hidden_states")
        return (text, image) if isinstance(made, tuple) else image

    handle = block.register_forward_hook(skip, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()
