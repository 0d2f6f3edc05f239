"""`generate` leads away from what a negative prompt names, where the painter reads one."""

from pathlib import Path

import pytest
from fakes import SETTINGS, FakePainter
from triptych.models.image_model import Ability
from triptych.tools.assets import Store
from triptych.tools.generate import Generate
from triptych.tools.tool import Bench, ToolError

GUIDED = SETTINGS.model_copy(update={"guidance_scale": 4.0})
READS: frozenset[Ability] = frozenset({"negative_prompt"})


def called(folder: Path, painter: FakePainter, **arguments: object) -> dict[str, object]:
    """The call in the record of the picture."""
    bench = Bench(Store(folder / "project"), painter, turn="t1")
    call = Generate.model_validate({"prompts": ["a castle", "a bridge"], "seed": 1, **arguments})
    (first, _) = call.run(bench).images
    kept = bench.store.get(first.id).call
    assert kept is not None
    return kept


def test_a_negative_prompt_reaches_every_request_and_the_record(tmp_path: Path) -> None:
    painter = FakePainter(abilities=READS, settings=GUIDED)
    call = called(tmp_path, painter, negative_prompt=" people, cars ")
    assert [request.negative_prompt for request in painter.requests] == ["people, cars"] * 2
    assert "people, cars" in str(call)
    called(tmp_path / "plain", painter)
    assert painter.requests[-1].negative_prompt == ""


def test_a_painter_that_reads_none_refuses_before_it_paints_and_says_what_to_do(tmp_path: Path) -> None:
    painter = FakePainter(settings=GUIDED)
    with pytest.raises(
        ToolError, match=r"^fake reads no negative prompt; say in the prompt what .* instead of 'cars', or ch"
    ):
        called(tmp_path, painter, negative_prompt="cars")
    distilled = FakePainter(abilities=READS)
    with pytest.raises(
        ToolError, match=r"^fake paints without guidance, which a negative prompt needs; leave"
    ):
        called(tmp_path, distilled, negative_prompt="cars")
    assert painter.requests == distilled.requests == []
