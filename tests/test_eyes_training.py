"""The eyes' training: equal to the stock model, loss falls, a stopped run goes on exactly, export loads."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from transformers import AutoProcessor, Qwen2TokenizerFast, Qwen3VLForConditionalGeneration
from triptych.models.pocket.eyes_architecture import SIZE, build_tokenizer
from triptych.models.pocket.eyes_lessons import EyesLessons, Task, corpus
from triptych.models.pocket.eyes_pool import Pool, record, write_shard
from triptych.models.pocket.eyes_scenes import scene_of
from triptych.models.pocket.eyes_stages import export
from triptych.models.pocket.eyes_student import Student
from triptych.models.pocket.optimizers import Plan
from triptych.models.pocket.parallel import Team
from triptych.models.pocket.train_eyes import train

FEW: dict[Task, int] = {"one": 2, "two": 1}


@pytest.fixture(scope="module")
def tokenizer() -> Qwen2TokenizerFast:
    return build_tokenizer(corpus(400))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, tokenizer: Qwen2TokenizerFast) -> Path:
    """A folder with a small pool of renders."""
    folder = tmp_path_factory.mktemp("runs")
    rows = [
        record(scene_of("render", n), np.asarray(scene_of("render", n).picture(SIZE)), n) for n in range(12)
    ]
    write_shard(folder / "pool", "render", 0, rows)
    tokenizer.save_pretrained(folder / "tokenizer")
    return folder


@pytest.mark.parametrize("task", ["one", "two"])
def test_training_computes_what_the_stock_model_computes(
    runs: Path, tokenizer: Qwen2TokenizerFast, task: Task
) -> None:
    batch = EyesLessons(Pool(runs / "pool"), tokenizer, FEW).batch(task, 5000, Random(1))
    torch.manual_seed(0)
    student = Student(tokenizer)
    pictures = len(batch.patches)
    pixels = batch.patches.view(-1, 3, 1, 256).expand(-1, -1, 2, -1).reshape(pictures * 64, -1)
    with torch.no_grad(), torch.compiler.set_stance("force_eager"):
        ours = student.eyes.lm_head(student.read(batch, *student.see(batch.patches)))
        stock = student.eyes(
            input_ids=batch.input_ids,
            attention_mask=batch.mask,
            position_ids=batch.positions,
            pixel_values=pixels,
            image_grid_thw=torch.tensor([[1, 8, 8]] * pictures),
        ).logits
    assert torch.allclose(ours, stock, atol=1e-4)


def test_positions_are_those_of_the_stock_model(runs: Path, tokenizer: Qwen2TokenizerFast) -> None:
    batch = EyesLessons(Pool(runs / "pool"), tokenizer, FEW).batch("two", 0, Random(1))
    eyes = Student(tokenizer).eyes
    picture = (batch.input_ids == eyes.config.image_token_id).int()
    first = slice(0, 145)  # both pictures and the beginning of the first question
    positions, _ = eyes.model.get_rope_index(
        batch.input_ids[:, first], picture[:, first], torch.tensor([[1, 8, 8]] * 2)
    )
    assert torch.equal(positions, batch.positions[..., first])


def test_the_loss_falls_on_a_handful_of_lessons(runs: Path, tokenizer: Qwen2TokenizerFast) -> None:
    batch = EyesLessons(Pool(runs / "pool"), tokenizer, FEW).batch("one", 0, Random(1))
    torch.manual_seed(0)
    student = Student(tokenizer)
    optimizer = torch.optim.AdamW(student.parameters(), lr=3e-3)
    losses = []
    with torch.compiler.set_stance("force_eager"):
        for _ in range(12):
            answers, auxiliary, _ = student.loss(batch)
            optimizer.zero_grad()
            (answers + auxiliary).backward()
            optimizer.step()
            losses.append(answers.item())
    assert losses[-1] < 0.5 * losses[0]


@pytest.mark.filterwarnings("ignore:Mismatch dtype between input and weight:UserWarning")
def test_a_stopped_run_goes_on_exactly_and_is_exported(
    runs: Path, tokenizer: Qwen2TokenizerFast, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("straight", "stopped")]
    for folder in folders:
        folder.mkdir()
        for part in ("pool", "tokenizer"):
            (folder / part).symlink_to(runs / part)
    straight, stopped = folders
    with torch.compiler.set_stance("force_eager"):
        train(straight, Plan(2), tokenizer, Team(), FEW)
        train(stopped, Plan(1), tokenizer, Team(), FEW)
        train(stopped, Plan(2), tokenizer, Team(), FEW)
    one, two = (torch.load(folder / "eyes.pt", weights_only=True) for folder in folders)
    assert one["step"] == two["step"] == 2
    assert all(torch.equal(one["model"][name], two["model"][name]) for name in one["model"])
    assert all(torch.equal(one["average"][name], two["average"][name]) for name in one["average"])

    export(straight, tmp_path / "weights")
    assert (tmp_path / "weights" / "model.safetensors").stat().st_size < 10_000_000
    eyes = Qwen3VLForConditionalGeneration.from_pretrained(tmp_path / "weights")
    AutoProcessor.from_pretrained(tmp_path / "weights")
    name = "model.language_model.norm.weight"
    assert torch.allclose(eyes.state_dict()[name].float(), one["average"][f"eyes.{name}"], atol=0.01)
