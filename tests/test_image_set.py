"""Sets of pictures: panels of a canvas, stored one by one, and groups that share their first picture."""

from pathlib import Path
from typing import Any

import pytest
from region_fakes import SMALL_CANVAS, RegionPainter, color_of_prompt
from triptych.models.image_model import Ability
from triptych.tools.assets import Store
from triptych.tools.tool import (
    Bench,
    Cancelled,
    Event,
    ImageStored,
    PaintingStarted,
    PaintingStep,
    ToolError,
    ToolResult,
    make_call,
)

PROMPTS = [f"a cat in scene {letter}" for letter in "abcdefghijkl"]


@pytest.fixture
def painter() -> RegionPainter:
    return RegionPainter()


@pytest.fixture
def bench(tmp_path: Path, painter: RegionPainter) -> Bench:
    return Bench(Store(tmp_path / "project"), painter, turn="t1")


def run(bench: Bench, pictures: int, **more: Any) -> ToolResult:
    arguments = {"prompt": "a cat", "prompts": PROMPTS[:pictures], "seed": 5, **more}
    return make_call("image_set", arguments).run(bench)


@pytest.mark.parametrize(("pictures", "size"), [(2, (512, 256)), (3, (768, 256)), (4, (512, 512))])
def test_a_small_set_is_one_canvas_with_a_region_a_picture(
    bench: Bench, painter: RegionPainter, pictures: int, size: tuple[int, int]
) -> None:
    result = run(bench, pictures)
    (request,) = painter.requests
    assert (request.width, request.height) == size
    assert (request.prompt, request.seed, request.references) == ("a cat", 5, ())
    assert request.regional is not None
    assert request.regional.separate
    assert [region.prompt for region in request.regional.regions] == PROMPTS[:pictures]
    assert [record.id for record in result.images] == [f"i{n + 1}" for n in range(pictures)]


def test_each_picture_is_cut_out_of_the_canvas_and_says_which_part_it_is(bench: Bench) -> None:
    for record, prompt in zip(run(bench, 4).images, PROMPTS, strict=False):
        image = bench.store.open(record.id)
        assert (image.size, image.getcolors()) == ((256, 256), [(65536, color_of_prompt(prompt))])
        assert record.request is not None
        assert record.request["part"]["prompt"] == prompt
        assert record.call is not None
        assert record.call["arguments"]["prompts"] == PROMPTS[:4]
        assert (record.seed, record.turn, record.parents) == (5, "t1", ())


@pytest.mark.parametrize(
    ("pictures", "groups"), [(5, [2, 3]), (6, [3, 3]), (7, [4, 3]), (8, [4, 4]), (12, [4, 4, 4])]
)
def test_a_large_set_is_painted_in_groups_that_see_the_first_picture(
    bench: Bench, painter: RegionPainter, pictures: int, groups: list[int]
) -> None:
    result = run(bench, pictures)
    sizes = [len(request.regional.regions) for request in painter.requests if request.regional]
    assert sorted(sizes) == sorted(groups)
    first = bench.store.open("i1").tobytes()
    shown = [[one.image.tobytes() for one in request.references] for request in painter.requests]
    assert shown == [[], *[[first]] * (len(groups) - 1)]
    assert [request.seed for request in painter.requests] == [5 + n for n in range(len(groups))]
    assert [record.parents for record in result.images[sizes[0] :]] == [("i1",)] * (pictures - sizes[0])
    colors = [bench.store.open(record.id).getpixel((0, 0)) for record in result.images]
    assert colors == [color_of_prompt(prompt) for prompt in PROMPTS[:pictures]]


def test_where_there_are_no_references_the_first_picture_is_a_known_panel(bench: Bench) -> None:
    painter = RegionPainter(max_references=0)
    result = run(Bench(bench.store, painter), 6)
    first, second = painter.requests
    assert first.canvas is None
    assert second.canvas is not None
    assert second.regional is not None
    assert [region.prompt for region in second.regional.regions] == [PROMPTS[0], *PROMPTS[3:6]]
    assert second.canvas.picture.image.crop((0, 0, 256, 256)).tobytes() == bench.store.open("i1").tobytes()
    colors = [bench.store.open(record.id).getpixel((9, 9)) for record in result.images]
    assert colors == [color_of_prompt(prompt) for prompt in PROMPTS[:6]]


@pytest.mark.parametrize("pictures", [2, 5])
def test_a_painter_without_regions_gets_one_joint_prompt(bench: Bench, pictures: int) -> None:
    abilities: frozenset[Ability] = frozenset({"canvas"})
    painter = RegionPainter(abilities=abilities)
    result = run(Bench(bench.store, painter), pictures)
    assert len(result.images) == pictures
    assert painter.requests[0].regional is None
    assert painter.requests[0].prompt.startswith("[2-PANEL] a cat [PANEL-1] a cat in scene a [PANEL-2]")


def test_pictures_too_large_for_one_canvas_are_painted_in_smaller_groups(
    bench: Bench, painter: RegionPainter
) -> None:
    result = run(bench, 4, width=512, height=256)
    assert [(request.width, request.height) for request in painter.requests] == [(512, 512), (512, 512)]
    assert {(record.width, record.height) for record in result.images} == {(512, 256)}


def test_a_size_that_cannot_be_painted_at_all_is_refused(bench: Bench) -> None:
    with pytest.raises(ToolError, match="1024×1024 is too large"):
        run(bench, 2, width=1024, height=1024)
    with pytest.raises(ToolError, match="both sides must be multiples of 32"):
        run(bench, 2, width=100)


def test_steps_are_told_for_each_picture_and_a_preview_is_its_part(bench: Bench) -> None:
    events: list[Event] = []
    result = run(Bench(bench.store, bench.painter, report=events.append), 2)
    assert events[:2] == [PaintingStarted(n, PROMPTS[n]) for n in range(2)]
    steps = [event for event in events if isinstance(event, PaintingStep)]
    assert [(step.output, step.index, step.of) for step in steps] == [
        (output, index, 3) for index in (1, 2, 3) for output in (0, 1)
    ]
    assert steps[1].preview.getcolors() == [(65536, color_of_prompt(PROMPTS[1]))]
    assert events[-2:] == [ImageStored(n, record) for n, record in enumerate(result.images)]


def test_a_set_is_not_painted_again_in_its_turn_but_what_is_lost_is(
    bench: Bench, painter: RegionPainter
) -> None:
    records = run(bench, 3).images
    assert run(bench, 3).images == records
    assert len(painter.requests) == 1
    bench.store.path(records[1].id).unlink()
    again = run(bench, 3).images
    assert [record.id for record in again] == ["i1", "i4", "i3"]
    assert len(painter.requests) == 2


def test_cancelling_keeps_the_groups_that_are_finished(bench: Bench, painter: RegionPainter) -> None:
    def stop(event: Event) -> None:
        if isinstance(event, PaintingStep) and event.output == 4:
            watched.cancelled.set()

    watched = Bench(bench.store, painter, turn="t1", report=stop)
    with pytest.raises(Cancelled):
        run(watched, 8)
    assert len(bench.store.records()) == 4
    assert len(run(bench, 8).images) == 8
    assert len(painter.finished) == 2


@pytest.mark.parametrize("prompts", [["one"], ["x"] * 13, ["a", " "]])
def test_a_set_has_two_to_twelve_pictures(prompts: list[str]) -> None:
    with pytest.raises(ToolError, match="image_set got prompts"):
        make_call("image_set", {"prompt": "a cat", "prompts": prompts})


def test_the_canvas_of_the_fake_is_the_embedded_painters_own() -> None:
    assert (SMALL_CANVAS.max_side, SMALL_CANVAS.max_area) == (768, 262144)
