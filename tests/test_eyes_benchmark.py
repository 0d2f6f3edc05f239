"""The eyes' benchmark: its words are the examiner's, its calibration error is that of the paper."""

from random import Random

import pytest
from triptych.models.pocket.description import describe, percent_boxes
from triptych.models.pocket.scenes import HELD_OUT, random_scene

from benchmarks.examiner.attributes import truth
from benchmarks.eyes import answered, calibration, described, read


def test_a_true_description_says_what_the_examiner_should_read() -> None:
    for number in range(120):
        scene = random_scene(Random(HELD_OUT + number))
        said = read(describe(scene, percent_boxes(scene)))
        assert {name: said.get(name) for name in truth(scene)} == truth(scene), scene


def test_calibration_error_is_the_gap_of_promise_and_truth() -> None:
    assert calibration([0.99] * 99 + [0.99], [True] * 99 + [False]) == pytest.approx(0)
    assert calibration([0.9] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.4)
    assert calibration([1.0, 0.0], [False, True]) == pytest.approx(1)


def test_chance_is_the_commonest_answer() -> None:
    right, yes, gap = answered("yes/no", [0.9, 0.8, 0.2, 0.7], [True, True, False, False])
    assert (right.value, right.chance, right.n) == (0.75, 0.5, 4)
    assert (yes.value, yes.better, gap.better) == (0.5, "neither", "neither")


def test_what_is_not_described_is_not_seen() -> None:
    scenes = [random_scene(Random(HELD_OUT + number)) for number in range(4)]
    said = [describe(scene, percent_boxes(scene)) for scene in scenes]
    rows = described("renders", [truth(scene) for scene in scenes], [None, *said[1:]], judge="true scenes")
    whole = rows[0]
    assert (whole.name, whole.value, whole.n, whole.chance, whole.main) == ("all", 0.75, 4, 0.25, True)
    assert all(row.n <= 4 for row in rows)
