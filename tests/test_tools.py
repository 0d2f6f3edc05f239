"""The tools on a bench with a painter without weights: what they ask for, store, report and refuse."""

import json
from pathlib import Path
from typing import Any

import pytest
from fakes import OF_FEW_WORDS, FakePainter, color_of
from PIL import Image
from pydantic import ValidationError
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.assets import Store
from triptych.tools.restore import with_low_band
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
    toolbox,
)


@pytest.fixture
def painter() -> FakePainter:
    return FakePainter()


@pytest.fixture
def bench(tmp_path: Path, painter: FakePainter) -> Bench:
    return Bench(Store(tmp_path / "project"), painter, turn="t1")


def run(bench: Bench, tool: str, **arguments: Any) -> ToolResult:
    return make_call(tool, arguments).run(bench)


def test_the_toolbox_holds_every_tool_by_its_name() -> None:
    assert {"book", "compose", "edit", "generate", "refine"} <= set(toolbox())
    for name, tool in toolbox().items():
        schema = tool.model_json_schema()
        assert tool.name == name
        assert len(schema["description"]) > 40
        assert all(field.get("description") for field in schema["properties"].values())
        assert schema["additionalProperties"] is False


def test_a_call_survives_json_and_cannot_be_changed() -> None:
    call = make_call("generate", {"prompts": ["a cat"], "seed": 3})
    written = json.loads(json.dumps(call.as_call()))
    assert written["tool"] == "generate"
    assert make_call(written["tool"], written["arguments"]) == call
    with pytest.raises(ValidationError):
        call.seed = 4  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("paint", {}, r"no tool 'paint'; the tools are .*book, cast, compose"),
        ("generate", {}, r"generate lacks prompts; give it"),
        ("generate", {"prompts": []}, r"prompts"),
        ("generate", {"prompts": ["  "]}, r"prompts\.0"),
        ("generate", {"prompts": ["x" * 100_000]}, r"prompts\.0"),
        ("generate", {"prompts": ["x"] * 17}, r"prompts"),
        ("generate", {"prompts": ["x"], "width": -256}, r"width = '-256'"),
        ("generate", {"prompts": ["x"], "width": 10**9}, r"width"),
        ("generate", {"prompts": ["x"], "seed": -1}, r"seed = '-1'"),
        ("generate", {"prompts": ["x"], "colour": "red"}, r"colour = 'red'"),
        ("compose", {"prompt": "x", "references": []}, r"references"),
        ("edit", {"image": "../i1", "instruction": "x"}, r"image = '../i1'"),
        ("refine", {"prompt": "x", "drafts": []}, r"drafts"),
        ("refine", {"prompt": "x", "drafts": [{"image": "i1", "advice": ""}]}, r"drafts\.0\.advice"),
        ("book", {"title": "", "pages": [{"image": "i1"}]}, r"title"),
    ],
)
def test_a_wrong_call_is_refused_in_one_sentence(tool: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ToolError, match=words) as caught:
        make_call(tool, arguments)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_generate_paints_a_picture_for_each_prompt(bench: Bench, painter: FakePainter) -> None:
    result = run(bench, "generate", prompts=["a cat", "a dog"], width=64, height=96, seed=5)
    assert [record.id for record in result.images] == ["i1", "i2"]
    assert painter.requests == [
        painter.settings.request("a cat", width=64, height=96, seed=5),
        painter.settings.request("a dog", width=64, height=96, seed=6),
    ]
    for record, request in zip(result.images, painter.requests, strict=True):
        assert bench.store.open(record.id).getpixel((0, 0)) == color_of(request)
        assert bench.store.open(record.id).size == (64, 96)


def test_the_record_says_how_it_was_made_and_can_be_replayed(bench: Bench) -> None:
    (record,) = run(bench, "generate", prompts=["a cat"]).images
    assert (record.model, record.revision, record.turn, record.parents) == ("fake", "1", "t1", ())
    assert record.call is not None
    assert record.request is not None
    assert record.seed == record.request["seed"] == record.call["arguments"]["seed"]
    later = Bench(bench.store, bench.painter, turn="t2")
    (again,) = make_call(record.call["tool"], record.call["arguments"]).run(later).images
    assert bench.store.open(again.id).tobytes() == bench.store.open(record.id).tobytes()
    assert again.id == "i2"


def test_the_same_request_in_the_same_turn_is_not_painted_again(bench: Bench, painter: FakePainter) -> None:
    (first,) = run(bench, "generate", prompts=["a cat"], seed=3).images
    events: list[Event] = []
    resumed = Bench(Store(bench.store.folder), painter, turn="t1", report=events.append)
    resumed.cancelled.set()  # what is there is there, even for a turn that was stopped
    assert run(resumed, "generate", prompts=["a cat"], seed=3).images == (first,)
    assert events == [ImageStored(0, first)]
    assert len(painter.requests) == 1


def test_another_turn_seed_painter_or_a_lost_file_is_painted_anew(bench: Bench, painter: FakePainter) -> None:
    (first,) = run(bench, "generate", prompts=["a cat"], seed=3).images
    run(bench, "generate", prompts=["a cat"], seed=4)
    run(Bench(bench.store, painter, turn="t2"), "generate", prompts=["a cat"], seed=3)
    run(Bench(bench.store, FakePainter(revision="2"), turn="t1"), "generate", prompts=["a cat"], seed=3)
    run(Bench(bench.store, painter), "generate", prompts=["a cat"], seed=3)
    bench.store.path(first.id).unlink()
    run(bench, "generate", prompts=["a cat"], seed=3)
    assert len(bench.store.records()) == 6


def test_a_finished_picture_may_wait_before_it_is_stored(bench: Bench, painter: FakePainter) -> None:
    seen: list[tuple[int, int]] = []
    waiting = Bench(
        bench.store,
        painter,
        before_storing=lambda: seen.append((len(painter.finished), len(bench.store.records()))),
    )
    run(waiting, "generate", prompts=["a cat", "a dog"])
    assert seen == [(1, 0), (2, 1)]


def test_refine_tells_a_painter_of_few_words_one_change(tmp_path: Path) -> None:
    painter = FakePainter(settings=OF_FEW_WORDS, vocabulary=VOCABULARY)
    bench = Bench(Store(tmp_path), painter)
    run(bench, "generate", prompts=["a cat", "a dog"])
    drafts = [{"image": "i2", "advice": "make it blue"}, {"image": "i1", "advice": "add a hat"}]
    (record,) = run(bench, "refine", prompt="a blue cat", drafts=drafts, seed=5).images
    request = painter.requests[-1]
    assert (request.prompt, request.seed) == ("make it blue", 5)
    assert [one.image.tobytes() for one in request.references] == [bench.store.open("i2").tobytes()]
    assert record.parents == ("i2",)
    assert record.report is not None
    assert record.report["way"] == "reference"
    assert 0 <= record.report["fidelity"]["kept"] <= 1


def test_refine_shows_others_what_was_wrong_in_each_try(bench: Bench, painter: FakePainter) -> None:
    run(bench, "generate", prompts=["a", "b", "c"], width=96, height=64)
    drafts = [{"image": f"i{n}", "advice": f"mend {n}"} for n in (3, 1, 2)]
    (record,) = run(bench, "refine", prompt="a blue cat", drafts=drafts).images
    request = painter.requests[-1]
    assert "a blue cat\n" in request.prompt
    assert "In picture 1, mend 3. In picture 2, mend 1." in request.prompt
    assert "mend 2" not in request.prompt, "this painter takes two references"
    assert (record.parents, record.width, record.height) == (("i3", "i1"), 96, 64)
    assert record.call is not None
    assert len(record.call["arguments"]["drafts"]) == 3


def test_without_a_seed_each_call_is_new(bench: Bench) -> None:
    seeds = {run(bench, "generate", prompts=["a cat"]).images[0].seed for _ in range(4)}
    assert len(seeds) == 4


def test_compose_gives_the_references_in_their_order(bench: Bench, painter: FakePainter) -> None:
    run(bench, "generate", prompts=["a cat", "a dog"], seed=1)
    result = run(bench, "compose", prompt="both in the snow", references=["i2", "i1"], seed=9)
    request = painter.requests[-1]
    shown = [reference.image.tobytes() for reference in request.references]
    assert shown == [bench.store.open("i2").tobytes(), bench.store.open("i1").tobytes()]
    assert (request.prompt, request.seed) == ("both in the snow", 9)
    assert result.images[0].parents == ("i2", "i1")


def test_compose_refuses_more_references_than_the_painter_takes(bench: Bench) -> None:
    run(bench, "generate", prompts=["a", "b", "c"])
    with pytest.raises(ToolError, match=r"got 3 references.*at most 2; leave some out"):
        run(bench, "compose", prompt="all", references=["i1", "i2", "i3"])


def test_edit_paints_in_the_shape_of_its_source(bench: Bench, painter: FakePainter) -> None:
    bench.store.add(Image.new("RGB", (1000, 500), "red"))
    (record,) = run(bench, "edit", image="i1", instruction="make it blue").images
    (reference,) = painter.requests[-1].references
    assert (record.width, record.height) == reference.image.size == (352, 192)
    assert painter.requests[-1].prompt == "make it blue"
    assert record.parents == ("i1",)


def test_edit_does_not_resample_a_picture_of_its_own_size(bench: Bench, painter: FakePainter) -> None:
    source = Image.effect_noise((256, 256), 60).convert("RGB")
    bench.store.add(source)
    run(bench, "edit", image="i1", instruction="make it blue")
    assert painter.requests[-1].references[0].image.tobytes() == source.tobytes()


def test_restore_and_control_show_the_picture_in_its_own_shape(bench: Bench, painter: FakePainter) -> None:
    source = Image.new("RGB", (300, 150), "white")
    source.paste("red", (150, 0, 300, 150))
    bench.store.add(source)
    (restored,) = run(bench, "restore", image="i1", seed=1).images
    (controlled,) = run(bench, "control", image="i1", prompt="a {blue} wall", seed=1).images
    asked, outlined = painter.requests
    assert (asked.width, asked.height) == (outlined.width, outlined.height) == asked.references[0].image.size
    assert asked.prompt == painter.settings.instructions.restore
    assert "a {blue} wall" in outlined.prompt
    colors = outlined.references[0].image.getcolors()
    assert colors is not None
    assert {color for _, color in colors} == {(0, 0, 0), (255, 255, 255)}
    assert restored.parents == controlled.parents == ("i1",)


def test_restoring_keeps_the_coarse_colours_of_the_source_and_the_details_of_the_painted() -> None:
    source = Image.new("RGB", (64, 64), (200, 100, 50))
    drifted = Image.new("RGB", (64, 64), (180, 120, 60))
    assert with_low_band(drifted, source).getpixel((30, 30)) == (200, 100, 50)
    drifted.putpixel((32, 32), (0, 0, 0))
    mended = with_low_band(drifted, source)
    dot, ground = mended.getpixel((32, 32)), mended.getpixel((8, 8))
    assert isinstance(dot, tuple)
    assert isinstance(ground, tuple)
    assert dot[0] < 60 < ground[0]


@pytest.mark.parametrize(
    ("source", "painted"),
    [((256, 256), (256, 256)), ((2048, 2048), (256, 256)), ((16, 16), (256, 256)), ((2048, 256), (736, 96))],
)
def test_sizes_that_fit_the_painter(source: tuple[int, int], painted: tuple[int, int]) -> None:
    assert FakePainter().settings.fit(*source) == painted


def test_an_unknown_image_and_a_size_the_painter_refuses_are_tool_errors(bench: Bench) -> None:
    with pytest.raises(ToolError, match="there is no image 'i7'"):
        run(bench, "edit", image="i7", instruction="x")
    with pytest.raises(
        ToolError, match="100×256 cannot be painted: both sides must be multiples of 32; try 96×256"
    ):
        run(bench, "generate", prompts=["x"], width=100)
    assert bench.store.records() == []


def test_every_step_is_reported_in_order(bench: Bench) -> None:
    events: list[Event] = []
    watched = Bench(bench.store, bench.painter, report=events.append)
    result = run(watched, "generate", prompts=["a cat", "a dog"])
    names = [type(event).__name__ for event in events]
    assert names == ["PaintingStarted", *["PaintingStep"] * 3, "ImageStored"] * 2
    assert [event.output for event in events] == [0] * 5 + [1] * 5
    assert events[0] == PaintingStarted(0, "a cat")
    assert isinstance(events[3], PaintingStep)
    assert (events[3].index, events[3].of, events[3].preview.size) == (3, 3, (256, 256))
    assert events[4] == ImageStored(0, result.images[0])


def test_cancelling_stops_within_a_step_and_keeps_what_is_stored(bench: Bench, painter: FakePainter) -> None:
    def stop_in_second_picture(event: Event) -> None:
        if event.output == 1 and isinstance(event, PaintingStep):
            watched.cancelled.set()

    watched = Bench(bench.store, painter, report=stop_in_second_picture)
    with pytest.raises(Cancelled):
        run(watched, "generate", prompts=["a", "b", "c"])
    assert [record.id for record in bench.store.records()] == ["i1"]
    assert (len(painter.requests), len(painter.finished), painter.closed) == (2, 1, 2)


def test_a_bench_cancelled_before_paints_nothing(bench: Bench, painter: FakePainter) -> None:
    bench.cancelled.set()
    with pytest.raises(Cancelled):
        run(bench, "generate", prompts=["a"])
    assert painter.requests == []
