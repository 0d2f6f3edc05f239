"""The stages of `train.py` that make the eyes: their pictures, their training, their folder."""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import AutoencoderKLFlux2
from torch.multiprocessing.spawn import spawn
from transformers import Qwen2TokenizerFast, Qwen3VLForConditionalGeneration

from .. import catalog
from .adopting import adopt_eyes
from .digests import CATALOG, name_weights
from .eyes_architecture import build_eyes, build_processor, build_tokenizer
from .eyes_lessons import corpus
from .eyes_painted import Repainter, write_painted
from .eyes_pool import write_decoded, write_renders
from .flawed import write_flawed
from .optimizers import Plan
from .parallel import Team
from .train_eyes import train

WEIGHTS = Path(__file__).parent / "weights"


def _pool(arguments: argparse.Namespace) -> None:
    """Renders up to shard `--count`, and as many of the painter's shards decoded as there are."""
    torch.set_num_threads(1)
    folder, latents = arguments.eyes / "pool", arguments.runs / "shards"
    for index in range(arguments.first, arguments.count):
        write_renders(folder, index)
    vae = AutoencoderKLFlux2.from_pretrained(WEIGHTS / "painter" / "vae").eval()
    for index in range(arguments.first, arguments.decoded):
        write_decoded(folder, index, latents, vae)


def _painted(arguments: argparse.Namespace) -> None:
    """The painter's shards up to `--count`, painted anew, and up to `--blended`, painted between two."""
    torch.set_num_threads(1)
    painter = Repainter(WEIGHTS / "painter")
    for index in range(arguments.first, arguments.count):
        write_painted(arguments.eyes / "pool", "painted", index, arguments.runs / "shards", painter)
    for index in range(arguments.first, arguments.blended):
        write_painted(arguments.eyes / "pool", "blended", index, arguments.runs / "shards", painter)


def _flawed(arguments: argparse.Namespace) -> None:
    """What the shipped painter gets wrong in the eyes of the shipped eyes, up to shard `--count`."""
    torch.set_num_threads(1)
    painter, eyes = Repainter(WEIGHTS / "painter"), catalog.load_vision("pocket-eyes")
    for index in range(arguments.first, arguments.count):
        write_flawed(arguments.runs / "shards", index, painter, eyes)


def _train(arguments: argparse.Namespace) -> None:
    _tokenizer(arguments.eyes)
    spawn(_worker, args=(arguments,), nprocs=arguments.processes)


def _worker(rank: int, arguments: argparse.Namespace) -> None:
    team = Team.join(rank, arguments.processes, port=29518)
    train(arguments.eyes, Plan(arguments.steps, arguments.decay), _tokenizer(arguments.eyes), team)


def _adopt(arguments: argparse.Namespace) -> None:
    adopt_eyes(arguments.eyes, arguments.steps)


def _export(arguments: argparse.Namespace) -> None:
    """Averaged weights in bf16, tokenizer, chat template and processor in one folder."""
    to = arguments.to or WEIGHTS / "eyes"
    export(arguments.eyes, to)
    if to == WEIGHTS / "eyes":
        name_weights(CATALOG / "pocket-eyes.toml", to)


def export(runs: Path, to: Path) -> None:
    """What `Qwen3VLForConditionalGeneration` and `AutoProcessor` load, from the checkpoint in `runs`."""
    tokenizer = _tokenizer(runs)
    trained(runs, tokenizer).to(torch.bfloat16).save_pretrained(to)
    build_processor(tokenizer).save_pretrained(to)


def trained(runs: Path, tokenizer: Qwen2TokenizerFast) -> Qwen3VLForConditionalGeneration:
    """The eyes with the averaged weights of the latest checkpoint."""
    eyes = build_eyes(tokenizer)
    average = torch.load(runs / "eyes.pt", weights_only=True)["average"]
    own = {name.removeprefix("eyes."): value for name, value in average.items() if name.startswith("eyes.")}
    missing, unexpected = eyes.load_state_dict(own, strict=False)
    if unexpected or set(missing) - {"lm_head.weight"}:
        raise ValueError(f"{runs}/eyes.pt does not fit the eyes: {missing} {unexpected}; train anew")
    return eyes


def _tokenizer(runs: Path) -> Qwen2TokenizerFast:
    folder = runs / "tokenizer"
    if not folder.exists():
        build_tokenizer(corpus()).save_pretrained(folder)
    return Qwen2TokenizerFast.from_pretrained(folder)


EYES_STAGES: dict[str, Callable[[argparse.Namespace], None]] = {
    "eyes-pool": _pool,
    "eyes-painted": _painted,
    "eyes": _train,
    "flawed": _flawed,
    "export-eyes": _export,
    "adopt-eyes": _adopt,
}
