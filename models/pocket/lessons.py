"""Groups of scenes as latents on disk, and batches of lessons from them.

A shard holds some hundred groups: what the VAE makes of their pictures, and who covers which token
(for the auxiliary loss). Sentences are made anew each time, so a group never says the same twice.
Knows the VAE and the tokenizer; knows no optimiser.
"""

from dataclasses import dataclass
from functools import lru_cache
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
from .tasks import Lesson, Task, lesson, random_group
from .words import CLOTHES, COLORS, KINDS, PLACES, STYLES, THINGS
from .world import Scene

Real = TypeVar("Real", np.float16, np.float32)
TOKENS = 64
SIDE = 8
LABELS = len(KINDS) + 2 * len(COLORS) + 2 + len(THINGS) + len(COLORS) + 4 + len(PLACES) + len(STYLES)
SHARD = 128
THING_WEIGHT = 4.0
BATCH: dict[Task, int] = {"sentence": 64, "edit": 40, "again": 40, "together": 28, "panels": 24}
SHARE: dict[Task, float] = {"sentence": 0.6, "edit": 0.13, "again": 0.13, "together": 0.05, "panels": 0.09}


@lru_cache(maxsize=4096)
def group_of(seed: int) -> tuple[Scene, ...]:
    """The scenes of group `seed`; the same on every machine."""
    return random_group(Random(f"group {seed}"))


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


def coverage(scene: Scene) -> NDArray[np.uint8]:
    """(3, 64): how much (0..255) of each token the first and second character and the thing cover."""
    out = np.zeros((3, TOKENS), np.uint8)
    people = 0
    for name, mask in scene.masks(64).items():
        part = mask.reshape(SIDE, 8, SIDE, 8).mean((1, 3)).reshape(-1) * 255
        if name.split(" ")[0] in KINDS:
            slot = people if scene.count == 1 else 0
            people += 1
        else:
            slot = 2
        out[slot] = np.maximum(out[slot], part.astype(np.uint8))
    return out


def labels(scene: Scene, cover: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(64, LABELS) in 0..1: what each token shows."""
    people = np.zeros((3, len(KINDS) + 2 * len(COLORS) + 2), np.float32)
    for slot, person in enumerate(scene.characters):
        people[slot, KINDS.index(person.kind)] = 1
        people[slot, len(KINDS) + COLORS.index(person.color)] = 1
        if person.clothing != "none" and person.clothing_color is not None:
            base = len(KINDS) + len(COLORS)
            people[slot, base + CLOTHES.index(person.clothing) - 1] = 1
            people[slot, base + 2 + COLORS.index(person.clothing_color)] = 1
    thing = np.zeros(len(THINGS) + len(COLORS) + 4, np.float32)
    if scene.thing is not None:
        thing[THINGS.index(scene.thing.kind)] = 1
        thing[len(THINGS) + COLORS.index(scene.thing.color)] = 1
        thing[len(THINGS) + len(COLORS) + scene.thing.count - 1] = 1
    setting = np.zeros(len(PLACES) + len(STYLES), np.float32)
    setting[PLACES.index(scene.place)] = setting[len(PLACES) + STYLES.index(scene.style)] = 1
    share = cover.astype(np.float32) / 255
    return np.concatenate(
        [
            share.T[:, :2] @ people[:2],
            share[2][:, None] * thing,
            np.broadcast_to(setting, (TOKENS, len(setting))),
        ],
        axis=1,
    )


def weight(cover: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(64,) from 1: what each token counts in the loss.

    A thing covers three tokens of 64 in a third of the pictures; unweighted, the painter learns its
    colour and place but not its shape.
    """
    share = cover[2].astype(np.float32) / 255
    heavier: NDArray[np.float32] = 1 + THING_WEIGHT * np.minimum(1, 2 * share)
    return heavier


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


class Lessons:
    """All shards of a folder, memory-mapped into one array as they appear."""

    def __init__(self, folder: Path, tokenizer: Qwen2TokenizerFast) -> None:
        self.folder, self.tokenizer = folder, tokenizer
        self.latents: list[NDArray[np.float16]] = []
        self.cover: list[NDArray[np.uint8]] = []
        self.refresh()

    def refresh(self) -> None:
        """Take in shards written since the last look, in order."""
        while (path := self.folder / f"shard-{len(self.latents):05}.npz").exists():
            with np.load(path) as shard:
                self.latents.append(shard["latents"])
                self.cover.append(shard["cover"])

    def batch(self, task: Task, rng: Random) -> Batch:
        """Lessons of one shape; `rng` decides groups, sentences and what is dropped."""
        grid = rng.choice(((1, 2), (1, 2), (2, 1), (1, 3), (2, 2))) if task == "panels" else (1, 1)
        size = BATCH[task] * 2 // (grid[0] * grid[1]) if task == "panels" else BATCH[task]
        seeds = [rng.randrange(len(self.latents) * SHARD) for _ in range(size)]
        lessons = [lesson(group_of(seed), task, rng, *grid) for seed in seeds]
        prompts = ["" if rng.random() < 0.1 else item.prompt for item in lessons]
        text = [f"<|im_start|>{prompt}<|im_end|>" for prompt in prompts]
        length = text_length(max(map(len, self.tokenizer(text)["input_ids"])))
        tokens = self.tokenizer(
            text, padding="max_length", max_length=length, truncation=True, return_tensors="pt"
        )
        canvases = [self._canvas(seed, item) for seed, item in zip(seeds, lessons, strict=True)]
        references = [
            [self._latent(seed, k) for k in item.references]
            for seed, item in zip(seeds, lessons, strict=True)
        ]
        return Batch(
            target=torch.from_numpy(np.stack([latent for latent, _, _ in canvases])).float(),
            weights=torch.from_numpy(np.stack([weight for _, weight, _ in canvases])),
            references=torch.from_numpy(np.stack([np.concatenate(r) for r in references])).float()
            if references[0]
            else torch.zeros(size, 0, 128),
            labels=torch.from_numpy(np.stack([label for _, _, label in canvases])),
            input_ids=tokens["input_ids"],
            attention_mask=tokens["attention_mask"],
            image_ids=position_ids(SIDE * grid[0], SIDE * grid[1], len(references[0])),
        )

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
