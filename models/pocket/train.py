"""Trains the embedded painter from nothing: `python -m triptych.models.pocket.train STAGE`, in order

    vae       the VAE, about 25 minutes on two cores
    shards    scenes drawn and encoded, about 20 pictures a second and core
    controls  the same as boxes, outlines and spoilt pictures
    painter   transformer and text encoder, hours; stop and start it as you like
    decoder   at any time after `vae`: a sharper decoder for the same latents
    export    the weights as a diffusers folder
    adopt     instead of a checkpoint: the shipped painter, as if it had done so many steps

and then the eyes

    eyes-pool      renders, and decoded latents of the painter's shards
    eyes-painted   the painter's shards painted anew by the shipped painter, once there is one
    eyes           the eyes, hours; stop and start it as you like
    export-eyes    the weights as a transformers folder
    adopt-eyes     instead of a checkpoint: the shipped eyes
    flawed         what the eyes find wrong in the painter's pictures: lessons for its next revision

and then the upscaler

    upscaler-pool    scenes drawn in three sizes, and painted by the shipped painter
    upscaler         the upscaler, half an hour on one core; stop and start it as you like
    export-upscaler  the weights in one file

Everything is kept under `--runs`, `--eyes` and `--upscaler`; each stage resumes where it was stopped.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import AutoencoderKLFlux2
from torch.multiprocessing.spawn import spawn
from transformers import Qwen2TokenizerFast

from .adopting import adopt_painter
from .architecture import assemble, build_text_encoder, build_tokenizer, build_transformer
from .control_lessons import write_controls
from .digests import CATALOG, name_weights
from .eyes_stages import EYES_STAGES
from .lessons import write_shard
from .optimizers import Plan
from .parallel import Team
from .train_painter import train
from .train_vae import finished
from .train_vae import train as train_vae
from .upscaler_stages import UPSCALER_STAGES

WEIGHTS = Path(__file__).parent / "weights" / "painter"


def main() -> None:
    """Read the command line and run one stage."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=list(STAGES))
    parser.add_argument(
        "--runs", type=Path, default=Path("runs/painter"), help="where checkpoints and shards are kept"
    )
    parser.add_argument("--eyes", type=Path, default=Path("runs/eyes"), help="the same for the eyes")
    parser.add_argument(
        "--upscaler", type=Path, default=Path("runs/upscaler"), help="the same for the upscaler"
    )
    parser.add_argument("--decoded", type=int, default=0, help="eyes-pool: how many of the painter's shards")
    parser.add_argument("--blended", type=int, default=0, help="eyes-painted: how many to paint between two")
    parser.add_argument(
        "--steps", type=int, default=2200, help="vae, painter, decoder: train up to this step"
    )
    parser.add_argument(
        "--decay", type=int, default=0, help="painter: lower the rates to zero in the last steps"
    )
    parser.add_argument("--count", type=int, default=100, help="shards: how many there shall be")
    parser.add_argument("--first", type=int, default=0, help="shards: the first one to write")
    parser.add_argument("--processes", type=int, default=2, help="data-parallel processes of one thread")
    parser.add_argument("--to", type=Path, help="export: the folder to write")
    arguments = parser.parse_args()
    for folder in (arguments.runs, arguments.eyes, arguments.upscaler):
        folder.mkdir(parents=True, exist_ok=True)
    STAGES[arguments.stage](arguments)


def _adopt(arguments: argparse.Namespace) -> None:
    adopt_painter(arguments.runs, arguments.steps)


def _vae(arguments: argparse.Namespace) -> None:
    _spawn(_vae_worker, arguments)
    finished(arguments.runs).save_pretrained(arguments.runs / "vae")


def _decoder(arguments: argparse.Namespace) -> None:
    _spawn(_decoder_worker, arguments)
    finished(arguments.runs).save_pretrained(arguments.runs / "vae")


def _shards(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    vae = AutoencoderKLFlux2.from_pretrained(arguments.runs / "vae").eval()
    vae.to(memory_format=torch.channels_last)
    folder = arguments.runs / "shards"
    folder.mkdir(exist_ok=True)
    for index in range(arguments.first, arguments.count):
        write_shard(folder, index, vae)


def _controls(arguments: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    vae = AutoencoderKLFlux2.from_pretrained(arguments.runs / "vae").eval()
    for index in range(arguments.first, arguments.count):
        write_controls(arguments.runs / "shards", index, vae)


def _painter(arguments: argparse.Namespace) -> None:
    _tokenizer(arguments.runs)
    _spawn(_painter_worker, arguments)


def _export(arguments: argparse.Namespace) -> None:
    """Averaged weights in bf16, in the layout of `Flux2KleinKVPipeline`."""
    tokenizer = _tokenizer(arguments.runs)
    average = torch.load(arguments.runs / "painter.pt", weights_only=True)["average"]
    transformer, text_encoder = build_transformer(), build_text_encoder(tokenizer)
    for name, module in (("transformer", transformer), ("text_encoder", text_encoder)):
        own = {
            key.removeprefix(f"{name}."): value
            for key, value in average.items()
            if key.startswith(f"{name}.")
        }
        missing, unexpected = module.load_state_dict(own, strict=False)
        if unexpected or set(missing) - {"lm_head.weight"}:
            raise ValueError(
                f"{arguments.runs}/painter.pt does not fit the {name}: {missing} {unexpected}; train anew"
            )
    vae = AutoencoderKLFlux2.from_pretrained(arguments.runs / "vae")
    pipeline = assemble(vae, transformer, text_encoder, tokenizer)
    pipeline.to(dtype=torch.bfloat16)
    to = arguments.to or WEIGHTS
    pipeline.save_pretrained(to)
    _load_in_float32(to / "text_encoder" / "config.json")
    if to == WEIGHTS:
        name_weights(CATALOG / "pocket.toml", to)


def _load_in_float32(config: Path) -> None:
    """transformers loads in the dtype named here, diffusers in float32: the parts must agree."""
    values = json.loads(config.read_text())
    config.write_text(json.dumps({**values, "dtype": "float32"}, indent=2) + "\n")


def _tokenizer(runs: Path) -> Qwen2TokenizerFast:
    folder = runs / "tokenizer"
    if not folder.exists():
        build_tokenizer().save_pretrained(folder)
    return Qwen2TokenizerFast.from_pretrained(folder)


def _spawn(worker: Callable[[int, argparse.Namespace], None], arguments: argparse.Namespace) -> None:
    spawn(worker, args=(arguments,), nprocs=arguments.processes)


def _vae_worker(rank: int, arguments: argparse.Namespace) -> None:
    train_vae(arguments.runs, arguments.steps, Team.join(rank, arguments.processes))


def _decoder_worker(rank: int, arguments: argparse.Namespace) -> None:
    train_vae(arguments.runs, arguments.steps, Team.join(rank, arguments.processes), decoder_only=True)


def _painter_worker(rank: int, arguments: argparse.Namespace) -> None:
    team = Team.join(rank, arguments.processes)
    train(arguments.runs, Plan(arguments.steps, arguments.decay), _tokenizer(arguments.runs), team)


STAGES: dict[str, Callable[[argparse.Namespace], None]] = {
    "vae": _vae,
    "shards": _shards,
    "controls": _controls,
    "painter": _painter,
    "decoder": _decoder,
    "export": _export,
    "adopt": _adopt,
    **EYES_STAGES,
    **UPSCALER_STAGES,
}

if __name__ == "__main__":
    main()
