"""Chains of edits: where they began, and how a picture would be without some of them."""

from pathlib import Path

import numpy as np
import pytest
from fakes import FakePainter
from PIL import Image
from triptych.models.fidelity import Fidelity
from triptych.tools.assets import Store
from triptych.tools.edited_from import edits_up_to, original_of, without
from triptych.tools.tool import Bench

RED, BLUE = (255, 0, 0), (0, 0, 255)


def dotted(*dots: tuple[int, tuple[int, int, int]]) -> Image.Image:
    """White, with a coloured row for each dot."""
    pixels = np.full((64, 64, 3), 255, dtype=np.uint8)
    for row, color in dots:
        pixels[row] = color
    return Image.fromarray(pixels)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """i1 white, i2 with a red row, i3 with a blue one as well, i4 with the red one blue."""
    bench = Bench(Store(tmp_path), FakePainter())
    bench.store.add(dotted())
    edited(bench, dotted((1, RED)), "i1")
    edited(bench, dotted((1, RED), (9, BLUE)), "i2")
    edited(bench, dotted((1, BLUE), (9, BLUE)), "i3")
    return bench


def edited(bench: Bench, image: Image.Image, source: str, **measured: object) -> str:
    found = Fidelity.model_validate({"changed": 0.1, "kept": 0.9, **measured})
    report = {"way": "reference", "why": "", "fidelity": found.model_dump(mode="json")}
    return bench.store.add(image, parents=(source,), report=report).id


def test_a_chain_goes_back_to_what_was_no_edit(bench: Bench) -> None:
    assert [edit.id for edit in edits_up_to(bench, "i4")] == ["i2", "i3", "i4"]
    assert original_of(bench, "i4") == "i1"
    assert original_of(bench, "i1") == "i1"


@pytest.mark.parametrize(
    ("image", "measured"), [(dotted(), {"whole": True}), (dotted().resize((96, 96)), {})]
)
def test_a_picture_painted_anew_or_in_another_size_begins_a_chain(
    bench: Bench, image: Image.Image, measured: dict[str, object]
) -> None:
    anew = edited(bench, image, "i4", **measured)
    assert original_of(bench, anew) == anew


def test_a_part_that_changed_altogether_ends_no_chain(bench: Bench) -> None:
    assert original_of(bench, edited(bench, dotted(), "i4", whole=True, outside=0.0)) == "i1"


def test_some_edits_are_taken_out_of_a_chain(bench: Bench) -> None:
    edits = edits_up_to(bench, "i4")
    for gone, left in (
        ({"i2", "i4"}, dotted((9, BLUE))),
        ({"i3"}, dotted((1, BLUE))),
        ({"i4"}, dotted((1, RED), (9, BLUE))),
    ):
        assert (np.asarray(without(bench, edits, gone)) == np.asarray(left)).all()
