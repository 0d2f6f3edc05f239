"""Batches for the eyes: pictures of the pool with everything that is asked about them. Knows no model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import Qwen2TokenizerFast

from .. import questions
from .coverage import LABELS as PLAIN_LABELS
from .coverage import labels as plain_labels
from .description import DESCRIBE, Flaws, SceneDescription, describe
from .eyes_architecture import PATCH, SIDE, SIZE
from .eyes_augment import augment
from .eyes_flaws import ask_flaws, flawed
from .eyes_packing import TOKENS, Branch, Packer
from .eyes_pool import Pool
from .eyes_questions import ask
from .eyes_scenes import Source, other_of, scene_of
from .world import Scene

Task = Literal["one", "two"]

LABELS = PLAIN_LABELS + 2
ROWS: dict[Task, int] = {"one": 48, "two": 24}
LENGTH: dict[Task, int] = {"one": 256, "two": 192}
SHARE: dict[Task, float] = {"one": 0.88, "two": 0.12}
SOURCES: dict[Source, float] = {"render": 0.4, "decoded": 0.1, "painted": 0.38, "blended": 0.12}
MOST_SHIFT = 4
YES_NO_WEIGHT = 3.0
EARLY = 600
"""Up to this step every picture is described; later half of them, and the rest is questions."""


@dataclass(frozen=True)
class Seen:
    """A picture as drawn from the pool, a little shifted: pixels (3, 128, 128) uint8.

    `other` is the second scene of a blend.
    """

    scene: Scene
    other: Scene | None
    pixels: NDArray[np.uint8]
    boxes: NDArray[np.int64]
    cover: NDArray[np.uint8]

    def description(self) -> SceneDescription:
        """The truth."""
        return describe(self.scene, self.boxes.tolist())


@dataclass(frozen=True)
class Batch:
    """Pictures (P, 64, 768) in −1..1 with `labels` (P, 64, LABELS); rows of tokens (B, L).

    `targets` are the next tokens, −100 where none is learnt; `positions` (3, B, L); `mask` (B, 1, L, L)
    is 0 where a token may look and very negative elsewhere. P is B, or 2 B with two pictures a row.
    """

    patches: Tensor
    labels: Tensor
    input_ids: Tensor
    targets: Tensor
    weights: Tensor
    positions: Tensor
    mask: Tensor


class EyesLessons:
    """Lessons from a pool of pictures."""

    def __init__(self, pool: Pool, tokenizer: Qwen2TokenizerFast, count: Mapping[Task, int] = ROWS) -> None:
        self.pool, self.count = pool, count
        self.packer = Packer(tokenizer)

    def batch(self, task: Task, step: int, rng: Random) -> Batch:
        """`rng` decides pictures, questions and how pictures are changed; `step` what is asked most."""
        if task == "one":
            pictures = [self._picture(rng) for _ in range(self.count[task])]
            rows = [branches(picture, step, rng) for picture in pictures]
        else:
            pairs = [self._pair(rng) for _ in range(self.count[task])]
            pictures = [picture for pair in pairs for picture in pair]
            rows = [comparisons(*pair) for pair in pairs]
        tokens = self.packer.pack(rows, LENGTH[task], len(pictures) // len(rows))
        pixels = torch.from_numpy(np.stack([picture.pixels for picture in pictures])).float() / 255
        pixels = augment(pixels, torch.Generator().manual_seed(rng.getrandbits(40)))
        truth = np.stack([labels(picture) for picture in pictures])
        return Batch(patchify(pixels * 2 - 1), torch.from_numpy(truth), *tokens)

    def _source(self, rng: Random, but: Source | None = None) -> Source:
        there = [source for source in self.pool.sources() if source != but]
        return rng.choices(there, [SOURCES[source] for source in there])[0]

    def _picture(self, rng: Random) -> Seen:
        """Half of those without several things are drawn again: counting is learnt last."""
        while True:
            source = self._source(rng)
            shard, index = self.pool.draw(source, rng)
            picture = seen(source, shard[index], rng)
            thing = picture.scene.thing
            if (thing is not None and thing.count > 1) or rng.random() < 0.5:
                return picture

    def _pair(self, rng: Random) -> tuple[Seen, Seen]:
        """Two pictures of one lone character each: neighbours in the pool, which often are alike."""
        while True:
            source = self._source(rng, but="blended")
            shard, index = self.pool.draw(source, rng)
            other = self._partner(source, index, len(shard), rng)
            one, two = seen(source, shard[index], rng), seen(source, shard[other], rng)
            if _alone(one.scene) and _alone(two.scene):
                return (one, two) if rng.random() < 0.5 else (two, one)

    def _partner(self, source: Source, index: int, count: int, rng: Random) -> int:
        if rng.random() < 0.1:
            return rng.randrange(count)
        if source == "render":
            return index ^ 1
        group = index - index % 8
        return group + rng.choice((0, 1, 2, 3, 4))


def _alone(scene: Scene) -> bool:
    return len(scene.characters) == 1 and scene.count == 1


def seen(source: Source, record: Any, rng: Random) -> Seen:
    """A record of the pool, shifted by some pixels; its boxes follow."""
    dx, dy = rng.randint(-MOST_SHIFT, MOST_SHIFT), rng.randint(-MOST_SHIFT, MOST_SHIFT)
    padded = np.pad(record["pixels"], ((0, 0), (MOST_SHIFT,) * 2, (MOST_SHIFT,) * 2), mode="edge")
    top, left = MOST_SHIFT - dy, MOST_SHIFT - dx
    pixels = padded[:, top : top + SIZE, left : left + SIZE]
    move = np.array([dx, dy, dx, dy]) * 100 / SIZE
    boxes = (record["boxes"] + move).round().clip(0, 100).astype(np.int64)
    seed = int(record["seed"])
    return Seen(scene_of(source, seed), other_of(source, seed), pixels, boxes, record["cover"])


def labels(picture: Seen) -> NDArray[np.float32]:
    """(64, LABELS) in 0..1: what each token shows, and where who stands there looks; a blend half of each."""
    shown = [scene for scene in (picture.scene, picture.other) if scene is not None]
    mean: NDArray[np.float32] = np.mean([_labels(s, picture.cover) for s in shown], axis=0, dtype=np.float32)
    return mean


def _labels(scene: Scene, cover: NDArray[np.uint8]) -> NDArray[np.float32]:
    facing = np.zeros((2, 2), np.float32)
    for slot, person in enumerate(scene.characters):
        facing[slot, ("left", "right").index(person.facing)] = 1
    share = cover[:2].astype(np.float32).T / 255
    return np.concatenate([plain_labels(scene, cover), share @ facing], axis=1)


def patchify(pixels: Tensor) -> Tensor:
    """(P, 3, 128, 128) → (P, 64, 768): rows of patches, each as channel, row, column."""
    cut = pixels.view(-1, 3, SIDE, PATCH, SIDE, PATCH)
    patches: Tensor = cut.permute(0, 2, 4, 1, 3, 5).reshape(len(pixels), TOKENS, -1)
    return patches


def branches(picture: Seen, step: int, rng: Random) -> list[Branch]:
    """What is asked of one picture; the last ones are left away where a row is full.

    What a blend shows is not described, only asked about.
    """
    if picture.other is not None:
        told = ask(picture.scene, 16, rng, picture.other)
        return [_yes_no(text, answer, ended=k == 0) for k, (text, answer) in enumerate(told)]
    asked = []
    if step < EARLY or rng.random() < 0.5:
        asked.append(Branch(DESCRIBE, picture.description().model_dump_json()))
    if step >= EARLY and rng.random() < 0.25:
        prompt, wrong = flawed(picture.scene, rng)
        asked.append(Branch(ask_flaws(prompt), Flaws(wrong=tuple(wrong)).model_dump_json()))
    told = ask(picture.scene, 16 if not asked else 9, rng)
    return asked + [_yes_no(text, answer, ended=k == 0) for k, (text, answer) in enumerate(told)]


def comparisons(one: Seen, two: Seen) -> list[Branch]:
    """What is asked of two pictures of one character each."""
    who = [picture.scene.characters[0].model_copy(update={"facing": "left"}) for picture in (one, two)]
    return [
        _yes_no(questions.SAME_CHARACTER, who[0] == who[1]),
        _yes_no(questions.SAME_STYLE, one.scene.style == two.scene.style),
    ]


def _yes_no(prompt: str, answer: bool, ended: bool = True) -> Branch:
    return Branch(prompt, "yes" if answer else "no", YES_NO_WEIGHT, ended)


def corpus(count: int = 3000) -> Iterator[str]:
    """Texts of the lessons, for the tokenizer."""
    rng = Random("eyes tokenizer")
    yield from ("user\n", "assistant\n", "yes", "no", questions.SAME_CHARACTER, questions.SAME_STYLE) * count
    for seed in range(count):
        scene = scene_of("render", seed)
        picture = describe(scene, [[rng.randint(0, 100) for _ in range(4)] for _ in range(4)])
        prompt, wrong = flawed(scene, rng)
        yield from (DESCRIBE, picture.model_dump_json())
        yield from (ask_flaws(prompt), Flaws(wrong=tuple(wrong)).model_dump_json())
        yield from (text for text, _ in ask(scene, 6, rng))
