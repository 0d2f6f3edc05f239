"""Upscalers: tiles that fit together, sizes that come out, pipelines of diffusers as tiny checkpoints."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tiny_upscalers import save_network, save_x2, save_x4
from triptych.models import catalog
from triptych.models.card import DiffusersUpscalerCard
from triptych.models.diffusers_upscaler import DiffusersUpscaler
from triptych.models.image_model import ModelError
from triptych.models.small_upscaler import SmallUpscaler
from triptych.models.tiles import overlapping, ramps, tiles, with_surroundings
from triptych.models.upscaler import Lanczos
from triptych.models.upscaler_network import RADIUS, UpscalerNetwork


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


class Stopped(Exception):
    """Raised by who watches."""


# --- The small network ---


def test_a_pixel_depends_on_its_surroundings_only() -> None:
    torch.manual_seed(0)
    network = UpscalerNetwork()
    torch.nn.init.normal_(network.out.weight)
    picture = torch.randn(1, 3, 2 * RADIUS + 5, 2 * RADIUS + 7)
    with torch.no_grad():
        whole, part = network(picture), network(picture[..., 1:-1, 2:-1])
    assert whole.shape == (1, 3, 10, 14)
    assert torch.allclose(whole[..., 2:-2, 4:-2], part, atol=1e-5)


@pytest.mark.parametrize("size", [(40, 40), (75, 33), (16, 90)])
def test_tiles_fit_together_exactly(tmp_path: Path, size: tuple[int, int]) -> None:
    card = save_network(tmp_path)
    picture = noise(*size)
    whole = SmallUpscaler(card, tile=256).enlarge(picture, 2)
    in_tiles = SmallUpscaler(card, tile=24).enlarge(picture, 2)
    assert whole.size == in_tiles.size == (2 * size[0], 2 * size[1])
    apart = np.abs(np.asarray(whole, np.int16) - np.asarray(in_tiles, np.int16))
    assert apart.max() <= 1  # sums in another order round otherwise
    assert np.asarray(whole).std() > 0


def test_four_times_is_twice_doubled_and_watched_by_tiles(tmp_path: Path) -> None:
    upscaler, seen = SmallUpscaler(save_network(tmp_path), tile=32), list[tuple[int, int]]()
    picture = noise(40, 20)
    large = upscaler.enlarge(picture, 4, lambda *told: seen.append(told))
    assert large.size == (160, 80)
    assert large.tobytes() == upscaler.enlarge(upscaler.enlarge(picture, 2), 2).tobytes()
    assert seen == [(n, 8) for n in range(1, 9)]


def test_who_watches_can_stop_it(tmp_path: Path) -> None:
    upscaler = SmallUpscaler(save_network(tmp_path), tile=16)
    seen = list[int]()

    def stop(done: int, _: int) -> None:
        seen.append(done)
        raise Stopped

    with pytest.raises(Stopped):
        upscaler.enlarge(noise(64, 64), 4, stop)
    assert seen == [1]


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    card = save_network(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="the weights of tiny-network do not fit"):
        SmallUpscaler(card)


# --- Tiles ---


@pytest.mark.parametrize(("height", "width"), [(64, 64), (65, 300), (129, 64), (7, 9)])
def test_tiles_cover_a_picture_once_and_overlapping_ones_fade(height: int, width: int) -> None:
    once, faded = np.zeros((height, width)), np.zeros((height, width, 1))
    for tile in tiles(height, width, 50):
        once[tile.times(1)] += 1
    assert (once == 1).all()
    for tile in overlapping(height, width, 64, 8):
        assert max(tile.rows, tile.columns) <= 64
        faded[tile.times(1)] += ramps(tile, height, width, 8, 1)
    assert faded.min() > 0.99


def test_outside_of_a_picture_its_edge_goes_on() -> None:
    pixels = np.asarray(noise(5, 4))
    (tile,) = tiles(4, 5, 8)
    assert (with_surroundings(pixels, tile, 2) == np.pad(pixels, ((2, 2), (2, 2), (0, 0)), "edge")).all()


# --- Lanczos and pipelines ---


def test_lanczos_enlarges_anything() -> None:
    picture = Image.new("RGB", (16, 300), (10, 200, 30))
    large = Lanczos().enlarge(picture, 4)
    assert large.size == (64, 1200)
    assert large.getextrema() == ((10, 10), (200, 200), (30, 30))


@pytest.fixture(scope="module")
def pipelines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DiffusersUpscalerCard]:
    savers = {"x4": save_x4, "x2": save_x2}
    return {name: save(tmp_path_factory.mktemp(name)) for name, save in savers.items()}


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Euler's, on numpy 2
@pytest.mark.parametrize(("name", "steps"), [("x4", 4), ("x2", 16)])
def test_a_pipeline_of_diffusers_enlarges_any_size_in_tiles(
    pipelines: dict[str, DiffusersUpscalerCard], name: str, steps: int
) -> None:
    upscaler, seen = DiffusersUpscaler(pipelines[name]), list[float]()
    large = upscaler.enlarge(noise(70, 40), 4, lambda done, of: seen.append(done / of))
    assert large.size == (280, 160)
    assert seen == sorted(seen)
    assert (len(seen), seen[-1]) == (steps, 1)
    assert upscaler.enlarge(noise(70, 40), 4).tobytes() == large.tobytes()


def test_twice_by_a_pipeline_that_makes_four_times(pipelines: dict[str, DiffusersUpscalerCard]) -> None:
    assert DiffusersUpscaler(pipelines["x4"]).enlarge(noise(32, 40), 2).size == (64, 80)


def test_a_pipeline_can_be_stopped_within_a_step(pipelines: dict[str, DiffusersUpscalerCard]) -> None:
    def stop(_: int, __: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        DiffusersUpscaler(pipelines["x4"]).enlarge(noise(32, 32), 4, stop)


# --- The catalog ---


def test_the_catalog_knows_who_suits_a_painter() -> None:
    assert catalog.upscaler_for("dall-e") == catalog.upscaler_for(None) == "lanczos"
    assert catalog.load_upscaler("lanczos").name == "lanczos"
    assert catalog.upscaler_names()[0] == "lanczos"
    with pytest.raises(ModelError, match="there is no upscaler 'pocket'; the upscalers are lanczos"):
        catalog.load_upscaler("pocket")
