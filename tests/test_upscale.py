"""The tool that enlarges: sizes, records, refusals, and who enlarges what."""

from pathlib import Path

import pytest
from fakes import FakePainter
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, Cancelled, ToolError, make_call


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(Store(tmp_path / "project"), FakePainter(), turn="t1")
    make_call("generate", {"prompts": ["a cat"], "seed": 1}).run(bench)
    return bench


@pytest.mark.parametrize(("factor", "side", "words"), [(2, 512, "4 cm"), (4, 1024, "9 cm")])
def test_a_picture_is_enlarged_and_says_from_what_and_how(
    bench: Bench, factor: int, side: int, words: str
) -> None:
    result = make_call("upscale", {"image": "i1", "factor": factor}).run(bench)
    (record,) = result.images
    assert (record.id, record.width, record.height, record.parents) == ("i2", side, side, ("i1",))
    assert record.report == {"upscaler": "lanczos", "revision": "1", "factor": factor}
    assert record.call == {
        "tool": "upscale",
        "arguments": {"image": "i1", "factor": factor, "upscaler": None},
    }
    assert record.model is None
    assert bench.store.open("i2").getpixel((0, 0)) == bench.store.open("i1").getpixel((0, 0))
    assert result.note.startswith(f"i2: it has {side}×{side} pixels now and is sharp up to {words}")


@pytest.mark.parametrize("factor", [0, 1, 3, 5, 8, "many"])
def test_only_two_and_four_times(factor: object) -> None:
    with pytest.raises(ToolError, match="factor"):
        make_call("upscale", {"image": "i1", "factor": factor})


def test_what_would_be_too_large_is_refused_with_what_fits(bench: Bench) -> None:
    make_call("upscale", {"image": "i1", "factor": 4}).run(bench)
    make_call("upscale", {"image": "i2"}).run(bench)
    with pytest.raises(ToolError, match=r"i3 is 2048×2048, and 4 times .* 4096 .*; enlarge it twice"):
        make_call("upscale", {"image": "i3", "factor": 4}).run(bench)
    make_call("upscale", {"image": "i3", "factor": 2}).run(bench)
    with pytest.raises(ToolError, match=r"i4 is 4096×4096, .*; use it as it is"):
        make_call("upscale", {"image": "i4"}).run(bench)


def test_an_upscaler_that_is_not_there_is_refused_and_a_missing_picture_too(bench: Bench) -> None:
    with pytest.raises(ToolError, match="there is no upscaler 'magic'; the upscalers are lanczos"):
        make_call("upscale", {"image": "i1", "upscaler": "magic"}).run(bench)
    with pytest.raises(ToolError, match="there is no image 'i9'"):
        make_call("upscale", {"image": "i9"}).run(bench)
    assert [record.id for record in bench.store.records()] == ["i1"]


def test_a_stopped_call_keeps_nothing(bench: Bench) -> None:
    bench.cancelled.set()
    with pytest.raises(Cancelled):
        make_call("upscale", {"image": "i1"}).run(bench)
    assert [record.id for record in bench.store.records()] == ["i1"]
