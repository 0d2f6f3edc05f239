"""A tiny transformer as a GGUF file, in 8 bits where its matrices are wide enough."""

from pathlib import Path

import gguf
import torch
from safetensors.torch import load_file

Q8 = gguf.GGMLQuantizationType.Q8_0
BLOCK = 32  # numbers that share a scale


def write_gguf(weights: Path, file: Path) -> Path:
    """From the safetensors of a transformer; vectors and narrow matrices stay in 32 bits."""
    writer = gguf.GGUFWriter(file, "flux")
    for name, tensor in load_file(weights).items():
        values = tensor.to(torch.float32).numpy()
        if values.ndim == 2 and values.shape[1] % BLOCK == 0:
            writer.add_tensor(name, gguf.quants.quantize(values, Q8), raw_dtype=Q8)
        else:
            writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file
