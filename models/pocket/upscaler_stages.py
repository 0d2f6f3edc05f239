"""The stages of `train.py` that make the upscaler: its scenes, its training, its file."""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file

from .digests import CATALOG, name_weights
from .eyes_painted import Repainter
from .train_upscaler import averaged, train
from .upscaler_pool import write_scenes

WEIGHTS = Path(__file__).parent / "weights"


def _pool(arguments: argparse.Namespace) -> None:
    """Scenes up to shard `--count`, painted anew by the shipped painter."""
    torch.set_num_threads(1)
    painter = Repainter(WEIGHTS / "painter")
    for index in range(arguments.first, arguments.count):
        write_scenes(arguments.upscaler / "pool", index, painter)


def _train(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    train(arguments.upscaler, arguments.steps)


def _export(arguments: argparse.Namespace) -> None:
    """Averaged weights in bf16."""
    to = arguments.to or WEIGHTS / "upscaler"
    to.mkdir(parents=True, exist_ok=True)
    network = averaged(arguments.upscaler / "upscaler.pt").to(torch.bfloat16)
    save_file(network.state_dict(), to / "model.safetensors")
    if to == WEIGHTS / "upscaler":
        name_weights(CATALOG / "pocket-upscaler.toml", to)


UPSCALER_STAGES: dict[str, Callable[[argparse.Namespace], None]] = {
    "upscaler-pool": _pool,
    "upscaler": _train,
    "export-upscaler": _export,
}
