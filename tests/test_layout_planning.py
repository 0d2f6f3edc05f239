"""Layouts as the agent plans them: boxes in numbers and in words, what stays a sentence, what is refused."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import FakePlanner, PanelPainter
from fakes import SETTINGS
from phrasebook_fakes import prompts
from planner_fakes import OneFox, ScriptedModel, white
from triptych.agent.language_planner import LanguagePlanner
from triptych.agent.phrasebook.boxes import boxes_in
from triptych.agent.phrasebook.lexicon import Lexicon
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.phrasebook.placing import placing
from triptych.agent.plan_check import problem_with
from triptych.agent.prepare import prepared
from triptych.agent.session import Project
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Plan, Seen
from triptych.agent.steps import steps_for
from triptych.models.image_model import Ability
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.assets import Store
from triptych.tools.boxes import Box, overlap

REGIONS: frozenset[Ability] = frozenset({"regions"})
LEXICON = Lexicon(VOCABULARY)


def ask(text: str, *, able: bool = True, knows_all: bool = False, **more: Any) -> Brief:
    planner = Phrasebook(None if knows_all else VOCABULARY)
    return planner.brief(text, Situation(SETTINGS, 2, abilities=REGIONS if able else frozenset(), **more))


def boxes(brief: Brief) -> dict[str, Box]:
    """The boxes of the only picture, by what is in them."""
    (output,) = brief.outputs
    return {box.description: box for box in output.boxes}


def sides(box: Box) -> tuple[float, ...]:
    return tuple(round(side, 3) for side in (box.left, box.top, box.width, box.height))


# Boxes in numbers.


@pytest.mark.parametrize(
    "text",
    [
        "a red fox in the box 0.1,0.4,0.3,0.5",
        "a red fox in the box (.1 .4 .3 .5)",
        "a red fox at 10% 40% 30% 50%",
        "a red fox at [10, 40, 30, 50] percent",
        "a red fox in the box x=0.1, y=0.4, w=0.3, h=0.5",
        "[0.1, 0.4, 0.3, 0.5]: a red fox",
        "draw a layout: a red fox (0.1, 0.4, 0.3, 0.5)",
    ],
)
def test_a_box_is_read_however_it_is_written(text: str) -> None:
    brief = ask(text)
    assert (brief.task, brief.operation, prompts(brief)) == ("layout", "generate", ["a red fox in a meadow"])
    assert sides(boxes(brief)["a red fox"]) == (0.1, 0.4, 0.3, 0.5)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("a red fox at [64, 128, 128, 64] pixels", ""),
        ("a red fox in the box 64px 128px 128px 64px", ""),
        ("a red fox in the box 64, 128, 128, 64", "as pixels of a picture of 256×256"),
    ],
)
def test_pixels_are_shares_of_the_picture(text: str, note: str) -> None:
    brief = ask(text)
    assert sides(boxes(brief)["a red fox"]) == (0.25, 0.5, 0.5, 0.25)
    assert note in " ".join(brief.notes)
    assert bool(note) == bool(brief.notes)


def test_pixels_count_in_the_size_that_is_asked_for() -> None:
    brief = ask("a red fox at [64, 96, 128, 96] pixels, 512x192")
    assert brief.size == (512, 192)
    assert sides(boxes(brief)["a red fox"]) == (0.125, 0.5, 0.25, 0.5)


def test_corners_are_understood_where_a_box_would_reach_out() -> None:
    brief = ask("a red fox in the box 0.5, 0.5, 0.9, 0.8")
    assert sides(boxes(brief)["a red fox"]) == (0.5, 0.5, 0.4, 0.3)
    assert "left, top, right and bottom" in brief.notes[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a fox in the box 0.8, 0.1, 0.4, 0.3", "The box 0.8, 0.1, 0.4, 0.3 reaches out of the picture"),
        ("a fox in the box -0.2, 0.1, 0.4, 0.3", "reaches out"),
        ("a fox in the box 0.1, 0.1, 0, 0.3", "no room for anything"),
        ("a fox in the box 0.1, 0.1, 0.05, 0.05", "no room for anything"),
        ("a fox at [10, 10, 900, 20] pixels", "at most 256"),
        ("a fox [0.1,0.1,0.4,0.4], a cat [0.1,0.1,0.4,0.4]", "cover each other by 100%"),
        (" and ".join(f"a fox [0.{n % 9}, 0.1, 0.1, 0.{1 + n // 9}]" for n in range(11)), "at most 10 boxes"),
        ("a chandelier in the box 0.1, 0.1, 0.4, 0.4", "that I can draw"),
    ],
)
def test_boxes_that_cannot_be_painted_are_asked_about(text: str, words: str) -> None:
    brief = ask(text)
    assert brief.operation == "clarify"
    assert words in brief.answer


@pytest.mark.parametrize(
    "text",
    [
        "a woman at age 10, 30, 50 and 70",
        "four pictures: 1, 2, 3, 4",
        "a fox, 512x256",
        "a robot with 12 stars in 16:9",
        "a fox in version 1.2.3.4",
    ],
)
def test_other_numbers_are_no_boxes(text: str) -> None:
    assert boxes_in(text) == ()


def test_each_box_holds_what_stands_before_it_and_the_rest_is_for_all() -> None:
    brief = ask(
        "a red fox with a blue hat in the box 0.1,0.4,0.3,0.5 and two stars in the box 0.6,0.1,0.3,0.2, "
        "at night, in ink"
    )
    assert list(boxes(brief)) == ["a red fox wearing a blue hat", "two yellow stars"]
    assert prompts(brief) == [
        "two yellow stars to the right of a red fox wearing a blue hat at night, ink drawing"
    ]


# Places in words.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a red fox on the left and a blue cat on the right, a star above",
            [("a red fox", "left"), ("a blue cat", "right"), ("a star", "above")],
        ),
        (
            "on the left a fox with a hat, on the right, a cat",
            [("a fox with a hat", "left"), ("a cat", "right")],
        ),
        ("top left: a star; in the middle: a bear", [("a star", "top left"), ("a bear", "middle")]),
        ("a fox with a hat and a scarf on the left", [("a fox with a hat and a scarf", "left")]),
        ("a house behind a fox", [("a fox", ""), ("a house", "behind a fox")]),
        ("a fox on the left and a house behind the fox", [("a fox", "left"), ("a house", "behind the fox")]),
        ("layout: a kite in the upper right corner", [("a kite", "upper right corner")]),
    ],
)
def test_a_text_is_cut_into_things_and_their_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(item.text, item.where) for item in placing(text, LEXICON).items] == expected


def middle(box: Box) -> tuple[float, float]:
    return box.left + box.width / 2, box.top + box.height / 2


def test_words_for_places_become_boxes_that_hold() -> None:
    placed = boxes(ask("a red fox on the left and a blue cat on the right, a star above"))
    fox, cat, star = (middle(placed[name]) for name in ("a red fox", "a blue cat", "a yellow star"))
    assert fox[0] < star[0] < cat[0]
    assert star[1] < min(fox[1], cat[1])
    for one, two in combinations(placed.values(), 2):
        assert overlap(one, two) < 0.2


def test_corners_are_in_the_corners_and_what_is_behind_comes_first() -> None:
    placed = boxes(ask("a star in the top left corner and a robot in the bottom right corner"))
    assert max(middle(placed["a yellow star"])) < 0.5 < min(middle(placed["a blue robot"]))
    assert list(boxes(ask("layout: a fox in the middle, a house behind the fox"))) == [
        "a red house",
        "an orange fox",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "a star at the top left and a robot at the bottom right",
            "a yellow star to the left of a blue robot",
        ),
        ("a cat in the left half and a dog in the right half", "an orange cat and a brown dog together"),
        ("a dog in the right half and a cat in the left half", "an orange cat and a brown dog together"),
        ("layout: a bear in the middle, a star above the bear", "a yellow star above a brown bear"),
        ("a fox, a cat and a dog, the dog on the right, layout of three", ""),
        (
            "a fox on the left, a cat in the middle, a dog on the right",
            "an orange fox, an orange cat and a brown dog",
        ),
    ],
)
def test_the_whole_is_told_as_the_painter_was_taught_where_it_can_be(text: str, sentence: str) -> None:
    brief = ask(text)
    if sentence:
        assert (brief.task, prompts(brief)) == ("layout", [f"{sentence} in a meadow"])
    else:
        assert brief.task != "layout"


def test_two_and_a_thing_are_told_as_the_painter_was_taught_and_shown_as_they_are() -> None:
    (output,) = ask("a blue cat on the right and a red fox on the left, a star above").outputs
    assert output.prompt == "a red fox and a blue cat with a yellow star between them in a meadow"
    assert output.shows == "a blue cat, a red fox and a yellow star in a meadow"


def test_everything_in_a_box_is_asked_for_by_the_critic() -> None:
    (output,) = ask(
        "a red fox on the left, a blue cat in the middle, a star on the right, in the snow"
    ).outputs
    asked = [check.question for check in output.checks]
    assert {"Is there a fox?", "Is the fox red?", "Is there a cat?", "Is there a star?"} < set(asked)
    assert "Is it in the snow?" in asked
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a fox to the left of a cat", "an orange fox and an orange cat together in a meadow"),
        ("a fox on the left and a cat on the right", "an orange fox and an orange cat together in a meadow"),
        ("a star above a bear in the snow", "a yellow star above a brown bear in the snow"),
        ("a cat with a ball on the right", "a red ball to the right of an orange cat in a meadow"),
        (
            "a fox and a cat with a ball between them",
            "an orange fox and an orange cat with a red ball between them in a meadow",
        ),
    ],
)
def test_what_a_sentence_can_say_stays_a_sentence(text: str, sentence: str) -> None:
    brief = ask(text)
    assert (brief.task, prompts(brief)) == ("text_to_image", [sentence])
    assert boxes(brief) == {}


def test_wishes_hold_in_layouts_too() -> None:
    brief = ask(
        "a fox in the box 0.1 0.1 0.4 0.8 and a cat in the box 0.5 0.1 0.4 0.8",
        wishes=("in pastel", "no hats"),
    )
    assert prompts(brief) == ["an orange fox and an orange cat together in a meadow, in pastel colours"]


def test_a_painter_without_regions_draws_as_before_and_says_so() -> None:
    brief = ask("a red fox at 10% 40% 30% 50%", able=False)
    assert (brief.task, prompts(brief)) == ("layout", ["a red fox in a meadow"])
    assert boxes(brief) == {}
    assert "cannot place things by boxes" in " ".join(brief.notes)
    assert [step.tool for step in steps_for(brief, 1)] == ["generate"]


def test_what_is_on_the_table_is_changed_not_laid_out() -> None:
    seen = (Seen(id="i1", shows="a red fox in the snow", turn="t1"),)
    table: dict[str, Any] = {
        "seen": seen,
        "moments": (Moment(turn="t1", images=("i1",), made=("i1",)),),
        "head": "t1",
    }
    assert ask("add a star in the top left corner", **table).operation == "edit"
    assert ask("a star in the top left corner and a cat in the bottom right corner", **table).task == "layout"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "a knight [0.1,0.1,0.4,0.4], a dragon [0.5,0.5,0.4,0.4], in a cave",
            "a knight and a dragon, in a cave",
        ),
        (
            "draw a knight in the top left corner and a dragon at the bottom right",
            "a knight in the top left corner and a dragon at the bottom right",
        ),
    ],
)
def test_a_painter_that_knows_all_words_gets_the_users_own(text: str, told: str) -> None:
    brief = ask(text, knows_all=True)
    assert prompts(brief) == [told]
    assert [name.split(" in ")[0] for name in boxes(brief)] == ["a knight", "a dragon"]


# The step, and the painting.


def test_a_layout_is_one_step_with_its_boxes(tmp_path: Path) -> None:
    brief = ask("a red fox [0.1,0.4,0.3,0.5] and a cat [0.5,0.4,0.3,0.5], 4:3")
    (step,) = steps_for(brief, 7, REGIONS)
    assert (step.tool, step.arguments["unit"], step.arguments["seed"]) == ("layout", "fraction", 7)
    assert step.arguments["boxes"][0] == {
        "description": "a red fox",
        "left": 0.1,
        "top": 0.4,
        "width": 0.3,
        "height": 0.5,
    }
    assert (step.arguments["width"], step.arguments["height"]) == brief.size
    assert problem_with(prepared(Plan(steps=(step,)), 7), brief, Store(tmp_path)) == ""


def test_the_painter_gets_a_region_for_each_box_and_the_thread_remembers_them(tmp_path: Path) -> None:
    brief = ask("a red fox [0.25,0.5,0.25,0.5] and a cat [0.5,0.5,0.25,0.5]")
    painter = PanelPainter()
    with Project(tmp_path, painter, planner=FakePlanner({"go": brief})) as project:
        list(project.session().say("go", seed=3))
    (request,) = painter.finished
    assert request.regional
    regions = [(region.prompt, region.edges) for region in request.regional.regions]
    assert regions == [("a red fox", (64, 128, 128, 256)), ("an orange cat", (128, 128, 192, 256))]
    with Project(tmp_path, painter, planner=FakePlanner({})) as project:
        assert project.session().turns()[-1].brief == brief


# What a language model may plan.

FOX_AND_STAR: dict[str, Any] = {
    "operation": "generate",
    "kind": "layout",
    "outputs": [
        {
            "prompt": "a red fox below a yellow star",
            "boxes": [
                {"description": "a yellow star", "left": 0.4, "top": 0.1, "width": 0.2, "height": 0.2},
                {"description": "a red fox", "left": 0.3, "top": 0.4, "width": 0.4, "height": 0.5},
            ],
        }
    ],
}
LAID_OUT = {"tool": "layout", "arguments": json.dumps({"prompt": "prompt:1"}), "outputs": ["picture:1"]}


def planned(*replies: Any) -> tuple[Brief, Plan, ScriptedModel]:
    model = ScriptedModel(list(replies))
    situation = Situation(SETTINGS, 2, abilities=REGIONS)
    one = LanguagePlanner(model, OneFox(), white)
    brief = one.brief("…", situation)
    return brief, one.plan(brief, situation, 5), model


def test_a_language_model_gives_boxes_once_and_the_plan_takes_them() -> None:
    brief, plan, model = planned(FOX_AND_STAR, {"steps": [LAID_OUT]})
    assert (brief.task, list(boxes(brief))) == ("layout", ["a yellow star", "a red fox"])
    assert plan.steps == steps_for(brief, 5, REGIONS)
    assert '"boxes": [\n    "a yellow star"' in model.prompts[1]


def test_numbers_that_a_model_writes_in_a_plan_do_not_count() -> None:
    own = {**LAID_OUT, "arguments": json.dumps({"prompt": "prompt:1", "boxes": [], "unit": "pixels"})}
    brief, plan, _ = planned(FOX_AND_STAR, {"steps": [own]})
    assert plan.steps == steps_for(brief, 5, REGIONS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"left": 0.9},
        {"top": -0.1},
        {"width": 0},
        {"height": 7},
        {"description": " "},
        {"left": 0.4, "top": 0.1, "width": 0.2, "height": 0.2},
    ],
    ids=["outside", "above", "empty", "pixels", "nothing in it", "over the other"],
)
def test_boxes_that_cannot_be_painted_go_back_to_the_model(wrong: dict[str, Any]) -> None:
    (output,) = FOX_AND_STAR["outputs"]
    draft = {
        **FOX_AND_STAR,
        "outputs": [{**output, "boxes": [output["boxes"][0], output["boxes"][1] | wrong]}],
    }
    brief, _, model = planned(draft, FOX_AND_STAR, {"steps": [LAID_OUT]})
    assert "the boxes of output 1 cannot be painted" in model.prompts[1]
    assert len(boxes(brief)) == 2


def test_a_layout_without_boxes_goes_back_to_the_model() -> None:
    (output,) = FOX_AND_STAR["outputs"]
    bare = {**FOX_AND_STAR, "kind": "usual", "outputs": [{"prompt": output["prompt"]}]}
    plain = {"tool": "generate", "arguments": json.dumps({"prompts": ["prompt:1"]}), "outputs": ["picture:1"]}
    _, plan, model = planned(bare, {"steps": [LAID_OUT]}, {"steps": [plain]})
    assert "layout got boxes" in model.prompts[2]
    assert [step.tool for step in plan.steps] == ["generate"]
