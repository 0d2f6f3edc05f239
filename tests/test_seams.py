"""A new part begins in the colours in which the old one ends, and is itself farther off, on every side."""

import numpy as np
import pytest
from PIL import Image
from triptych.tools.outpaint import Extended, Side


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_step_in_colour_at_the_old_edge_is_undone(side: Side) -> None:
    picture = Image.new("RGB", (64, 64), (100, 120, 140))
    wider = Extended(picture, side, 32)
    painted = Image.new("RGB", wider.size, (110, 120, 130))
    whole = np.asarray(wider.with_original(painted, picture)).astype(int)
    left, top = wider.corner
    assert (whole[top : top + 64, left : left + 64] == (100, 120, 140)).all()
    steps = [np.abs(np.diff(whole, axis=axis)).max() for axis in (0, 1)]
    assert max(steps) <= 3
    assert (whole == (110, 120, 130)).all(-1).any()
