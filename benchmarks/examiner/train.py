"""Trains the examiner on one CPU thread: `python -m benchmarks.examiner.train`.

Renders its pool of pictures first, then trains; a stopped run goes on exactly where it was, since the
step number seeds the data. The last step writes `examiner.safetensors` (float16). Reads nothing that
any other training made.
"""

import argparse
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from .attributes import ATTRIBUTES
from .augment import augment
from .examiner import WEIGHTS, Examiner, build
from .measure import accuracy, held_out
from .network import ExaminerNetwork
from .pool import fill

BATCH = 64
PEAK = 2e-3
SMOOTHING = 0.03

Pool = tuple[NDArray[np.uint8], NDArray[np.int64]]


def batch(pool: Pool, step: int) -> tuple[Tensor, Tensor]:
    """Pictures (B, 3, 128, 128) in −1..1 and answers (B, attributes); an epoch sees each picture once."""
    pictures, answers = pool
    per_epoch = len(pictures) // BATCH
    epoch, number = divmod(step, per_epoch)
    order = np.random.default_rng(epoch).permutation(len(pictures))
    chosen = np.sort(order[number * BATCH : (number + 1) * BATCH])
    x = torch.from_numpy(pictures[chosen]).float() / 255
    x = augment(x, torch.Generator().manual_seed(step))
    return x * 2 - 1, torch.from_numpy(answers[chosen])


def loss(network: ExaminerNetwork, x: Tensor, answers: Tensor) -> Tensor:
    """The mean over attributes of the cross-entropy where they can be asked."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(x.to(memory_format=torch.channels_last))
    losses = [
        F.cross_entropy(logits[name].float(), answers[:, n], ignore_index=-1, label_smoothing=SMOOTHING)
        for n, name in enumerate(ATTRIBUTES)
        if (answers[:, n] >= 0).any()
    ]
    return torch.stack(losses).mean()


def rate(step: int, steps: int) -> float:
    """Learning rate: a short warm-up, then a half cosine to nearly nothing."""
    return PEAK * min(1.0, (step + 1) / 150) * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def update(average: dict[str, Tensor], network: ExaminerNetwork, step: int) -> None:
    """Let the averaged weights follow the network's."""
    weight = max(0.003, 1 / (step + 1))
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            average[name].lerp_(value, weight)


def train(folder: Path, size: int, steps: int) -> None:
    """Run or resume; checkpoints in `folder` every 100 steps."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    pool = fill(folder, size)
    network = build().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(network.parameters(), betas=(0.9, 0.98), weight_decay=0.02)
    average = {name: value.clone() for name, value in network.state_dict().items()}
    state: dict[str, Any] = {"network": network, "optimizer": optimizer, "average": average}
    first, start = _resume(folder / "last.pt", state), time.time()
    for step in range(first, steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, steps)
        value = loss(network, *batch(pool, step))
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        update(average, network, step)
        if (step + 1) % 100 == 0 or step + 1 == steps:
            pace = (time.time() - start) / (step + 1 - first)
            print(f"{step + 1}/{steps} loss {value.item():.3f} {pace:.2f} s/step", flush=True)
            _save(folder / "last.pt", state, step + 1)
        if (step + 1) % 500 == 0 or step + 1 == steps:
            _report(average)
    save_file({name: value.half().contiguous() for name, value in average.items()}, WEIGHTS)


def _report(average: dict[str, Tensor]) -> None:
    network, scenes = build(), held_out(300)
    network.load_state_dict(average)
    shares = accuracy(Examiner(network), scenes, (scene.picture(256) for scene in scenes))
    print(" ".join(f"{name} {share.value:.3f}" for name, share in shares.items()), flush=True)


def _save(path: Path, state: dict[str, Any], step: int) -> None:
    temporary = path.with_suffix(".tmp")
    parts = {name: part if name == "average" else part.state_dict() for name, part in state.items()}
    torch.save({**parts, "step": step}, temporary)
    temporary.replace(path)


def _resume(path: Path, state: dict[str, Any]) -> int:
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    state["network"].load_state_dict(saved["network"])
    state["optimizer"].load_state_dict(saved["optimizer"])
    state["average"].update(saved["average"])
    return int(saved["step"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains the examiner.")
    parser.add_argument("--pool", type=int, default=30_000, help="scenes to render and learn from")
    parser.add_argument("--steps", type=int, default=2_000, help=f"batches of {BATCH}")
    parser.add_argument("--folder", type=Path, default=Path("runs/examiner"), help="pool and checkpoints")
    arguments = parser.parse_args()
    train(arguments.folder, arguments.pool, arguments.steps)
