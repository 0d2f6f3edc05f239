"""The embedded upscaler: clean edges without halos, the same to the eyes, a training that goes on exactly."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from fakes import FakePainter
from triptych.models import catalog
from triptych.models.pocket.scenes import HELD_OUT, random_scene
from triptych.models.pocket.train_upscaler import train
from triptych.models.pocket.upscaler_lessons import KINDS, lesson
from triptych.models.pocket.upscaler_pool import Pool
from triptych.models.pocket.world import Character, Scene
from triptych.models.upscaler import LANCZOS, Upscaler
from triptych.models.upscaler_network import RADIUS
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, make_call

from benchmarks.upscaling import halo, psnr, ssim

BEAR = Scene(place="forest", style="outline", characters=(Character(kind="bear", color="brown"),))


@pytest.fixture(scope="module")
def upscaler() -> Upscaler:
    return catalog.load_upscaler("pocket-upscaler")


@pytest.mark.parametrize("scene", [BEAR, random_scene(Random(HELD_OUT + 5))], ids=["bear", "held out"])
def test_drawn_pictures_are_nearer_to_the_large_drawing_without_halos(
    upscaler: Upscaler, scene: Scene
) -> None:
    truth = np.asarray(scene.picture(512))
    ours, theirs = (np.asarray(one.enlarge(scene.picture(256), 2)) for one in (upscaler, LANCZOS))
    assert psnr(truth, ours) > psnr(truth, theirs) + 2
    assert ssim(truth, ours) > ssim(truth, theirs)
    assert halo(truth, ours, 2) < 0.6 * halo(truth, theirs, 2)


def test_the_eyes_see_the_same_in_a_large_picture(upscaler: Upscaler) -> None:
    eyes = catalog.load_vision("pocket-eyes")
    for seed in range(2):
        small = random_scene(Random(HELD_OUT + 40 + seed)).picture(256)
        assert eyes.describe(upscaler.enlarge(small, 2)) == eyes.describe(small)


def test_who_painted_a_picture_decides_who_enlarges_it(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    bench.store.add(BEAR.picture(64), model="pocket", revision="4")
    bench.store.add(BEAR.picture(64))
    by = []
    for image in ("i1", "i2", "i3"):  # i3 is i1, enlarged
        (record,) = make_call("upscale", {"image": image}).run(bench).images
        by.append((record.report or {})["upscaler"])
    assert by == ["pocket-upscaler", "lanczos", "pocket-upscaler"]


# --- Training ---


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One scene in all sizes, with itself as painted."""
    folder = tmp_path_factory.mktemp("upscaler")
    shard = folder / "pool" / "scenes-00000"
    shard.mkdir(parents=True)
    for name, side in {"256": 256, "512": 512, "1024": 1024, "painted": 256}.items():
        np.save(shard / f"{name}.npy", np.asarray(BEAR.picture(side))[None])
    return folder


def test_a_crop_and_what_shall_come_of_it_show_the_same_place(pool: Path) -> None:
    scenes, seen = Pool(pool / "pool"), set()
    for seed in range(12):
        practised = lesson(scenes, Random(seed))
        times = 4 if practised.twice else 2
        edge = RADIUS + (RADIUS // 2 if practised.twice else 0)
        small = practised.given[..., edge:-edge, edge:-edge]
        shrunk = torch.nn.functional.avg_pool2d(practised.wanted, times)
        assert practised.wanted.shape[-1] == times * small.shape[-1]
        assert (shrunk - small).abs().mean() < 0.05
        seen.add(practised.twice)
    assert seen == {True, False}
    assert sum(KINDS.values()) == pytest.approx(1)


def test_a_stopped_training_goes_on_exactly(pool: Path, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("straight", "stopped")]
    for folder in folders:
        folder.mkdir()
        (folder / "pool").symlink_to(pool / "pool")
    train(folders[0], 2)
    train(folders[1], 1)
    train(folders[1], 2)
    one, two = (torch.load(folder / "upscaler.pt", weights_only=True) for folder in folders)
    assert one["step"] == two["step"] == 2
    assert all(torch.equal(one["model"][name], two["model"][name]) for name in one["model"])
    assert not torch.equal(one["average"]["out.weight"], torch.zeros(12, 32, 3, 3))


def test_without_scenes_training_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="run the stage upscaler-pool"):
        train(tmp_path, 1)
