"""After an edit: slips are measured and undone, untouched pixels put back exactly, the change measured."""

from pathlib import Path

import numpy as np
import pytest
from fakes import FakePainter
from PIL import Image, ImageFilter
from triptych.models.alignment import Slip, slip, undone
from triptych.models.change_map import change_map
from triptych.models.fidelity import put_back, settled
from triptych.models.flux2 import Flux2Painter
from triptych.models.morphology import components, dilate, reached
from triptych.models.pocket.world import Character, Scene
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call

CAT = Character(kind="cat", color="purple", clothing="hat", clothing_color="blue")
SCENE = Scene(place="forest", characters=(CAT,), seed=4)
RED = SCENE.model_copy(update={"characters": (CAT.model_copy(update={"color": "red"}),)})


def soft(image: Image.Image) -> Image.Image:
    """As a VAE would leave it."""
    return image.filter(ImageFilter.GaussianBlur(1.2))


def moved(image: Image.Image, by: Slip) -> Image.Image:
    """The picture with that slip."""
    scale, (width, height) = 1 / by.scale, image.size
    right = width / 2 * (1 - scale) - by.right * scale
    down = height / 2 * (1 - scale) - by.down * scale
    data = (scale, 0.0, right, 0.0, scale, down)
    return image.transform(image.size, Image.Transform.AFFINE, data, Image.Resampling.BICUBIC)


@pytest.mark.parametrize(
    "true", [Slip(2.3, -1.6, 1.0), Slip(-5.2, 3.7, 1.012), Slip(0.4, 0.3, 0.99), Slip(0, 0, 1)]
)
def test_a_slip_is_measured_to_a_tenth_of_a_pixel_beside_a_change(true: Slip) -> None:
    measured = slip(SCENE.picture(), moved(soft(RED.picture()), true))
    assert abs(measured.right - true.right) < 0.1
    assert abs(measured.down - true.down) < 0.1
    assert abs(measured.scale - true.scale) < 0.001


def test_a_slip_is_undone_and_a_tiny_one_left_alone() -> None:
    source, result = SCENE.picture(), moved(RED.picture(), Slip(3.0, -2.0))
    back = np.asarray(undone(result, source, slip(source, result)), dtype=float)
    right, inside = np.asarray(RED.picture(), dtype=float), np.s_[8:-8, 8:-8]
    assert np.abs(back - right)[inside].mean() < 1.5
    assert undone(result, source, Slip(0.1, 0.1)) is result


def test_pictures_of_other_things_have_no_slip() -> None:
    other = Scene(place="beach", characters=(Character(kind="robot", color="green"),), seed=9)
    assert slip(SCENE.picture(), other.picture()).corner((256, 256)) < 1.5
    assert slip(Image.new("RGB", (256, 256), "red"), Image.new("RGB", (256, 256), "blue")) == Slip()


def test_the_change_map_finds_what_changed_and_nothing_else() -> None:
    differs = (np.asarray(SCENE.picture()) != np.asarray(RED.picture())).any(-1)
    found = change_map(soft(SCENE.picture()), soft(RED.picture()))
    assert (found & differs).sum() > 0.85 * differs.sum()
    assert not (found & ~dilate(differs, 6)).any()
    assert not change_map(SCENE.picture(), soft(SCENE.picture())).any()


def test_outside_the_change_every_pixel_is_the_sources() -> None:
    source, painted = SCENE.picture(), moved(soft(RED.picture()), Slip(1.4, -0.8))
    kept = put_back(source, painted)
    differs = (np.asarray(source) != np.asarray(RED.picture())).any(-1)
    far = ~dilate(differs, 14)
    assert (np.asarray(kept.image)[far] == np.asarray(source)[far]).all()
    assert 0.5 * differs.mean() < kept.fidelity.changed < 2 * differs.mean()
    assert kept.fidelity.kept > 0.7
    assert not kept.fidelity.whole
    assert abs(kept.fidelity.right - 1.4) < 0.15


def test_a_mask_is_never_crossed_and_what_was_touched_outside_is_told() -> None:
    source, painted = SCENE.picture(), RED.picture()
    mask = np.zeros((256, 256), dtype=bool)
    mask[:, :128] = True
    kept = put_back(source, painted, mask=mask)
    assert (np.asarray(kept.image)[~mask] == np.asarray(source)[~mask]).all()
    assert (np.asarray(kept.image)[mask] != np.asarray(source)[mask]).any()
    assert kept.fidelity.outside is not None
    assert kept.fidelity.outside > 0.05


def test_where_nearly_all_changed_nothing_is_put_back() -> None:
    painted = SCENE.model_copy(update={"place": "desert", "style": "pastel"}).picture()
    kept = put_back(SCENE.picture(), painted)
    assert kept.fidelity.whole
    assert kept.image is painted


def test_what_an_edit_of_an_edit_painted_as_it_was_at_first_is_the_first_pictures_again() -> None:
    original = SCENE.picture()
    source = put_back(original, soft(RED.picture())).image
    kept = put_back(source, soft(original))
    again = settled(kept, source, original, seen=soft(original))
    assert kept.fidelity.original is None
    assert again.fidelity.original is not None
    assert again.fidelity.original > 0.98
    assert (np.asarray(kept.image) == np.asarray(original)).all(-1).mean() < 0.9
    differs = (np.asarray(again.image) != np.asarray(original)).any(-1)
    assert (np.asarray(again.image)[differs] == np.asarray(source)[differs]).all()


def test_a_large_source_keeps_its_size_and_its_pixels() -> None:
    source = SCENE.picture(768)
    kept = put_back(source, soft(RED.picture(256)))
    assert kept.image.size == (768, 768)
    assert kept.fidelity.kept > 0.6
    differs = (np.asarray(source) != np.asarray(RED.picture(768))).any(-1)
    far = ~dilate(differs, 40)
    assert (np.asarray(kept.image)[far] == np.asarray(source)[far]).all()


def test_masks_grow_from_seeds_and_fall_into_parts() -> None:
    mask = np.zeros((9, 9), dtype=bool)
    mask[1:3, 1:3] = mask[5:9, 4:8] = True
    seed = np.zeros_like(mask)
    seed[6, 6] = True
    assert (reached(seed, mask)[5:9, 4:8]).all()
    assert not reached(seed, mask)[:4].any()
    assert [int(part.sum()) for part in components(mask)] == [16, 4]


def test_an_edit_tells_and_records_what_it_changed(tmp_path: Path, pocket: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), pocket)
    bench.store.add(SCENE.picture())
    result = make_call("edit", {"image": "i1", "instruction": "make the hat red", "seed": 1}).run(bench)
    (record,) = result.images
    assert record.report is not None
    assert (record.report["way"], record.report["why"]) == ("reference", "as pocket was taught")
    assert record.report["fidelity"]["kept"] > 0.5
    assert "all else is i1's, pixel by pixel" in result.note
    assert bench.store.get(record.id).report == record.report


def test_an_edit_in_a_box_changes_nothing_outside_it(tmp_path: Path, pocket: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), pocket)
    bench.store.add(SCENE.picture())
    edit = {"image": "i1", "instruction": "make the cat green", "box": [0.0, 0.0, 0.5, 1.0], "seed": 1}
    (record,) = make_call("edit", edit).run(bench).images
    assert record.report is not None
    assert record.report["way"] == "in-paint"
    before, after = (np.asarray(bench.store.open(id)) for id in ("i1", record.id))
    assert (before[:, 128:] == after[:, 128:]).all()
    assert (before[:, :128] != after[:, :128]).any()


def test_a_mask_without_white_is_refused(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    for color in ("gray", "black"):
        bench.store.add(Image.new("RGB", (64, 64), color))
    edit = make_call("edit", {"image": "i1", "instruction": "make it blue", "mask": "i2"})
    with pytest.raises(ToolError, match="the mask i2 has no white"):
        edit.run(bench)
