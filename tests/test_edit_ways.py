"""Which way an edit is done, and when a chain of edits is made again from its original."""

from pathlib import Path

import numpy as np
import pytest
from fakes import SETTINGS, FakePainter
from PIL import Image, ImageDraw
from triptych.models.conditions import RuleName
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import Branching
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.pocket.world import Character, Scene
from triptych.tools.assets import Store
from triptych.tools.rebase import Chain, chain_of, is_better, painted_again
from triptych.tools.tool import Bench, ToolError, make_call

CAT = Character(kind="cat", color="purple")
SCENE = Scene(place="forest", characters=(CAT,), seed=4)
SHOWS = "a purple cat in the forest"

PART = (0.1, 0.1, 0.4, 0.4)


def square(color: str, size: int = 60, at: int = 40) -> Image.Image:
    image = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(image).rectangle((at, at, at + size, at + size), fill=color)
    return image


def test_what_a_later_instruction_says_anew_is_left_out() -> None:
    chain = Chain("i1", ("make the hat green", "put it in the snow", "make the hat red"))
    assert chain.merged(few_words=False) == "make the hat red; put it in the snow"
    assert chain.merged(few_words=True) is None
    again = Chain("i1", ("make the hat green", "make the hat red"))
    assert again.merged(few_words=True) == "make the hat red"


def test_a_chain_goes_back_to_what_was_no_edit(tmp_path: Path) -> None:
    bench = Bench(Store(tmp_path), FakePainter())
    bench.store.add(square("red"))
    for number, color in enumerate(("green", "blue"), start=1):
        call = {"image": f"i{number}", "instruction": f"make the square {color}"}
        make_call("edit", call).run(bench)
    assert chain_of(bench, "i1", "make it pink") is None
    assert chain_of(bench, "i3", "make it pink") == Chain(
        "i1", ("make the square green", "make the square blue", "make it pink")
    )


def test_only_what_is_painted_twice_counts() -> None:
    red, green = square("red"), square("green")
    assert painted_again(red, green, square("blue")) == pytest.approx(61 * 61 / 65536)
    assert painted_again(red, red, green) == 0
    assert painted_again(red, green, green) == 0


def test_the_original_wins_where_it_shows_the_same_with_more_of_its_pixels() -> None:
    original, wanted = square("red"), square("blue")
    tired = Image.fromarray(np.asarray(wanted) - (np.asarray(wanted) > 250).astype(np.uint8))
    assert is_better(original, tired, wanted)
    assert not is_better(original, wanted, tired)
    assert not is_better(original, tired, square("green"))


def test_a_colour_said_anew_is_painted_from_the_original(tmp_path: Path, pocket: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), pocket)
    bench.store.add(SCENE.picture())
    records = [
        make_call("edit", {"image": id, "instruction": f"make the cat {color}", "seed": 1})
        .run(bench)
        .images[0]
        for id, color in (("i1", "orange"), ("i2", "red"))
    ]
    report = records[1].report
    assert report is not None
    assert report["way"] == "rebased" or report["rebase"] == "not better from i1"
    original, last = (np.asarray(bench.store.open(id)) for id in ("i1", "i3"))
    assert (original == last).all(-1).mean() > 0.6


def test_the_picture_guides_apart_from_the_instruction_where_that_is_asked(
    tmp_path: Path, pocket: Flux2Painter
) -> None:
    bench = Bench(Store(tmp_path), pocket)
    bench.store.add(SCENE.picture())
    call = {"image": "i1", "instruction": "put it in the snow", "seed": 1}
    plain, guided = (
        make_call("edit", {**call, **more}).run(bench).images[0] for more in ({}, {"image_guidance": 2.0})
    )
    assert [(one.request or {})["image_guidance_scale"] for one in (plain, guided)] == [None, 2.0]
    assert (np.asarray(bench.store.open(plain.id)) != np.asarray(bench.store.open(guided.id))).any()


def test_only_references_of_a_guided_painter_guide(tmp_path: Path, pocket: Flux2Painter) -> None:
    card = pocket.conditions.card
    settings = card.settings.model_copy(update={"guidance_scale": 1.0})
    bench = Bench(Store(tmp_path), Flux2Painter(card.model_copy(update={"settings": settings})))
    bench.store.add(SCENE.picture())
    call = {"image": "i1", "instruction": "make the cat red", "image_guidance": 1.5}
    with pytest.raises(ToolError, match="needs references and a guidance scale above 1"):
        make_call("edit", call).run(bench)


def test_a_word_says_where(tmp_path: Path, pocket: Flux2Painter) -> None:
    bench = Bench(Store(tmp_path), pocket)
    make_call("generate", {"prompts": [SHOWS], "seed": 3}).run(bench)
    call = {"image": "i1", "instruction": "make the cat green", "where": "cat", "seed": 1}
    result = make_call("edit", call).run(bench)
    report = result.images[0].report
    assert report is not None
    assert (report["way"], report["target"]) == ("in-paint", "cat")
    assert report["fidelity"]["kept"] > 0.3
    assert "nothing outside cat" in result.note


def test_without_references_a_colour_is_changed_by_branches(tmp_path: Path) -> None:
    painter = FakePainter(max_references=0, abilities=frozenset({"branches", "canvas"}))
    bench = Bench(Store(tmp_path), painter)
    bench.store.add(
        square("red"),
        request={"prompt": "a red ball", "seed": 1, "width": 256, "height": 256},
        model="fake",
        revision="1",
        seed=1,
    )
    call = {"image": "i1", "instruction": "make the ball blue", "box": PART}
    (record,) = make_call("edit", call).run(bench).images
    assert record.report is not None
    assert record.report["way"] == "branches"
    (request,) = painter.requests
    assert request.prompt == "a blue ball"


@pytest.mark.parametrize(
    ("preferred", "instruction", "way"),
    [
        ({"add"}, "remove the ball", "branches"),
        ({"add"}, "take away the hat", "reference"),
        (set(), "remove the ball", "reference"),
    ],
)
def test_things_are_taken_away_by_branches_where_that_is_preferred(
    tmp_path: Path, preferred: set[RuleName], instruction: str, way: str
) -> None:
    settings = SETTINGS.model_copy(update={"branching": Branching(preferred=frozenset(preferred))})
    painter = FakePainter(abilities=frozenset({"branches"}), settings=settings, vocabulary=VOCABULARY)
    bench = Bench(Store(tmp_path), painter)
    request = {"prompt": "a cat with a red ball wearing a blue hat", "seed": 1, "width": 256, "height": 256}
    bench.store.add(square("red"), request=request, model="fake", revision="1", seed=1)
    (record,) = make_call("edit", {"image": "i1", "instruction": instruction, "box": PART}).run(bench).images
    assert (record.report or {})["way"] == way


@pytest.mark.parametrize(("shown", "way"), [("a red ball", "branches"), ("a red box", "in-paint")])
def test_a_preferred_way_gives_way_where_it_cannot_be_gone(tmp_path: Path, shown: str, way: str) -> None:
    branching = Branching(preferred=frozenset({"recolor"}))
    settings = SETTINGS.model_copy(update={"branching": branching})
    painter = FakePainter(abilities=frozenset({"branches", "canvas"}), settings=settings)
    bench = Bench(Store(tmp_path), painter)
    request = {"prompt": shown, "seed": 1, "width": 256, "height": 256}
    bench.store.add(square("red"), request=request, model="fake", revision="1", seed=1)
    call = {"image": "i1", "instruction": "make the ball blue", "box": PART}
    (record,) = make_call("edit", call).run(bench).images
    assert (record.report or {})["way"] == way
