"""LoRAs for one request: a second tree of modules with the same weights, and the LoRAs hung on that one.

The model's own transformer is never touched, so nothing can leak into another request, whatever
happens to this one and however many are painted at once. Works on any diffusers transformer; knows no
pictures and no prompts.
"""

import copy
import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from typing import TypeVar

import torch
from peft import LoraConfig, inject_adapter_in_model, set_peft_model_state_dict
from peft.tuners.lora import LoraLayer
from torch import nn

from .conditions import Adapter
from .lora_files import DOWN, UP, Lora, read_lora

KEPT = 2
Module = TypeVar("Module", bound=nn.Module)


class Adapted:
    """A transformer and the ones with LoRAs made from it; the last few are kept."""

    def __init__(self, transformer: nn.Module) -> None:
        self._transformer = transformer
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[tuple[str, float], ...], nn.Module] = OrderedDict()

    def transformer(self, adapters: Sequence[Adapter]) -> nn.Module:
        """The transformer with these LoRAs; at weight 0 it is the model's own. Raises `ModelError`."""
        active = [adapter for adapter in adapters if adapter.weight]
        if not active:
            return self._transformer
        key = tuple((adapter.file.sha256, adapter.weight) for adapter in active)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = with_adapters(self._transformer, active)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


def with_adapters(transformer: Module, adapters: Sequence[Adapter]) -> Module:
    """A new transformer of the same weights with these LoRAs, each with its weight."""
    loras = [read_lora(adapter, transformer) for adapter in adapters]
    worn = sharing_weights(transformer)
    names = [f"lora_{number}" for number in range(len(loras))]
    for name, lora in zip(names, loras, strict=True):
        _hang(worn, name, lora)
    weights = dict(zip(names, (adapter.weight for adapter in adapters), strict=True))
    for layer in lora_layers(worn).values():
        present = [name for name in names if name in layer.lora_A]
        layer.set_adapter(present)
        layer.scaling.update({name: weights[name] for name in present})
    return worn.eval().requires_grad_(False)


def sharing_weights(transformer: Module) -> Module:
    """New modules, the very same parameters and buffers: milliseconds and no memory."""
    shared = [*transformer.parameters(), *transformer.buffers()]
    return copy.deepcopy(transformer, {id(tensor): tensor for tensor in shared})


def lora_layers(transformer: nn.Module) -> dict[str, LoraLayer]:
    """Path → the layers that carry a LoRA."""
    return {name: module for name, module in transformer.named_modules() if isinstance(module, LoraLayer)}


def exactly(names: Sequence[str]) -> str:
    """The layers with these paths as peft's pattern: a plain list of names would match ends of paths."""
    return "|".join(map(re.escape, names))


def _hang(transformer: nn.Module, name: str, lora: Lora) -> None:
    dtype = next(p.dtype for p in transformer.parameters() if p.is_floating_point())
    device = next(transformer.parameters()).device
    ranks = Counter(pair.rank for pair in lora.values())
    usual = ranks.most_common(1)[0][0]
    other = {f"^{re.escape(layer)}": pair.rank for layer, pair in lora.items() if pair.rank != usual}
    config = LoraConfig(r=usual, rank_pattern=other, target_modules=exactly(list(lora)))
    inject_adapter_in_model(config, transformer, name, low_cpu_mem_usage=True)
    state: dict[str, torch.Tensor] = {}
    for layer, pair in lora.items():
        state[f"{layer}.{DOWN}"] = pair.down.to(device, dtype)
        state[f"{layer}.{UP}"] = pair.up.to(device, dtype)
    set_peft_model_state_dict(transformer, state, name, low_cpu_mem_usage=True)
    del transformer.peft_config  # with it peft would warn of the next one
