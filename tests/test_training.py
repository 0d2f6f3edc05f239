"""The painter's training: what a batch holds, and that a stopped run goes on exactly."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from transformers import Qwen2TokenizerFast
from triptych.models import catalog
from triptych.models.card import folder_of
from triptych.models.pocket.adopting import adopt_painter
from triptych.models.pocket.coverage import LABELS, coverage, labels
from triptych.models.pocket.lessons import SHARD, Lessons, text_length
from triptych.models.pocket.optimizers import Plan
from triptych.models.pocket.parallel import Team
from triptych.models.pocket.tasks import GROUP, Task, group_of
from triptych.models.pocket.train_painter import train
from triptych.models.pocket.words import COLORS, KINDS, PLACES, STYLES
from triptych.models.pocket.world import Character, Scene, Thing


@pytest.fixture(scope="module")
def tokenizer() -> Qwen2TokenizerFast:
    return Qwen2TokenizerFast.from_pretrained(f"{folder_of(catalog.card('pocket'))}/tokenizer")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one shard; noise instead of latents, which training does not mind."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "shards").mkdir()
    rng = np.random.default_rng(0)
    latents = rng.standard_normal((SHARD, GROUP, 64, 128), np.float32).astype(np.float16)
    cover = rng.integers(0, 255, (SHARD, GROUP, 3, 64)).astype(np.uint8)
    np.savez(folder / "shards" / "shard-00000.npz", latents=latents, cover=cover)
    return folder


@pytest.mark.parametrize(
    ("task", "references"), [("sentence", 0), ("edit", 64), ("again", 64), ("together", 128), ("panels", 0)]
)
def test_a_batch_has_one_shape(
    runs: Path, tokenizer: Qwen2TokenizerFast, task: Task, references: int
) -> None:
    batch = Lessons(runs / "shards", tokenizer).batch(task, Random(3))
    size, tokens, channels = batch.target.shape
    assert channels == 128
    assert batch.references.shape[1] == references
    assert batch.labels.shape == (size, tokens, LABELS)
    assert batch.image_ids.shape == (references + tokens, 4)
    assert batch.input_ids.shape[1] in (48, 80, 112, 144)
    assert (tokens > 64) == (task == "panels")


def test_a_batch_is_decided_by_its_seed(runs: Path, tokenizer: Qwen2TokenizerFast) -> None:
    lessons = Lessons(runs / "shards", tokenizer)
    one, two, other = (lessons.batch("edit", Random(seed)) for seed in (1, 1, 2))
    assert torch.equal(one.target, two.target)
    assert torch.equal(one.input_ids, two.input_ids)
    assert not torch.equal(one.target, other.target)


def test_groups_are_the_same_everywhere() -> None:
    assert group_of(5) == group_of(5)
    assert group_of(5) != group_of(6)


def test_labels_say_what_each_token_shows() -> None:
    cat = Character(kind="cat", color="red")
    thing = Thing(kind="star", color="blue")
    scene = Scene(place="night", characters=(cat,), thing=thing, relation="left", spot="right")
    cover = coverage(scene)
    grid = labels(scene, cover).reshape(8, 8, LABELS)
    assert grid[6, 5, KINDS.index("cat")] > 0.9
    assert grid[6, 5, len(KINDS) + COLORS.index("red")] > 0.9
    assert grid[6, 5, KINDS.index("dog")] == 0
    assert grid[0, 0, : len(KINDS)].sum() == 0
    assert cover[2].reshape(8, 8)[:, :3].sum() > 0
    assert cover[2].reshape(8, 8)[:, 5:].sum() == 0
    setting = grid[0, 0, -len(PLACES) - len(STYLES) :]
    assert setting[PLACES.index("night")] == 1
    assert setting.sum() == 2


def test_text_is_padded_to_a_trained_length() -> None:
    assert [text_length(n) for n in (1, 48, 49, 144, 400)] == [48, 48, 80, 144, 144]


def test_rates_rise_hold_and_fall() -> None:
    plan = Plan(steps=1000, decay=200)
    assert plan.scale(0) == pytest.approx(0.01)
    assert plan.scale(500) == 1
    assert plan.scale(900) == pytest.approx(0.5)
    assert plan.scale(500, began=500) == pytest.approx(0.01)


@pytest.mark.filterwarnings("ignore:Mismatch dtype between input and weight:UserWarning")
def test_adopted_weights_go_on_without_their_optimizers(
    runs: Path, tokenizer: Qwen2TokenizerFast, tmp_path: Path
) -> None:
    (tmp_path / "shards").symlink_to(runs / "shards")
    with torch.compiler.set_stance("force_eager"):
        adopt_painter(tmp_path, 300)
        adopted = torch.load(tmp_path / "painter.pt", weights_only=True)
        train(tmp_path, Plan(301), tokenizer, Team())
    trained = torch.load(tmp_path / "painter.pt", weights_only=True)
    assert (trained["step"], trained["began"]) == (301, 300)
    name = "transformer.x_embedder.weight"
    apart = (trained["model"][name] - adopted["model"][name]).abs().max()
    assert 0 < apart < 2e-4  # a hundredth of the rate, at first


@pytest.mark.filterwarnings("ignore:Mismatch dtype between input and weight:UserWarning")
def test_a_stopped_run_goes_on_exactly(runs: Path, tokenizer: Qwen2TokenizerFast, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("straight", "stopped")]
    for folder in folders:
        folder.mkdir()
        (folder / "shards").symlink_to(runs / "shards")
    straight, stopped = folders
    with torch.compiler.set_stance("force_eager"):
        train(straight, Plan(2), tokenizer, Team())
        train(stopped, Plan(1), tokenizer, Team())
        train(stopped, Plan(2), tokenizer, Team())
    one, two = (torch.load(folder / "painter.pt", weights_only=True) for folder in folders)
    assert one["step"] == two["step"] == 2
    assert all(torch.equal(one["model"][name], two["model"][name]) for name in one["model"])
    assert all(torch.equal(one["average"][name], two["average"][name]) for name in one["average"])
