"""Costs: a running mean of seconds for each painter, shared between those who paint at once."""

import time
from pathlib import Path

import pytest
from fakes import FakePainter
from triptych.agent.costs import BEFORE_THE_FIRST, Costs

PAINTER = FakePainter()


def test_the_mean_is_measured_and_kept(tmp_path: Path) -> None:
    costs = Costs(tmp_path / "costs.json")
    assert costs.seconds_a_picture(PAINTER) == BEFORE_THE_FIRST
    costs.learn(PAINTER, 2.0)
    costs.learn(PAINTER, 4.0)
    assert Costs(tmp_path / "costs.json").seconds_a_picture(PAINTER) == 3.0
    assert costs.seconds_a_picture(FakePainter(revision="2")) == BEFORE_THE_FIRST


def test_an_old_measurement_is_forgotten_in_time() -> None:
    costs = Costs()
    costs.learn(PAINTER, 100.0)
    for _ in range(100):
        costs.learn(PAINTER, 1.0)
    assert costs.seconds_a_picture(PAINTER) < 2


@pytest.mark.parametrize("written", ["", "[]", '{"fake@1": "quick"}', '{"fake@1": [0, -3]}'])
def test_a_file_that_somebody_changed_counts_as_none(tmp_path: Path, written: str) -> None:
    (tmp_path / "costs.json").write_text(written)
    assert Costs(tmp_path / "costs.json").seconds_a_picture(PAINTER) == BEFORE_THE_FIRST


def test_pictures_painted_at_once_share_their_time() -> None:
    costs = Costs()
    start = time.monotonic()
    begun = [costs.begin(), costs.begin()]
    time.sleep(0.1)
    shares = [costs.end(one) for one in begun]
    assert sum(shares) == pytest.approx(time.monotonic() - start, abs=0.02)
