"""A picture goes on beyond its edge, and every pixel that was there is there."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakePainter
from PIL import Image
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call


def extended(folder: Path, size: tuple[int, int] = (256, 256), **arguments: Any) -> tuple[Image.Image, ...]:
    """Before and after."""
    made = Bench(Store(folder), FakePainter(abilities=frozenset({"canvas"})))
    ramp = np.arange(size[0] * size[1] * 3, dtype=np.uint32).reshape(size[1], size[0], 3) % 251
    request = {"prompt": "a field", "seed": 1, "width": size[0], "height": size[1]}
    image = Image.fromarray(ramp.astype(np.uint8))
    made.store.add(image, request=request, model="fake", revision="1", seed=1)
    make_call("outpaint", {"image": "i1", "seed": 1, **arguments}).run(made)
    return image, made.store.open("i2")


@pytest.mark.parametrize(
    ("side", "size", "corner"),
    [
        ("left", (384, 256), (128, 0)),
        ("right", (384, 256), (0, 0)),
        ("top", (256, 384), (0, 128)),
        ("bottom", (256, 384), (0, 0)),
    ],
)
def test_it_goes_on_at_that_side(
    tmp_path: Path, side: str, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    before, after = extended(tmp_path, side=side)
    assert after.size == size
    left, top = corner
    assert after.crop((left, top, left + 256, top + 256)).tobytes() == before.tobytes()


def test_a_large_picture_keeps_its_own_pixels(tmp_path: Path) -> None:
    before, after = extended(tmp_path, size=(512, 512), side="left", by=0.25)
    assert after.size == (640, 512)
    assert after.crop((128, 0, 640, 512)).tobytes() == before.tobytes()


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"a field|cannot be extended by 2: 1024×|cannot be extended"):
        extended(tmp_path, size=(1024, 512), side="right", by=2)
