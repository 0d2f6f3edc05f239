"""Changes by degrees and questions why, in the phrasebook; which tools a language model may plan with."""

from dataclasses import replace

import pytest
from phrasebook_fakes import SETTINGS
from triptych.agent.checked_plan import planned_with, tools_in_words
from triptych.agent.rules import rules
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Seen, Slide
from triptych.models.pocket.vocabulary import VOCABULARY

SHOWS = "a blue cat with a red star in the meadow"
SITUATION = Situation(
    SETTINGS,
    2,
    seen=(Seen(id="i1", shows=SHOWS, turn="t1"),),
    moments=(Moment(turn="t1", images=("i1",), made=("i1",)),),
    head="t1",
    abilities=frozenset({"branches", "directions"}),
)


def brief(text: str, situation: Situation = SITUATION) -> Brief:
    return rules(VOCABULARY).brief(text, situation)


@pytest.mark.parametrize(
    ("text", "slide"),
    [
        ("a little more night", Slide(less="in the meadow", more="at night", strength=0.3)),
        ("make it slightly more red", Slide(less="blue", more="red", strength=0.3)),
        ("20% more green", Slide(less="blue", more="green", strength=0.2)),
        ("make i1 a lot more pink.", Slide(less="blue", more="pink", strength=0.8)),
        ("just a tiny bit less blue", Slide(less="red", more="blue", strength=-0.2)),
        ("halfway from meadow to snow", Slide(less="meadow", more="snow", strength=0.5)),
        ("somewhat more large", Slide(less="small", more="large", strength=0.3)),
        ("ein bisschen mehr Nacht", Slide(less="in the meadow", more="at night", strength=0.3)),
        ("un poco menos rojo", Slide(less="blue", more="red", strength=-0.3)),
        ("再绿一点", Slide(less="blue", more="green", strength=0.3)),
    ],
)
def test_a_change_by_degrees_is_a_slide(text: str, slide: Slide) -> None:
    found = brief(text)
    assert (found.task, found.operation, found.slide) == ("adjust", "edit", slide)
    (step,) = rules(VOCABULARY).plan(found, SITUATION, 7).steps
    assert step.tool == "adjust"
    assert step.arguments == {"image": "i1", "seed": 7, **slide.model_dump()}


@pytest.mark.parametrize("text", ["make it red", "two more cats", "more pictures of it", "one more please"])
def test_what_has_no_degree_is_no_slide(text: str) -> None:
    assert brief(text).slide is None


def test_a_painter_without_directions_gets_no_slide() -> None:
    able = replace(SITUATION, abilities=frozenset())
    assert brief("a little more night", able).task != "adjust"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("why is there a star?", ("star",)),
        ("Why did you paint the cat blue?", ("cat", "blue")),
        ("where does the star come from?", ("star",)),
        ("please explain this picture", ()),
        ("explain the hat in i1", ()),
        ("Warum ist da ein Stern?", ("star",)),
        ("¿Por qué hay una estrella?", ("star",)),
        ("为什么有一颗星星？", ("star",)),
    ],
)
def test_a_question_why_is_explained(text: str, words: tuple[str, ...]) -> None:
    found = brief(text)
    assert found.operation == "explain"
    assert found.question is not None
    assert (found.question.words, found.question.shows) == (words, SHOWS)
    (step,) = rules(VOCABULARY).plan(found, SITUATION, None).steps
    assert (step.tool, step.outputs) == ("explain", ())


@pytest.mark.parametrize("text", ["how do you work?", "explain yourself", "draw a cat"])
def test_what_asks_for_no_reason_is_not_explained(text: str) -> None:
    assert brief(text).operation != "explain"


def test_without_a_picture_nothing_is_explained() -> None:
    assert brief("why is there a star?", Situation(SETTINGS, 2)).operation != "explain"


def test_a_language_model_plans_with_what_the_painter_can_do() -> None:
    assert planned_with(frozenset()) == ("compose", "edit", "generate", "upscale")
    assert "adjust" in planned_with(frozenset({"directions"}))
    assert "recolor" in planned_with(frozenset({"branches"}))
    assert '"tool": "adjust"' in tools_in_words(frozenset({"directions"}))
