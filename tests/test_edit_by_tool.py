"""Which tool an instruction becomes behind `edit`: as the card prefers, or where there is no other way."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from agent_fakes import WordyPainter
from fakes import SETTINGS, FakePainter
from PIL import Image
from triptych.models.conditions import RuleName
from triptych.models.image_model import Ability, Branching
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.assets import Store
from triptych.tools.edit_words import heard, place_said, without_amount
from triptych.tools.records import ImageRecord
from triptych.tools.room_for import beside, box_of, way_to
from triptych.tools.seen_in import first_noun
from triptych.tools.tool import Bench, ToolError, make_call

ALL: frozenset[Ability] = frozenset({"branches", "canvas"})
BALL = "a red cat with an orange ball in the snow"
HAT = "a red cat wearing a green hat in the snow"


def edited(folder: Path, painter: FakePainter, instruction: str, shows: str | None = BALL) -> ImageRecord:
    bench = Bench(Store(folder), painter)
    request = {"prompt": shows, "seed": 1, "width": 256, "height": 256} if shows else None
    bench.store.add(Image.new("RGB", (256, 256), "white"), request=request)
    return make_call("edit", {"image": "i1", "instruction": instruction, "seed": 4}).run(bench).images[0]


def preferring(*rules: RuleName, **painter: Any) -> WordyPainter:
    settings = SETTINGS.model_copy(update={"branching": Branching(preferred=frozenset(rules))})
    return WordyPainter(**{"abilities": ALL, "settings": settings, **painter})


@pytest.mark.parametrize(
    ("rule", "instruction", "shows", "tool", "arguments"),
    [
        (
            "background",
            "put it on the beach",
            "a red cat in the snow",
            "background",
            {"place": "on the beach"},
        ),
        ("background", "change the place: the woods", "a red cat", "background", {"place": "in the forest"}),
        ("background", "put the kitten in the city", "a red cat", "background", {"what": "kitten"}),
        ("pose", "turn the cat to the left", BALL, "pose", {"what": "cat", "pose": "looking to the left"}),
        ("pose", "let it face right", BALL, "pose", {"what": "cat", "pose": "looking to the right"}),
        ("add", "add a blue star beside the cat", BALL, "add", {"what": "a blue star"}),
        ("add", "add a kite above it", BALL, "add", {"what": "a kite", "box": [0.3, 0, 0.4, 0.246]}),
        ("add", "remove the ball", BALL, "remove", {"what": "ball"}),
        ("recolor", "make the ball blue", BALL, "recolor", {"what": "ball", "color": "blue"}),
        (
            "recolor",
            "change the colour of the red cat to blue",
            BALL,
            "recolor",
            {"what": "cat", "color": "blue"},
        ),
        ("recolor", "give the cat a blue hat", HAT, "recolor", {"what": "hat", "color": "blue"}),
        ("recolor", "put a blue hat on it", HAT, "recolor", {"what": "hat", "color": "blue"}),
        ("recolor", "give the cat a blue scarf", HAT, "edit", {}),
        ("move", "move the ball to the left", BALL, "move", {"what": "ball", "right": -0.246, "down": 0}),
    ],
)
def test_what_the_card_prefers_is_done_by_that_tool(
    tmp_path: Path, rule: RuleName, instruction: str, shows: str, tool: str, arguments: dict[str, Any]
) -> None:
    call = edited(tmp_path / "preferred", preferring(rule), instruction, shows).call
    assert call is not None
    assert call["tool"] == tool
    assert {name: call["arguments"][name] for name in arguments} == arguments
    assert call["arguments"]["seed"] == 4
    by_reference = edited(tmp_path / "plain", FakePainter(abilities=ALL), instruction, shows)
    assert (by_reference.report or {})["way"] == "reference"


@pytest.mark.parametrize(
    "instruction",
    ["put it on the beach", "turn it to the left", "add a star", "make the ball blue", "move it to the left"],
)
def test_a_painter_without_references_does_all_by_tools(tmp_path: Path, instruction: str) -> None:
    painter = preferring(max_references=0, vocabulary=None)
    assert (edited(tmp_path, painter, instruction).call or {})["tool"] != "edit"


@pytest.mark.parametrize(
    ("instruction", "side", "by"),
    [
        ("extend it to the left", "left", 0.5),
        ("Extend the picture by 30% at the top.", "top", 0.3),
        ("make it a bit wider", "right", 0.25),
        ("make the picture wider on the left", "left", 0.5),
        ("make it taller", "top", 0.5),
        ("extend it downwards", "bottom", 0.5),
    ],
)
def test_only_outpainting_makes_a_picture_larger(
    tmp_path: Path, instruction: str, side: str, by: float
) -> None:
    record = edited(tmp_path, FakePainter(abilities=ALL), instruction)
    assert record.call is not None
    arguments = record.call["arguments"]
    assert (record.call["tool"], arguments["side"], arguments["by"]) == ("outpaint", side, by)
    assert record.width * record.height > 256 * 256


def test_what_nobody_described_cannot_grow_but_is_changed_by_reference(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="nobody said what i1 shows"):
        edited(tmp_path / "grow", FakePainter(abilities=ALL), "extend it to the left", None)
    record = edited(tmp_path / "move", preferring("background"), "put it on the beach", None)
    assert (record.report or {})["way"] == "reference"


@pytest.mark.parametrize(
    ("instruction", "tool"),
    [
        ("move the ball to the left", "edit"),
        ("move the ball a bit to the left", "move"),
        ("move the cat to the left", "move"),
        ("move it up a bit", "move"),
        ("turn the cat to the left", "compose"),
        ("put it on the beach", "edit"),
        ("put the ball on the beach", "edit"),
        ("make the hat bigger", "edit"),
    ],
)
def test_a_small_world_painter_moves_and_turns_as_it_was_taught_or_by_a_tool(
    tmp_path: Path, instruction: str, tool: str
) -> None:
    painter = preferring("background", "recolor")  # there is a ball, too: no other place for the cat alone
    record = edited(tmp_path, painter, instruction)
    assert (record.call or {})["tool"] == tool


def test_a_turned_figure_is_said_in_full(tmp_path: Path) -> None:
    painter = preferring()
    edited(tmp_path, painter, "make it look to the left", "a red cat wearing a hat in the snow")
    (request,) = painter.requests
    assert request.prompt == "a red cat wearing a hat looking to the left in the snow"
    assert len(request.references) == 1


@pytest.mark.parametrize(
    ("painter", "shows", "tool"),
    [
        (preferring(max_references=0), BALL, "subject"),
        (preferring("subject"), BALL, "subject"),
        (preferring(), BALL, "compose"),
        (preferring(max_references=0), None, "compose"),
        (preferring("subject"), "sunset over the sea", "compose"),
    ],
)
def test_one_subject_is_seen_by_branches_where_that_is_better(
    tmp_path: Path, painter: WordyPainter, shows: str | None, tool: str
) -> None:
    bench = Bench(Store(tmp_path), painter)
    request = {"prompt": shows, "seed": 1, "width": 256, "height": 256} if shows else None
    bench.store.add(Image.new("RGB", (256, 256), "white"), request=request)
    call = make_call("compose", {"prompt": "a cat in the city", "references": ["i1"], "seed": 4})
    (record,) = call.run(bench).images
    assert (record.call or {})["tool"] == tool
    assert record.parents == ("i1",)


def test_instructions_are_heard_in_full_or_not_at_all() -> None:
    assert heard("move", "push the red ball to the right side") == {"what": "red ball", "side": "right"}
    assert heard("background", "put the ball on the right") is None
    assert heard("background", "put it on the beach and make it blue") == {
        "place": "on the beach and make it blue"
    }
    assert place_said("on the beach and make it blue", VOCABULARY) is None
    assert place_said("a harbour", None) == "in a harbour"
    assert heard("outpaint", "make the hat wider") is None
    assert without_amount("extend it by half to the left", usual=1, little=0) == (
        "extend it to the left",
        0.5,
    )


@pytest.mark.parametrize(
    ("sentence", "small", "noun"),
    [
        ("In the town, two foxes and a ball", True, "foxes"),
        ("a red ball at night", True, "ball"),
        ("a house on Mars", False, "house"),
        ("A photo of an old red teddy bear sitting on a chair", False, "bear"),
        ("sunset over the sea", False, None),
    ],
)
def test_who_is_seen_is_found_in_a_sentence(sentence: str, small: bool, noun: str | None) -> None:
    assert first_noun(sentence, VOCABULARY if small else None) == noun


def test_room_is_measured_in_fractions() -> None:
    mask = np.zeros((100, 200), bool)
    mask[20:80, 60:100] = True
    thing = box_of(mask)
    assert thing == pytest.approx((0.3, 0.2, 0.2, 0.6))
    assert beside(thing, None) == pytest.approx((0.5, 0.3, 0.5, 0.65))
    assert beside(thing, "left") == pytest.approx((0.0, 0.3, 0.3, 0.65))
    assert way_to(thing, "right", 0.9) == pytest.approx((0.5, 0.0))
    assert way_to(thing, "up", 0.1) == pytest.approx((0.0, -0.1))
    mask[:20] = True
    with pytest.raises(ToolError, match="there is no room above it"):
        beside(box_of(mask), "up")
    with pytest.raises(ToolError, match="at the edge of the picture already, so it cannot go up"):
        way_to(box_of(mask), "up", 0.4)
