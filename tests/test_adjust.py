"""A slider between two words: nothing at 0, from word to word at 1, on painted and on given pictures."""

from pathlib import Path

import numpy as np
import pytest
import torch
from fakes import FakePainter
from PIL import Image
from triptych.models.conditions import Direction
from triptych.models.directions import sides, stepped_along
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest, Painting
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, make_call

PROMPT = "a red fox in the meadow"


def painted(painter: Flux2Painter, request: ImageRequest) -> bytes:
    *_, last = painter.paint(request)
    assert isinstance(last, Painting)
    return last.image.tobytes()


def test_the_sides_say_one_word_each() -> None:
    direction = Direction(less="red", more="blue", strength=0.5)
    assert sides(PROMPT, direction) == (PROMPT, "a blue fox in the meadow")
    assert sides("a fox", direction) == ("a fox, red", "a fox, blue")
    assert sides(PROMPT, direction.model_copy(update={"strength": 0.0})) == ()
    assert sides(PROMPT, None) == ()


def test_only_the_row_with_the_prompt_is_moved() -> None:
    text = torch.randn(4, 3, 2)
    half = stepped_along(text, Direction(less="a", more="b", strength=-0.5))
    assert torch.equal(half[0], text[0])
    assert torch.allclose(half[1], text[1] - 0.5 * (text[3] - text[2]))


def test_at_0_nothing_changes_and_at_1_it_is_the_other_word(pocket: Flux2Painter) -> None:
    request = pocket.settings.request(PROMPT, seed=4).model_copy(update={"num_inference_steps": 4})

    def at(strength: float) -> ImageRequest:
        step = Direction(less="red", more="blue", strength=strength)
        return request.model_copy(update={"direction": step})

    assert painted(pocket, at(0)) == painted(pocket, request)
    blue = request.model_copy(update={"prompt": "a blue fox in the meadow"})
    there, other = (np.frombuffer(painted(pocket, one), np.uint8).astype(int) for one in (at(1), blue))
    assert np.abs(there - other).max() <= 1


def test_adjust_says_that_it_approximates_and_keeps_the_seed(tmp_path: Path, pocket: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), pocket)
    make_call("generate", {"prompts": [PROMPT], "seed": 4}).run(bench)
    call = {"image": "i1", "less": "red", "more": "blue", "strength": 0.75}
    (record,) = make_call("adjust", call).run(bench).images
    assert (record.seed, record.parents) == (4, ("i1",))
    assert record.report is not None
    assert record.report["why"] == "an approximation of EIM, from its own seed"
    assert record.request is not None
    assert record.request["direction"] == {"less": "red", "more": "blue", "strength": 0.75}


def test_a_painter_without_directions_says_so(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    bench.store.add(Image.new("RGB", (64, 64)))
    call = {"image": "i1", "less": "day", "more": "night", "strength": 0.5}
    with pytest.raises(ToolError, match="fake cannot paint along a direction"):
        make_call("adjust", call).run(bench)


def test_a_strength_beyond_1_is_refused() -> None:
    call = {"image": "i1", "less": "day", "more": "night", "strength": 2}
    with pytest.raises(ToolError, match="adjust got strength = '2'"):
        make_call("adjust", call)
