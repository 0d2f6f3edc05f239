"""Layouts from sketches and from nothing but names, what is asked of where things landed, and storyboards."""

import json
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import FakeEyes, PanelPainter
from fakes import SETTINGS
from PIL import Image
from planner_fakes import OneFox, ScriptedModel, white
from triptych.agent.language_planner import LanguagePlanner
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.session import Project
from triptych.agent.situation import Situation
from triptych.agent.sketches import sketches
from triptych.agent.state import Brief, Seen
from triptych.agent.steps import steps_for
from triptych.models.image_model import Ability
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.boxes import Box
from triptych.tools.records import StoreError

REGIONS: frozenset[Ability] = frozenset({"regions"})
UPLOAD = (Seen(id="i1"),)
BLUE, RED = (0.1, 0.4, 0.3, 0.5), (0.6, 0.2, 0.3, 0.4)


def sketch() -> Image.Image:
    """A blue patch on the left, a red one on the right and higher."""
    image = Image.new("RGB", (200, 200), "white")
    image.paste("blue", (20, 80, 80, 180))
    image.paste("red", (120, 40, 180, 120))
    return image


def situation(*, uploads: tuple[Seen, ...] = UPLOAD, **more: Any) -> Situation:
    return Situation(
        SETTINGS, 2, abilities=REGIONS, uploads=uploads, sketch=sketches(lambda _: sketch()), **more
    )


def ask(text: str, *, knows_all: bool = False, known: Situation | None = None) -> Brief:
    return Phrasebook(None if knows_all else VOCABULARY).brief(text, known or situation())


def sides(box: Box) -> tuple[float, ...]:
    return box.left, box.top, box.width, box.height


def laid_out(brief: Brief) -> dict[str, tuple[float, ...]]:
    (output,) = brief.outputs
    return {box.description: sides(box) for box in output.boxes}


# Sketches


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("use my sketch as the layout: a robot, a star", "a blue robot", "a yellow star"),
        ("a fox and a tree, laid out as in my sketch, at night", "an orange fox", "a green tree"),
        ("use my sketch as the layout. A robot and a cat in ink.", "a blue robot", "an orange cat"),
        (
            "use this sketch as the layout: the red patch is a star and the blue one is a dog",
            "a brown dog",
            "a yellow star",
        ),
        ("a cat and a dog arranged like in the sketch", "an orange cat", "a brown dog"),
    ],
)
def test_things_stand_in_the_patches_from_left_to_right(text: str, left: str, right: str) -> None:
    brief = ask(text)
    assert (brief.task, brief.operation) == ("layout", "generate")
    assert [(use.id, use.role) for use in brief.images] == [("i1", "sketch")]
    boxes = laid_out(brief)
    assert list(boxes) == [left, right]
    assert boxes[left] == pytest.approx(BLUE, abs=0.03)
    assert boxes[right] == pytest.approx(RED, abs=0.03)
    (step,) = steps_for(brief, 1, REGIONS)
    assert (step.tool, len(step.arguments["boxes"])) == ("layout", 2)


def test_a_painter_of_all_words_gets_them_as_they_are_called() -> None:
    brief = ask("use my sketch as the layout: a knight, a dragon", knows_all=True)
    assert list(laid_out(brief)) == ["a knight", "a dragon"]
    assert brief.outputs[0].prompt == "a knight and a dragon"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("use my sketch as the layout", "The sketch has two areas: blue, red, from left to right"),
        ("use my sketch as the layout: a robot", "The sketch has 2 patches, and 1 are named"),
        ("use my sketch as the layout: a robot, a cat and a star", "2 patches, and 3 are named"),
    ],
)
def test_who_stands_where_is_asked_where_it_is_not_said(text: str, words: str) -> None:
    brief = ask(text)
    assert brief.operation == "clarify"
    assert words in brief.answer


def test_a_sketch_that_is_not_there_or_shows_nothing_is_asked_for() -> None:
    none = ask("use my sketch as the layout: a fox", known=situation(uploads=()))
    assert none.answer.startswith("Which sketch?")

    def lost(_: str) -> Image.Image:
        raise StoreError("gone")

    for opener in (lost, lambda _: Image.new("RGB", (64, 64), "white")):
        known = Situation(SETTINGS, 2, abilities=REGIONS, uploads=UPLOAD, sketch=sketches(opener))
        assert ask("use my sketch as the layout: a fox", known=known).answer.startswith("I see no patches")


def test_a_drawing_to_be_changed_is_no_layout() -> None:
    assert ask("make the sketch red").operation == "edit"


def test_an_earlier_picture_can_be_the_sketch() -> None:
    known = situation(uploads=(), seen=(Seen(id="i1"), Seen(id="i2")))
    brief = ask("a fox and a tree, as in the sketch i1", known=known)
    assert brief.images[0].id == "i1"


def test_a_sketch_is_painted_in_a_session(tmp_path: Path) -> None:
    sketch().save(tmp_path / "sketch.png")
    painter = PanelPainter()
    with Project(tmp_path / "project", painter, eyes=FakeEyes(lambda *_: 1.0)) as project:
        list(project.session().say("use my sketch as the layout: a fox, a tree", [tmp_path / "sketch.png"]))
    (request,) = painter.requests
    assert request.regional is not None
    assert [region.prompt for region in request.regional.regions] == ["an orange fox", "a green tree"]
    fox, tree = (region.edges for region in request.regional.regions)
    assert fox[2] < tree[0]


# Names alone


def test_a_layout_of_names_alone_stands_side_by_side() -> None:
    boxes = laid_out(ask("a layout of a fox, a cat and a star", known=situation(uploads=())))
    lefts = [box[0] for box in boxes.values()]
    assert lefts == sorted(lefts)
    assert len(boxes) == 3


# Language models


def planned(*replies: Any) -> tuple[Brief, ScriptedModel, tuple[Any, ...]]:
    model = ScriptedModel(list(replies))
    planner = LanguagePlanner(model, OneFox(), white)
    brief = planner.brief("…", situation())
    return brief, model, planner.plan(brief, situation(), 5).steps


def draft(*descriptions: str, **more: Any) -> dict[str, Any]:
    boxes = [{"description": description} for description in descriptions]
    output = {"prompt": "a knight and a dragon", "boxes": boxes}
    return {
        "operation": "generate",
        "kind": "layout",
        "images": [{"id": "i1", "role": "sketch"}],
        "outputs": [output],
        **more,
    }


STEP = {"tool": "layout", "arguments": json.dumps({"prompt": "prompt:1"}), "outputs": ["picture:1"]}


def test_a_language_model_names_the_patches_and_the_sketch_places_them() -> None:
    brief, _, steps = planned(draft("a knight", "a dragon"), {"steps": [STEP]})
    boxes = laid_out(brief)
    assert boxes["a knight"] == pytest.approx(BLUE, abs=0.03)
    assert boxes["a dragon"] == pytest.approx(RED, abs=0.03)
    assert [step.tool for step in steps] == ["layout"]


def test_a_patch_without_a_name_goes_back_to_the_model() -> None:
    brief, model, _ = planned(draft("a knight"), draft("a knight", "a dragon"), {"steps": [STEP]})
    assert "the sketch i1 cannot be laid out: the sketch has 2 patches, and 1 are named" in model.prompts[1]
    assert len(laid_out(brief)) == 2


def test_a_sketch_lays_out_one_picture() -> None:
    two = draft("a knight", "a dragon") | {"outputs": [{"prompt": "a knight"}, {"prompt": "a dragon"}]}
    _, model, _ = planned(two, draft("a knight", "a dragon"), {"steps": [STEP]})
    assert "a sketch lays out one picture" in model.prompts[1]


def test_words_of_place_become_boxes_where_a_model_gives_none() -> None:
    output = {"prompt": "a star in the top left corner, and a fox at the bottom right"}
    brief, _, _ = planned({"operation": "generate", "kind": "layout", "outputs": [output]}, {"steps": [STEP]})
    star, fox = laid_out(brief).values()
    assert star[0] < fox[0]
    assert star[1] < fox[1]
    assert [check.question for check in brief.outputs[0].checks] == ["Is the star to the left of the fox?"]


# Where things landed


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "a fox [0.1,0.1,0.3,0.5], a cat [0.6,0.3,0.3,0.6] and a ball [0.4,0.7,0.2,0.2]",
            {"Is the ball to the right of the fox?", "Is the ball to the left of the cat?"},
        ),
        (
            "a fox on the left and a blue cat on the right, a star above",
            {"Is the star above the fox?", "Is the cat on the right blue?"},
        ),
        ("a cat [0.5,0.3,0.4,0.6], two stars [0.1,0.2,0.3,0.2]", {"Are the stars to the left of the cat?"}),
    ],
)
def test_the_critic_is_asked_for_sides(text: str, asked: set[str]) -> None:
    checks = ask(text, known=situation(uploads=())).outputs[0].checks
    assert asked <= {check.question for check in checks}
    assert len({check.question for check in checks}) == len(checks)


def test_what_stands_on_top_of_each_other_is_on_no_side() -> None:
    brief = ask("a fox [0.3,0.3,0.4,0.6] and a ball [0.35,0.5,0.3,0.4]", known=situation(uploads=()))
    assert not any("to the" in check.question for check in brief.outputs[0].checks)


def test_sides_are_asked_for_in_the_users_words() -> None:
    text = "two vases [0.1,0.5,0.3,0.4], an oak table [0.6,0.5,0.3,0.4]"
    (check,) = ask(text, knows_all=True, known=situation(uploads=())).outputs[0].checks
    assert check.question == "Are the two vases to the left of the oak table?"


# Storyboards


def test_a_storyboard_of_one_clause_tells_a_story() -> None:
    brief = ask("a storyboard of a fox who loses a ball", known=situation(uploads=()))
    prompts = [output.prompt for output in brief.outputs]
    assert len(set(prompts)) == 4
    assert all("orange fox" in prompt for prompt in prompts)
    assert "ball" in prompts[0]
    assert "ball" not in prompts[1]  # it is lost
    assert any("ball" in prompt for prompt in prompts[2:])
    assert all(output.text for output in brief.outputs)
    (step,) = steps_for(brief, 1, REGIONS)
    assert (step.tool, step.arguments["prompt"]) == ("image_set", "an orange fox")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a six panel storyboard of a cat and a dog", 6),
        ("a storyboard in 3 panels of a rabbit who is afraid of the dark, in ink", 3),
        ("a comic strip of a robot in four panels", 4),
        ("a storyboard of a fox in the snow", 4),
        ("storyboard: a bear called Bruno who travels to the sea", 4),
    ],
)
def test_no_two_panels_are_alike(text: str, number: int) -> None:
    known = situation(uploads=())
    for knows_all in (False, True):
        prompts = [output.prompt for output in ask(text, knows_all=knows_all, known=known).outputs]
        assert len(set(prompts)) == len(prompts) == number


def test_a_painter_of_all_words_gets_a_beginning_a_problem_a_turn_and_an_end() -> None:
    brief = ask("a storyboard of a knight who fights a dragon", knows_all=True, known=situation(uploads=()))
    prompts = [output.prompt for output in brief.outputs]
    assert all(prompt.startswith("a knight who fights a dragon: ") for prompt in prompts)
    for prompt, beat in zip(prompts, ("begins", "problem", "turn", "ends"), strict=True):
        assert beat in prompt


def test_a_told_storyboard_keeps_its_own_clauses() -> None:
    text = "a storyboard: a fox finds a ball, it plays with it, it sleeps"
    plain = ask(text, known=situation(uploads=()))
    assert [("ball" in output.prompt) for output in plain.outputs] == [True, False, False]
    own = ask(text, knows_all=True, known=situation(uploads=()))
    assert [output.prompt.split(" (")[0] for output in own.outputs] == [
        "a fox finds a ball",
        "it plays with it",
        "it sleeps",
    ]
    assert all("a fox finds a ball, it plays with it, it sleeps" in output.prompt for output in own.outputs)
