"""The eyes' benchmark: its words are the examiner's, its calibration error is that of the paper."""

from random import Random

import pytest
from triptych.models.pocket.description import describe, percent_boxes
from triptych.models.pocket.scenes import HELD_OUT, random_scene

from benchmarks.examiner.attributes import truth
from benchmarks.eyes import calibration, read


def test_a_true_description_says_what_the_examiner_should_read() -> None:
    for number in range(120):
        scene = random_scene(Random(HELD_OUT + number))
        said = read(describe(scene, percent_boxes(scene)))
        assert {name: said.get(name) for name in truth(scene)} == truth(scene), scene


def test_calibration_error_is_the_gap_of_promise_and_truth() -> None:
    assert calibration([0.99] * 99 + [0.99], [True] * 99 + [False]) == pytest.approx(0)
    assert calibration([0.9] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.4)
    assert calibration([1.0, 0.0], [False, True]) == pytest.approx(1)
