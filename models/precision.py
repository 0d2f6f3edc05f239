"""Which number format weights are best loaded in on a device, and where they are. Knows no model."""

import torch
from diffusers.utils.torch_utils import get_module_execution_device
from torch import nn


def best_dtype(device: torch.device) -> torch.dtype:
    """bf16 wherever its matrix products are fast: five times faster on a CPU that has them."""
    return torch.bfloat16 if device.type != "cpu" or fast_bf16() else torch.float32


def dtype_of(module: nn.Module) -> torch.dtype:
    """Of its first weight in floating point; diffusers' own `dtype` looks through all of them."""
    return next(weight.dtype for weight in module.parameters() if weight.is_floating_point())


def device_of(module: nn.Module) -> torch.device:
    """Where it computes, which is not where its weights are while they are kept off the device."""
    return get_module_execution_device(module)  # type: ignore[no-any-return]


def fast_bf16() -> bool:
    """Whether this computer's CPU multiplies in bf16 as a CPU should."""
    return torch.backends.mkldnn.is_available() and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
