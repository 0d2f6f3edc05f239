"""A painter's transformer with a fresh LoRA on it, and the forward pass of its training.

The student is a second tree of modules over the painter's weights: the painter goes on painting as before.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from peft import LoraConfig, inject_adapter_in_model
from torch import Tensor, nn

from .flux2 import Flux2Painter
from .lora import exactly, lora_layers, sharing_weights
from .lora_files import Lora, Pair
from .lora_lessons import Lesson, Teachable
from .threads import bounded

ADAPTER = "taught"
BLOCKS = ("transformer_blocks.", "single_transformer_blocks.")


class Student:
    """The LoRA is on every attention and feed-forward layer of the blocks."""

    def __init__(self, painter: Teachable, rank: int, seed: int) -> None:
        base = painter.transformer if isinstance(painter, Flux2Painter) else painter.pipeline.transformer
        self.transformer: Any = sharing_weights(base)
        if painter.vocabulary is None:  # a large model's activations don't fit beside it
            self.transformer.enable_gradient_checkpointing()
        self._dtype = base.dtype
        self._threads = (
            painter.conditions.card if isinstance(painter, Flux2Painter) else painter.card
        ).threads
        _hang_fresh(self.transformer, rank, seed)

    @property
    def parameters(self) -> dict[str, nn.Parameter]:
        """What is learnt: path → float32."""
        return {name: p for name, p in self.transformer.named_parameters() if p.requires_grad}

    def velocity(
        self, noisy: Tensor, sigma: Tensor, lessons: Sequence[Lesson], told: Sequence[bool]
    ) -> Tensor:
        """(B, N, C) at noise levels (B,); lessons of one size, with or without their words."""
        words = [one.told if said else one.untold for one, said in zip(lessons, told, strict=True)]
        batch = {name: torch.stack([one[name] for one in words]).to(self._dtype) for name in words[0]}
        bf16 = self._dtype == torch.bfloat16
        with torch.autocast(noisy.device.type, torch.bfloat16, enabled=bf16):
            velocity: Tensor = self.transformer(
                hidden_states=noisy.to(self._dtype),
                timestep=sigma,
                return_dict=False,
                **batch,
                **lessons[0].positions,
            )[0]
        return velocity.float()

    @contextmanager
    def learning(self) -> Iterator[None]:
        """On as many threads as the painter's card allows."""
        with bounded(self._threads):
            yield


def pairs_of(parameters: dict[str, Tensor]) -> Lora:
    """Learnt parameters by their paths → bfloat16 pairs by layer."""
    halves: dict[str, dict[str, Tensor]] = {}
    for path, value in parameters.items():
        layer, _, part = path.removesuffix(f".{ADAPTER}.weight").rpartition(".")
        halves.setdefault(layer, {})[part] = value.detach().to("cpu", torch.bfloat16)
    return {layer: Pair(parts["lora_A"], parts["lora_B"]) for layer, parts in halves.items()}


def _hang_fresh(transformer: nn.Module, rank: int, seed: int) -> None:
    """`down` as peft draws it, decided by the seed; `up` zero: at first nothing changes."""
    chosen = [name for name, module in transformer.named_modules() if _is_taught(name, module)]
    config = LoraConfig(r=rank, lora_alpha=rank, target_modules=exactly(chosen))
    transformer.requires_grad_(False)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        inject_adapter_in_model(config, transformer, ADAPTER)
    for layer in lora_layers(transformer).values():
        layer.lora_A.float()
        layer.lora_B.float()


def _is_taught(name: str, module: nn.Module) -> bool:
    return isinstance(module, nn.Linear) and name.startswith(BLOCKS) and "norm" not in name
