"""The cases of the benchmarks for image sets and layouts, and what is found in their right pictures."""

import pytest
from agent_fakes import FakeEyes
from fakes import FakePainter
from PIL import Image
from triptych.models.pocket.words import PLACE_PHRASES

from benchmarks import image_sets
from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Examiner
from benchmarks.layout import boxes_of, by_rendering, measure
from benchmarks.layout_cases import anywhere, colored, found, iou, usual
from benchmarks.set_cases import agreement, follows, set_cases


def test_the_same_numbers_give_the_same_sets() -> None:
    assert set_cases(3) == set_cases(5)[:3]
    assert len({case.prompts for case in set_cases(20)}) == 20


def test_a_set_is_one_hero_in_four_places() -> None:
    for case in set_cases(20):
        hero = case.scenes[0].characters[0]
        assert {scene.characters for scene in case.scenes} == {(hero,)}
        assert len({scene.place for scene in case.scenes}) == 4
        for asked, scene, said, left_open in zip(
            case.asked, case.scenes, case.prompts, case.open_prompts, strict=True
        ):
            assert asked.items() <= truth(scene).items()
            assert any(phrase in said for phrase in PLACE_PHRASES[scene.place])
            assert f"{hero.color} {hero.kind}" not in left_open


def test_right_pictures_of_a_set_follow_and_agree() -> None:
    (case,) = set_cases(1)
    readings = Examiner.load().read(scene.picture(256) for scene in case.scenes)
    assert all(follows(asked, reading) for asked, reading in zip(case.asked, readings, strict=True))
    assert agreement(tuple(readings)) == [True] * 6
    other = readings[0] | {"color": "none of these"}
    assert agreement((other, *readings[1:])).count(False) == 3


@pytest.mark.parametrize("make", [usual, anywhere])
def test_right_pictures_of_a_layout_are_measured_as_right(make: object) -> None:
    cases = make(6)  # type: ignore[operator]
    rows = measure("right", by_rendering, FakePainter(), Examiner.load(), cases)
    figures = {row.name: row.value for row in rows}
    assert figures["box IoU"] >= 0.75
    assert figures["attribute in its box"] >= 0.9
    for case in cases:
        assert [box.description for box in boxes_of(case)] == [one.description for one in case.placed]
        assert case.prompt.count(" and ") == 1


def test_a_colour_that_is_not_there_is_not_found() -> None:
    assert found(Image.new("RGB", (256, 256), "white"), "red") is None
    assert not colored(Image.new("RGB", (256, 256), "white"), "blue").any()
    assert iou(None, (0, 0, 1, 1)) == 0
    assert iou((0, 0, 0.5, 1), (0, 0, 1, 1)) == 0.5


def test_patches_near_each_other_are_one_figure() -> None:
    picture = Image.new("RGB", (128, 128), "white")
    for top in (10, 46):
        picture.paste((218, 50, 52), (20, top, 60, top + 32))
    picture.paste((218, 50, 52), (100, 100, 110, 110))
    assert found(picture, "red") == (20 / 128, 10 / 128, 60 / 128, 78 / 128)


def test_a_set_is_measured_in_a_way() -> None:
    painter, eyes = FakePainter(), FakeEyes(lambda *_: 0.8)
    rows = image_sets.measure("each alone", painter, Examiner.load(), eyes, set_cases(2))
    figures = {row.name: row for row in rows}
    assert len(painter.requests) == 16
    assert (figures["own prompt"].value, figures["own prompt"].n) == (0.0, 8)
    assert figures["hero agrees in all four"].n == 2
    assert (figures["identity"].value, figures["identity"].judge) == (0.8, "fake eyes")
    assert figures["logic"].value == pytest.approx(0.64)
    assert {row.part for row in rows} == {"each alone"}
