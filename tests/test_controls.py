"""Boxes, outlines, spoilt and flawed pictures: what the painter is shown, and the lessons made of it."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from diffusers import AutoencoderKLFlux2
from PIL import Image
from transformers import Qwen2TokenizerFast
from triptych.models import catalog
from triptych.models.card import folder_of
from triptych.models.edges import edges_of
from triptych.models.pocket.control_lessons import (
    RECORDS,
    Controls,
    can_be_said,
    say_correction,
    write_controls,
)
from triptych.models.pocket.controls import (
    BOX_COLORS,
    VIEWS,
    View,
    boxes_in_order,
    boxes_picture,
    placed_scene,
    say_view,
    view_of,
)
from triptych.models.pocket.coverage import LABELS
from triptych.models.pocket.eyes_scenes import other_of, scene_of
from triptych.models.pocket.lessons import SHARD, Lessons
from triptych.models.pocket.tasks import GROUP, Task
from triptych.models.pocket.words import NOUNS
from triptych.models.pocket.world import Character, Scene, Thing


def psnr(one: Image.Image, other: Image.Image) -> float:
    error = np.mean((np.asarray(one, np.float64) - np.asarray(other)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


@pytest.mark.parametrize("seed", range(40))
def test_figures_stand_anywhere_inside_and_are_all_seen(seed: int) -> None:
    scene = placed_scene(seed)
    boxes = boxes_in_order(scene)
    assert len(boxes) == len(scene.characters) + (scene.thing.count if scene.thing else 0)
    for left, top, right, bottom in boxes.values():
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
    assert placed_scene(seed) == scene


@pytest.mark.parametrize("seed", range(60))
def test_of_two_the_first_stands_left_as_captions_say(seed: int) -> None:
    scene = placed_scene(seed)
    items = {item.label: item.x for item in scene._items()}
    if len(scene.characters) == 2:
        assert items[1] <= items[2]


def test_figures_stand_in_many_places() -> None:
    lefts = [box[0] for seed in range(40) for box in boxes_in_order(placed_scene(seed)).values()]
    assert np.std(lefts) > 0.15


@pytest.mark.parametrize("seed", range(40))
def test_the_nth_description_is_of_the_nth_box(seed: int) -> None:
    scene = placed_scene(seed)
    said = say_view(scene, "boxes", Random(seed)).removeprefix("boxes: ").split(". ")[0].split("; ")
    names = [name.split(" ")[0] for name in boxes_in_order(scene)]
    assert len(said) == len(names)
    for phrase, name in zip(said, names, strict=True):
        assert any(noun in phrase.lower() for noun in NOUNS[name]), (phrase, name)


def test_boxes_are_painted_in_their_order() -> None:
    image = boxes_picture([(0, 0, 0.5, 0.5), (0.25, 0.25, 1, 1)], size=8)
    assert image.getpixel((0, 0)) == tuple(bytes.fromhex(BOX_COLORS[0][1:]))
    assert image.getpixel((3, 3)) == tuple(bytes.fromhex(BOX_COLORS[1][1:]))
    assert image.getpixel((7, 0)) != image.getpixel((0, 0))


def test_outlines_are_where_colours_meet() -> None:
    image = Image.new("RGB", (16, 16), "white")
    image.paste("red", (8, 0, 16, 16))
    edges = np.asarray(edges_of(image).convert("L"))
    assert (edges[:, 7:9] == 255).all()
    assert (edges[:, :6] == 0).all()
    assert (edges[:, 10:] == 0).all()


@pytest.mark.parametrize("seed", range(12))
def test_a_spoilt_picture_is_worse_yet_like_it(seed: int) -> None:
    scene = placed_scene(seed)
    assert 12 < psnr(view_of(scene, "degraded", Random(seed)), scene.picture(256)) < 38


def test_corrections_name_what_the_scene_shows() -> None:
    cat = Character(kind="cat", color="red", clothing="hat", clothing_color="blue")
    scene = Scene(place="snow", characters=(cat,), thing=Thing(kind="star", color="pink", count=3))
    fewer = scene.model_copy(update={"thing": Thing(kind="star", color="pink", count=2)})
    assert "star" in say_correction(scene, fewer, Random(1))
    assert any(word in say_correction(scene, fewer, Random(1)) for word in ("three", "3"))
    bare = scene.model_copy(update={"characters": (Character(kind="cat", color="red"),)})
    assert any(noun in say_correction(scene, bare, Random(2)) for noun in NOUNS["hat"])
    assert not can_be_said(
        scene, scene.model_copy(update={"characters": (Character(kind="dog", color="red"),)})
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a shard of each sort; noise instead of latents."""
    folder = tmp_path_factory.mktemp("shards")
    rng = np.random.default_rng(0)

    def noise(*shape: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float16]]":
        return rng.standard_normal((*shape, 64, 128), np.float32).astype(np.float16)

    cover = np.zeros((SHARD, GROUP, 3, 64), np.uint8)
    np.savez(folder / "shard-00000.npz", latents=noise(SHARD, GROUP), cover=cover)
    views: dict[str, Any] = {name: noise(RECORDS) for name in ("target", *VIEWS)}
    np.savez(folder / "control-00000.npz", cover=cover.reshape(-1, 3, 64)[:RECORDS], **views)
    pairs = {
        (n, turn): (scene_of("blended", n), other_of("blended", n, turn))
        for n in range(60)
        for turn in range(2)
    }
    able = [one for one, (scene, other) in pairs.items() if other is not None and can_be_said(scene, other)]
    np.savez(folder / "flawed-00000.npz", tries=np.asarray(able), latents=noise(len(able)))
    return folder


@pytest.fixture(scope="module")
def tokenizer() -> Qwen2TokenizerFast:
    return Qwen2TokenizerFast.from_pretrained(f"{folder_of(catalog.card('pocket'))}/tokenizer")


@pytest.mark.parametrize("task", ["boxes", "edges", "restore", "correct"])
def test_a_batch_shows_one_reference_and_its_picture(
    runs: Path, tokenizer: Qwen2TokenizerFast, task: Task
) -> None:
    batch = Lessons(runs, tokenizer).batch(task, Random(1))
    size = len(batch.target)
    assert batch.target.shape == batch.references.shape == (size, 64, 128)
    assert batch.labels.shape == (size, 64, LABELS)
    assert batch.image_ids.shape == (128, 4)


@pytest.mark.parametrize("seed", range(6))
def test_earlier_tries_come_with_the_whole_prompt(
    runs: Path, tokenizer: Qwen2TokenizerFast, seed: int
) -> None:
    batch = Lessons(runs, tokenizer).batch("reflect", Random(seed))
    tries = batch.references.shape[1] // 64
    assert 1 <= tries <= 3
    assert batch.image_ids.shape == (64 * (tries + 1), 4)
    said = [text for text in tokenizer.batch_decode(batch.input_ids) if "picture 1:" in text]
    assert len(said) > len(batch.input_ids) // 2  # the rest is dropped for guidance
    assert all((f"picture {tries}:" in text) and (f"picture {tries + 1}:" not in text) for text in said)


def test_tries_of_a_scene_go_wrong_in_other_ways() -> None:
    others = [[other_of("blended", n, turn) for n in range(40)] for turn in range(2)]
    assert sum(one != other for one, other in zip(*others, strict=True)) > 20


def test_only_tasks_with_shards_are_taught(runs: Path, tokenizer: Qwen2TokenizerFast, tmp_path: Path) -> None:
    (tmp_path / "shard-00000.npz").symlink_to(runs / "shard-00000.npz")
    assert "boxes" not in Lessons(tmp_path, tokenizer).shares()
    assert not {"correct", "reflect"} & Lessons(tmp_path, tokenizer).shares().keys()
    assert {"sentence", "boxes", "correct", "reflect"} <= Lessons(runs, tokenizer).shares().keys()


def test_a_control_shard_holds_the_views_of_its_scenes(tmp_path: Path) -> None:
    vae = AutoencoderKLFlux2.from_pretrained(folder_of(catalog.card("pocket")), subfolder="vae")
    write_controls(tmp_path, 0, vae, records=3)
    controls = Controls(tmp_path)
    views: tuple[View, ...] = VIEWS
    for view in views:
        example = controls.view(view, Random(0))
        assert example.reference.shape == example.target.shape == (64, 128)
        assert not np.array_equal(example.reference, example.target)
