"""What painting and training must agree on in FLUX.2-klein-KV: where tokens stand, and who attends to whom.

Knows no weights and no pictures.
"""

import torch
from diffusers import Flux2Transformer2DModel
from diffusers.models.transformers.transformer_flux2 import (
    Flux2KVAttnProcessor,
    Flux2KVParallelSelfAttnProcessor,
)
from torch import Tensor


def attend_causally(transformer: Flux2Transformer2DModel) -> None:
    """References attend only to references; text and target attend to all."""
    for block in transformer.transformer_blocks:
        block.attn.set_processor(Flux2KVAttnProcessor())
    for block in transformer.single_transformer_blocks:
        block.attn.set_processor(Flux2KVParallelSelfAttnProcessor())


def positions(rows: int, columns: int, reference: int = 0) -> Tensor:
    """(rows·columns, 4) int64 positions (t, h, w, l): the target at t = 0, reference n (from 1) at 10·n."""
    zero = torch.zeros(1, dtype=torch.long)
    return torch.cartesian_prod(zero + 10 * reference, torch.arange(rows), torch.arange(columns), zero)
