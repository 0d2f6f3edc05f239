"""What loads a model or its parts in fewer bits: torchao, bitsandbytes or a GGUF file. Knows no device."""

from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from diffusers import PipelineQuantizationConfig
from huggingface_hub import hf_hub_download

from .card import DiffusersCard, Gguf, folder_of, revision_of
from .tiers import Precision


def shrinking(card: DiffusersCard, precision: Precision, dtype: torch.dtype) -> dict[str, Any]:
    """Further arguments of `from_pretrained`; computing stays in `dtype`. A VAE is left as it is."""
    if precision == "gguf":
        return {"transformer": _from_gguf(card, dtype)}
    if precision not in ("int8", "nf4"):
        return {}
    parts = [part for part in card.parameters if part != "vae"]
    mapping = {
        part: _config(diffusers if part == "transformer" else transformers, precision, dtype)
        for part in parts
    }
    return {"quantization_config": PipelineQuantizationConfig(quant_mapping=mapping)}


def shrinking_all(precision: Precision, dtype: torch.dtype) -> dict[str, Any]:
    """The same for a model of transformers as a whole; nothing where it is not shrunk."""
    if precision not in ("int8", "nf4"):
        return {}
    return {"quantization_config": _config(transformers, precision, dtype)}


def _config(library: Any, precision: Precision, dtype: torch.dtype) -> Any:
    if precision == "int8":
        from torchao.quantization import Int8WeightOnlyConfig  # noqa: PLC0415 - an extra

        return library.TorchAoConfig(Int8WeightOnlyConfig())
    return library.BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype
    )


def _from_gguf(card: DiffusersCard, dtype: torch.dtype) -> Any:
    """The transformer from its file, which must be here; its shape is that of the card's repository."""
    assert card.gguf is not None
    kind = diffusers.DiffusionPipeline.load_config(folder_of(card), **revision_of(card))["transformer"][1]
    return getattr(diffusers, kind).from_single_file(
        _gguf_file(card.gguf),
        quantization_config=diffusers.GGUFQuantizationConfig(compute_dtype=dtype),
        config=folder_of(card),
        config_revision=card.revision,
        subfolder="transformer",
        torch_dtype=dtype,
    )


def _gguf_file(gguf: Gguf) -> str:
    """Its path; `FileNotFoundError` where it has not been fetched."""
    if Path(gguf.source).is_absolute():
        return str(Path(gguf.source) / gguf.file)
    return hf_hub_download(gguf.source, gguf.file, revision=gguf.revision, local_files_only=True)
