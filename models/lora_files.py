"""LoRA files: safetensors in diffusers', ai-toolkit's or kohya's key names ↔ pairs of matrices by layer.

A file is read once, compared with its sha256, and fits the transformer or is refused. Installs nothing.
"""

import hashlib
import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor, nn

from .conditions import Adapter, AdapterFile
from .image_model import ModelError

DOWN, UP = "lora_A.weight", "lora_B.weight"
PREFIX = "transformer."
METADATA = "lora_adapter_metadata"
OTHER_KINDS = {"dora_scale": "a DoRA", "lokr_": "a LoKr", "hada_": "a LoHa"}
LOADERS = {
    "FluxTransformer2DModel": "FluxLoraLoaderMixin",
    "Flux2Transformer2DModel": "Flux2LoraLoaderMixin",
    "SD3Transformer2DModel": "SD3LoraLoaderMixin",
    "ZImageTransformer2DModel": "ZImageLoraLoaderMixin",
}
"""The transformer's class → the class of diffusers that knows the foreign key names of its LoRAs."""


@dataclass(frozen=True)
class Pair:
    """What a LoRA adds to one linear layer: `up` (out, r) @ `down` (r, in)."""

    down: Tensor
    up: Tensor

    @property
    def rank(self) -> int:
        """r."""
        return int(self.down.shape[0])


Lora = dict[str, Pair]
"""Path of a linear layer in the transformer → its pair, scaled for weight 1."""


def read_lora(adapter: Adapter, transformer: nn.Module) -> Lora:
    """The pairs of an adapter's file; `ModelError` where it is not that file, or not for this transformer."""
    content = _content(adapter)
    try:
        state, metadata = load(content), _metadata(content)
    except (SafetensorError, ValueError) as error:
        raise ModelError(f"{_named(adapter)} is no safetensors file ({error}); get it anew") from error
    for key, kind in OTHER_KINDS.items():
        if any(key in name for name in state):
            raise ModelError(f"{_named(adapter)} is {kind}, but only plain LoRAs can be used; get a LoRA")
    pairs = _pairs(adapter, _in_diffusers_names(adapter, state, transformer), metadata)
    _check(adapter, pairs, transformer)
    return pairs


def write_lora(path: Path, pairs: Lora) -> AdapterFile:
    """Write pairs under diffusers' key names; the file appears whole or not at all."""
    state = {}
    for name, pair in pairs.items():
        state[f"{PREFIX}{name}.{DOWN}"] = pair.down.contiguous()
        state[f"{PREFIX}{name}.{UP}"] = pair.up.contiguous()
    temporary = path.with_suffix(".tmp")
    save_file(state, temporary, metadata={"format": "pt"})
    temporary.replace(path)
    return AdapterFile.of(path)


def _content(adapter: Adapter) -> bytes:
    try:
        content = adapter.file.path.read_bytes()
    except OSError as error:
        raise ModelError(f"{_named(adapter)} cannot be read ({error.strerror}); put it back") from error
    if hashlib.sha256(content).hexdigest() != adapter.file.sha256:
        raise ModelError(
            f"{_named(adapter)} is not the file with the sha256 {adapter.file.sha256[:12]}… that was asked "
            "for; put that one back, or name the adapter anew"
        )
    return content


def _metadata(content: bytes) -> dict[str, Any]:
    """What diffusers wrote about rank and alpha: {"transformer.lora_alpha": 8, …}."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    metadata = json.loads(header.get("__metadata__", {}).get(METADATA, "{}"))
    return metadata if isinstance(metadata, dict) else {}


def _in_diffusers_names(
    adapter: Adapter, state: dict[str, Tensor], transformer: nn.Module
) -> dict[str, Tensor]:
    """Foreign key names translated by diffusers, which drops what it does not know beside its own names."""
    loader = LOADERS.get(type(transformer).__name__)
    if loader is None or any(key.startswith(PREFIX) for key in state):
        renamed = {key.replace("lora_down.", "lora_A.").replace("lora_up.", "lora_B."): key for key in state}
        return {new: state[old] for new, old in renamed.items()}
    module = importlib.import_module("diffusers.loaders.lora_pipeline")
    try:
        converted: dict[str, Tensor] = getattr(module, loader).lora_state_dict(dict(state))
    except Exception as error:  # its converters fail in many ways on keys that they don't know
        raise ModelError(
            f"the keys of {_named(adapter)} are of no kind known for {type(transformer).__name__} "
            f"({_first_line(error)}); get a LoRA that was made for it"
        ) from error
    return converted


def _pairs(adapter: Adapter, state: dict[str, Tensor], metadata: Mapping[str, Any]) -> Lora:
    names = {key.removesuffix(f".{DOWN}") for key in state if key.endswith(f".{DOWN}")}
    known = {f"{name}.{part}" for name in names for part in (DOWN, UP, "alpha")}
    wanted = {f"{name}.{UP}" for name in names}
    if foreign := sorted((set(state) - known) | (wanted - set(state))):
        raise ModelError(
            f"{_named(adapter)} has {len(foreign)} keys without a meaning here or without their "
            f"counterpart, such as {foreign[0][:80]!r}; get a LoRA of the transformer alone"
        )
    if not names:
        raise ModelError(f"{_named(adapter)} holds no LoRA; get it anew")
    pairs = {}
    for name in sorted(names):
        down, up = state[f"{name}.{DOWN}"], state[f"{name}.{UP}"]
        alpha = state.get(f"{name}.alpha", metadata.get(f"{PREFIX}lora_alpha"))
        scale = 1.0 if alpha is None else float(alpha) / len(down)
        pairs[name.removeprefix(PREFIX)] = Pair(down, up if scale == 1 else up * scale)
    return pairs


def _check(adapter: Adapter, pairs: Lora, transformer: nn.Module) -> None:
    """Every pair has its linear layer, and fits it."""
    layers = {name: module for name, module in transformer.named_modules() if isinstance(module, nn.Linear)}
    kind = type(transformer).__name__
    if foreign := sorted(set(pairs) - set(layers)):
        raise ModelError(
            f"{_named(adapter)} changes {len(foreign)} layers that this {kind} does not have, such as "
            f"{foreign[0][:80]}; get a LoRA that was made for this model"
        )
    for name, pair in pairs.items():
        layer = layers[name]
        wanted = (pair.rank, layer.in_features), (layer.out_features, pair.rank)
        if (tuple(pair.down.shape), tuple(pair.up.shape)) != wanted:
            raise ModelError(
                f"{_named(adapter)} has {tuple(pair.up.shape)} × {tuple(pair.down.shape)} for {name}, which "
                f"takes {wanted[1]} × {wanted[0]}; get a LoRA that was made for this model"
            )


def _named(adapter: Adapter) -> str:
    return f"the adapter {adapter.name!r} ({adapter.file.path.name})"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:120]
