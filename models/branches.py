"""Two pictures in lock-step: the blocks of a transformer share attention between the halves of a batch.

The source stands in the first half of every batch, the target in the second, as FreeFlux, ColorCtrl,
ConsistEdit and FreeCus need it. What is shared in which block and step, a rule says; where it says nothing,
the block's own processor runs, so that such a pass is the stock one, bit by bit. Knows no prompts and no
pixels.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from diffusers import Flux2Transformer2DModel, FluxTransformer2DModel
from torch import nn

from .flux1_branches import Flux1Branches
from .flux2_branches import Attends, Flux2Branches, Flux2ParallelBranches
from .image_model import ModelError

Rule = Callable[[int, int], Attends | None]
"""(layer, step) → what is shared there. Layers count from 0, double-stream blocks first."""


@dataclass
class Lockstep:
    """Which step both pictures are at: the loop counts it up, the processors read it.

    `texts` is the number of text tokens, which single-stream blocks of FLUX.1 are not told.
    """

    rule: Rule
    texts: int
    step: int = 0

    def attention(self, layer: int) -> Attends | None:
        """What the layer shares in this step; None: nothing."""
        return self.rule(layer, self.step)


@contextmanager
def in_lockstep(transformer: nn.Module, rule: Rule, texts: int) -> Iterator[Lockstep]:
    """Share attention inside the `with` block; afterwards the model has its own processors, in any case.

    Raises `ModelError` for other than FLUX.1- and FLUX.2-type transformers, and while a feature cache or a
    compiled graph would skip or freeze what is shared.
    """
    check_shareable(transformer)
    blocks = attention_blocks(transformer)
    stock = [attention.processor for attention in blocks]
    lockstep = Lockstep(rule, texts)
    try:
        for layer, attention in enumerate(blocks):
            attention.set_processor(_processor(attention, layer, lockstep))
        yield lockstep
    finally:
        for attention, processor in zip(blocks, stock, strict=True):
            attention.set_processor(processor)


def attention_blocks(transformer: Any) -> list[Any]:
    """The attention of every block, double-stream first: the order of `attn_processors`."""
    return [block.attn for block in (*transformer.transformer_blocks, *transformer.single_transformer_blocks)]


def check_shareable(transformer: Any) -> None:
    """Raise `ModelError` where attention cannot be shared."""
    name = type(transformer).__name__
    if not isinstance(transformer, (FluxTransformer2DModel, Flux2Transformer2DModel)):
        raise ModelError(
            f"attention cannot be shared in a {name}; choose a model with a FLUX.1 or FLUX.2 transformer"
        )
    if any(module._compiled_call_impl is not None for module in transformer.modules()):
        raise ModelError(
            f"attention cannot be shared in a compiled {name}, whose graph would run without the rule; load "
            "the model without compiling it"
        )
    if transformer.is_cache_enabled:
        raise ModelError(
            f"attention cannot be shared while a feature cache skips blocks of the {name}; call its "
            "disable_cache()"
        )


def _processor(attention: Any, layer: int, lockstep: Lockstep) -> Any:
    if hasattr(attention, "to_qkv_mlp_proj"):
        return Flux2ParallelBranches(attention.processor, layer, lockstep)
    kind = Flux2Branches if type(attention).__name__ == "Flux2Attention" else Flux1Branches
    return kind(attention.processor, layer, lockstep)
