"""Groups of scenes as latents on disk, and batches of lessons from them.

A shard holds some hundred groups: what the VAE makes of their pictures, and who covers which token
(for the auxiliary loss). Sentences are made anew each time, so a group never says the same twice.
Knows the VAE and the tokenizer; knows no optimiser.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
import torch
from diffusers import AutoencoderKLFlux2
from numpy.typing import NDArray
from torch import Tensor
from transformers import Qwen2TokenizerFast

from ..causal_references import positions
from ..latents import encode
from .captions import caption
from .control_lessons import ControlExample, Controls, say_tries
from .controls import View
from .coverage import SIDE, TOKENS, coverage, labels, weight
from .tasks import GROUP, Lesson, Task, group_of, lesson

Real = TypeVar("Real", np.float16, np.float32)
SHARD = 128
BATCH: dict[Task, int] = {
    "sentence": 64,
    "edit": 40,
    "again": 40,
    "together": 28,
    "panels": 24,
    "boxes": 40,
    "edges": 40,
    "restore": 40,
    "correct": 40,
    "reflect": 28,
}
WRONG: tuple[Task, ...] = ("correct", "reflect")
SHOWN: dict[Task, View] = {"boxes": "boxes", "edges": "edges", "restore": "degraded"}
SHARE: dict[Task, float] = {
    "sentence": 0.27,
    "edit": 0.20,
    "again": 0.10,
    "together": 0.05,
    "panels": 0.04,
    "boxes": 0.16,
    "edges": 0.03,
    "restore": 0.04,
    "correct": 0.05,
    "reflect": 0.06,
}


def write_shard(folder: Path, index: int, vae: AutoencoderKLFlux2) -> None:
    """Draw and encode groups `index * SHARD` and following; does nothing where the shard exists."""
    path = folder / f"shard-{index:05}.npz"
    if path.exists():
        return
    latents, cover = [], []
    for seed in range(index * SHARD, (index + 1) * SHARD):
        group = group_of(seed)
        with torch.autocast("cpu", torch.bfloat16):
            latents.append(encode(vae, [scene.picture(256) for scene in group]).half().numpy())
        cover.append([coverage(scene) for scene in group])
    temp = path.with_suffix(".tmp.npz")
    np.savez(temp, latents=np.stack(latents), cover=np.asarray(cover, np.uint8))
    temp.replace(path)


@dataclass(frozen=True)
class Batch:
    """`target` (B, N, 128), `weights` (B, N), `references` (B, R·64, 128), `labels` (B, N, LABELS),
    token ids (B, L)."""

    target: Tensor
    weights: Tensor
    references: Tensor
    labels: Tensor
    input_ids: Tensor
    attention_mask: Tensor
    image_ids: Tensor


@dataclass(frozen=True)
class Example:
    """A row: `references` (R·64, 128), `target` (N, 128), `weights` (N,), `labels` (N, LABELS)."""

    prompt: str
    references: NDArray[np.float16]
    target: NDArray[np.float16]
    weights: NDArray[np.float32]
    labels: NDArray[np.float32]


class Lessons:
    """All shards of a folder, memory-mapped into one array as they appear."""

    def __init__(self, folder: Path, tokenizer: Qwen2TokenizerFast) -> None:
        self.folder, self.tokenizer = folder, tokenizer
        self.latents: list[NDArray[np.float16]] = []
        self.cover: list[NDArray[np.uint8]] = []
        self.controls = Controls(folder)
        self.refresh()

    def refresh(self) -> None:
        """Take in shards written since the last look, in order."""
        self.controls.refresh()
        while (path := self.folder / f"shard-{len(self.latents):05}.npz").exists():
            with np.load(path) as shard:
                self.latents.append(shard["latents"])
                self.cover.append(shard["cover"])

    def shares(self) -> dict[Task, float]:
        """How often each task is learnt, of those that there are shards for."""
        there = {
            task: bool(self.controls.wrong if task in WRONG else self.controls.views)
            for task in (*SHOWN, *WRONG)
        }
        return {task: share for task, share in SHARE.items() if there.get(task, True)}

    def batch(self, task: Task, rng: Random) -> Batch:
        """Lessons of one shape; `rng` decides groups, sentences and what is dropped."""
        grid = rng.choice(((1, 2), (1, 2), (2, 1), (1, 3), (2, 2))) if task == "panels" else (1, 1)
        size = BATCH[task] * 2 // (grid[0] * grid[1]) if task == "panels" else BATCH[task]
        tries = rng.choice((1, 2, 3)) if task == "reflect" else 1
        examples = [self._example(task, rng, grid, tries) for _ in range(size)]
        prompts = ["" if rng.random() < 0.1 else example.prompt for example in examples]
        text = [f"<|im_start|>{prompt}<|im_end|>" for prompt in prompts]
        length = text_length(max(map(len, self.tokenizer(text)["input_ids"])))
        tokens = self.tokenizer(
            text, padding="max_length", max_length=length, truncation=True, return_tensors="pt"
        )
        references = np.stack([example.references for example in examples])
        return Batch(
            target=torch.from_numpy(np.stack([example.target for example in examples])).float(),
            weights=torch.from_numpy(np.stack([example.weights for example in examples])),
            references=torch.from_numpy(references).float(),
            labels=torch.from_numpy(np.stack([example.labels for example in examples])),
            input_ids=tokens["input_ids"],
            attention_mask=tokens["attention_mask"],
            image_ids=position_ids(SIDE * grid[0], SIDE * grid[1], references.shape[1] // TOKENS),
        )

    def _example(self, task: Task, rng: Random, grid: tuple[int, int], tries: int) -> "Example":
        if view := SHOWN.get(task):
            return self._seen(self.controls.view(view, rng))
        if task in WRONG:
            return self._corrected(task, tries, rng)
        seed = rng.randrange(len(self.latents) * SHARD)
        return self._from_group(seed, lesson(group_of(seed), task, rng, *grid))

    def _seen(self, shown: ControlExample) -> "Example":
        return Example(
            shown.prompt, shown.reference, shown.target, weight(shown.cover), labels(shown.scene, shown.cover)
        )

    def _corrected(self, task: Task, tries: int, rng: Random) -> "Example":
        """One flawed picture with its advice alone, or several with the whole prompt (Reflect-DiT)."""
        number, advice, flawed = self.controls.flawed(tries, rng)
        group, member = divmod(number, GROUP)
        prompt = advice[0]
        if task == "reflect":
            prompt = say_tries(caption(group_of(group)[member], rng), advice)
        example = self._from_group(group, Lesson((member,), (), prompt))
        return replace(example, references=flawed)

    def _from_group(self, seed: int, item: Lesson) -> "Example":
        target, weights, shown = self._canvas(seed, item)
        references = [self._latent(seed, member) for member in item.references]
        none = np.zeros((0, target.shape[-1]), np.float16)
        return Example(item.prompt, np.concatenate([none, *references]), target, weights, shown)

    def _latent(self, seed: int, member: int) -> NDArray[np.float16]:
        latent: NDArray[np.float16] = self.latents[seed // SHARD][seed % SHARD, member]
        return latent

    def _canvas(
        self, seed: int, item: Lesson
    ) -> tuple[NDArray[np.float16], NDArray[np.float32], NDArray[np.float32]]:
        """Latents, weights and labels of one example's target."""
        group = group_of(seed)
        cover = self.cover[seed // SHARD][seed % SHARD]
        latents = _stitch([self._latent(seed, k) for k in item.panels], item)
        weights = _stitch([weight(cover[k])[:, None] for k in item.panels], item)[:, 0]
        return latents, weights, _stitch([labels(group[k], cover[k]) for k in item.panels], item)


def _stitch(panels: list[NDArray[Real]], item: Lesson) -> NDArray[Real]:
    """Panels of (64, C) → one canvas of (64 · rows · columns, C), row by row."""
    grid = np.stack(panels).reshape(item.rows, item.columns, SIDE, SIDE, -1)
    return grid.transpose(0, 2, 1, 3, 4).reshape(TOKENS * len(panels), -1)


TEXT_LENGTHS = (48, 80, 112, 144)


def text_length(tokens: int) -> int:
    """The length a prompt of so many tokens is padded to; the model saw no other."""
    return next((length for length in TEXT_LENGTHS if tokens <= length), TEXT_LENGTHS[-1])


def position_ids(rows: int, columns: int, references: int) -> Tensor:
    """(R·64 + rows·columns, 4) int64: (t, h, w, l), references at t = 10, 20 …, the target at 0."""
    parts = [positions(SIDE, SIDE, n) for n in range(1, references + 1)]
    return torch.cat([*parts, positions(rows, columns)])
