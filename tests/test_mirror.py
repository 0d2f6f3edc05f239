"""A picture the other way round: exactly, by its own tool and by an instruction, and what it shows then."""

from pathlib import Path

import numpy as np
import pytest
from fakes import FakePainter
from PIL import Image
from triptych.agent.phrasebook.mirroring import mirror
from triptych.agent.phrasebook.scene import Figure, Scene, Thing
from triptych.tools.assets import Store
from triptych.tools.edit_words import heard
from triptych.tools.tool import Bench, make_call


@pytest.mark.parametrize("instruction", [None, "mirror it", "turn it the other way"])
def test_every_pixel_changes_its_side_and_no_painter_is_asked(
    tmp_path: Path, instruction: str | None
) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    bench.store.add(Image.fromarray(pixels))
    told = {"instruction": instruction} if instruction else {}
    (record,) = make_call("edit" if told else "mirror", {"image": "i1", **told}).run(bench).images
    assert (np.asarray(bench.store.open("i2")) == pixels[:, ::-1]).all()
    assert (record.call or {})["tool"] == "mirror"
    assert record.parents == ("i1",)


def test_sides_are_the_other_ones_then() -> None:
    change = mirror("flip it")
    assert change
    pair = Scene(figures=(Figure("cat", facing="left"), Figure("dog")), thing=Thing("ball"), side="left")
    after = change.after(pair)
    assert [(figure.kind, figure.facing) for figure in after.figures] == [("dog", None), ("cat", "right")]
    assert after.side == "right"
    assert change.after(after) == pair


@pytest.mark.parametrize("text", ["turn it to the left", "turn it blue", "remove the mirror"])
def test_what_only_sounds_like_it_is_something_else(text: str) -> None:
    assert heard("mirror", text) is None
    assert mirror(text) is None
