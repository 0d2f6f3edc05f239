"""LoRA files with random weights: for any transformer, under the key names that are found in the wild."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from diffusers import Flux2Transformer2DModel, FluxTransformer2DModel
from safetensors.torch import save_file
from torch import Tensor, nn
from triptych.models.conditions import Adapter, AdapterFile

RANK = 4


def tiny_flux1(**changes: Any) -> FluxTransformer2DModel:
    """FLUX.1's architecture with two blocks of each kind."""
    torch.manual_seed(0)
    sizes = {"num_layers": 2, "num_single_layers": 2, "attention_head_dim": 8, "num_attention_heads": 2}
    return FluxTransformer2DModel(
        patch_size=1,
        in_channels=4,
        joint_attention_dim=16,
        pooled_projection_dim=16,
        guidance_embeds=True,
        **{"axes_dims_rope": (2, 2, 4), **sizes, **changes},
    ).eval()


def run_flux1(transformer: nn.Module) -> Tensor:
    """The velocity that it gives for one fixed input."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        output: Tensor = transformer(
            hidden_states=torch.randn(1, 6, 4, generator=generator),
            encoder_hidden_states=torch.randn(1, 3, 16, generator=generator),
            pooled_projections=torch.randn(1, 16, generator=generator),
            timestep=torch.tensor([0.5]),
            guidance=torch.tensor([3.5]),
            img_ids=torch.zeros(6, 3),
            txt_ids=torch.zeros(3, 3),
            return_dict=False,
        )[0]
    return output


def tiny_flux2(**changes: Any) -> Flux2Transformer2DModel:
    """FLUX.2's architecture with one block of each kind."""
    torch.manual_seed(0)
    sizes = {
        "in_channels": 8,
        "attention_head_dim": 8,
        "joint_attention_dim": 16,
        "axes_dims_rope": (2, 2, 2, 2),
        **changes,
    }
    return Flux2Transformer2DModel(
        num_layers=1, num_single_layers=1, num_attention_heads=2, guidance_embeds=False, **sizes
    ).eval()


def block_layers(transformer: nn.Module) -> list[str]:
    """The linear layers of its blocks, modulations and all: what ai-toolkit trains."""
    return [
        name
        for name, module in transformer.named_modules()
        if isinstance(module, nn.Linear) and "transformer_blocks." in name
    ]


def diffusers_state(
    transformer: nn.Module, layers: Iterable[str], seed: int = 0, rank: int = RANK
) -> dict[str, Tensor]:
    """As diffusers and ai-toolkit write them, and as the ten released IC-LoRAs are: float16, no alphas."""
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name in layers:
        layer = transformer.get_submodule(name)
        assert isinstance(layer, nn.Linear)
        down = torch.randn(rank, layer.in_features, generator=generator)
        up = torch.randn(layer.out_features, rank, generator=generator)
        state[f"transformer.{name}.lora_A.weight"] = down.half() * 0.3
        state[f"transformer.{name}.lora_B.weight"] = up.half() * 0.3
    return state


def adapter(
    folder: Path,
    state: dict[str, Tensor],
    name: str = "storyboard",
    weight: float = 1.0,
    metadata: dict[str, str] | None = None,
) -> Adapter:
    """The state as a file and an adapter."""
    path = folder / f"{name}.safetensors"
    save_file(state, path, metadata=metadata)
    return Adapter(name=name, file=AdapterFile.of(path), weight=weight)


def merged(transformer: nn.Module, state: dict[str, Tensor], weight: float) -> Callable[[], None]:
    """Add the LoRA to the weights themselves; the returned function takes it out again."""
    before = {name: value.clone() for name, value in transformer.state_dict().items()}
    for key, down in state.items():
        if key.endswith("lora_A.weight"):
            name = key.removeprefix("transformer.").removesuffix(".lora_A.weight")
            layer, up = transformer.get_submodule(name), state[key.replace("lora_A", "lora_B")]
            assert isinstance(layer, nn.Linear)
            with torch.no_grad():
                layer.weight += weight * up.float() @ down.float()
    return lambda: transformer.load_state_dict(before) and None
