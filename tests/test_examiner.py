"""The examiner reads true pictures rightly, also when they are small, smeared or off in colour."""

from random import Random

import pytest
import torch
from PIL import Image
from triptych.models.pocket.scenes import HELD_OUT, random_scene
from triptych.models.pocket.words import KINDS
from triptych.models.pocket.world import Character, Scene, Thing

from benchmarks.examiner.attributes import ATTRIBUTES, indices, truth
from benchmarks.examiner.augment import augment
from benchmarks.examiner.examiner import WEIGHTS, Examiner, to_tensor
from benchmarks.examiner.measure import accuracy
from benchmarks.examiner.pool import LooseScene, loose_scene
from benchmarks.wilson import Share

SCENES = [random_scene(Random(HELD_OUT + 77_000_000 + number)) for number in range(120)]


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner.load()


@pytest.fixture(scope="module")
def shares(examiner: Examiner) -> dict[str, Share]:
    return accuracy(examiner, SCENES, (scene.picture(256) for scene in SCENES))


@pytest.mark.parametrize("name", ["kind", "color", "clothing", "style", "place", "figures", "thing", "count"])
def test_reads_held_out_renders(shares: dict[str, Share], name: str) -> None:
    assert shares[name].value >= 0.95


def test_tells_left_from_right(examiner: Examiner) -> None:
    cat, robot = Character(kind="cat", color="red"), Character(kind="robot", color="green")
    one = Scene(place="meadow", characters=(cat, robot))
    other = Scene(place="meadow", characters=(robot, cat))
    first, second = examiner.read([one.picture(256), other.picture(256)])
    names = ("kind", "color", "kind_2", "color_2")
    assert [first[name] for name in names] == ["cat", "red", "robot", "green"]
    assert [second[name] for name in names] == ["robot", "green", "cat", "red"]


def test_reads_smeared_pictures(examiner: Examiner) -> None:
    scenes = [scene for scene in SCENES if scene.characters][:50]
    x = (to_tensor([scene.picture(256) for scene in scenes]) + 1) / 2
    readings = examiner.read_tensor(augment(x, torch.Generator().manual_seed(0)) * 2 - 1)
    for name in ("kind", "color", "place"):
        right = sum(reading.get(name) == truth(s)[name] for s, reading in zip(scenes, readings, strict=True))
        assert right >= 45, name


@pytest.mark.parametrize("size", [(64, 64), (128, 128), (512, 512), (300, 256)])
def test_takes_any_size(examiner: Examiner, size: tuple[int, int]) -> None:
    fox = Scene(place="snow", characters=(Character(kind="fox", color="orange"),))
    picture = fox.picture(512).resize(size, Image.Resampling.LANCZOS)
    reading = examiner.read([picture])[0]
    assert (reading["kind"], reading["color"], reading["place"]) == ("fox", "orange", "snow")


def test_answers_only_what_can_be_asked(examiner: Examiner) -> None:
    scene = Scene(place="beach", thing=Thing(kind="boat", color="blue", count=2))
    reading = examiner.read([scene.picture(256)])[0]
    assert reading == truth(scene)
    assert not {"kind", "color_2", "clothing_color", "relation"} & set(reading)


def test_no_pictures_no_answers(examiner: Examiner) -> None:
    assert examiner.read([]) == []


def test_truth_of_a_side_is_where_the_thing_is_seen() -> None:
    for scene in SCENES:
        side = truth(scene).get("relation")
        if side in ("left", "right"):
            boxes = scene.boxes()
            person = next(box for name, box in boxes.items() if name in KINDS)
            things = [box for name, box in boxes.items() if name not in KINDS]
            middle = sum(box[0] + box[2] for box in things) / len(things)
            assert (middle < person[0] + person[2]) == (side == "left")


def test_every_scene_has_answers_in_range() -> None:
    for number in range(300):
        scene = loose_scene(Random(number))
        assert isinstance(scene, LooseScene)
        for index, answers in zip(indices(scene), ATTRIBUTES.values(), strict=True):
            assert -1 <= index < len(answers)


def test_augment_keeps_shape_and_range() -> None:
    x = torch.rand((7, 3, 128, 128), generator=torch.Generator().manual_seed(1))
    y = augment(x.clone(), torch.Generator().manual_seed(2))
    assert y.shape == x.shape
    assert float(y.min()) >= 0
    assert float(y.max()) <= 1
    assert torch.equal(y, augment(x.clone(), torch.Generator().manual_seed(2)))


def test_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size <= 3_000_000
