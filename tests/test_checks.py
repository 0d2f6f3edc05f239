"""What a critic is asked: in the questions' own words, only what was said, with instructions that mend it."""

import re
from random import Random

import pytest
from phrasebook_fakes import Thread, talk
from triptych.agent.checks import checks_for
from triptych.agent.phrasebook.scene import Figure, Scene, Thing
from triptych.agent.state import Brief, Check
from triptych.models import questions
from triptych.models.pocket.tasks import lesson, random_group
from triptych.models.pocket.vocabulary import VOCABULARY


def asked(brief: Brief, output: int = 0) -> dict[str, str]:
    """Question → fix of one output."""
    return {check.question: check.fix for check in brief.outputs[output].checks}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a blue cat with a red hat in the snow, pastel",
            {
                "Is there a cat?": "",
                "Is the cat blue?": "make the cat blue",
                "Is the cat wearing a red hat?": "give the cat a red hat",
                "Is it in the snow?": "put it in the snow",
                "Is the style pastel?": "change the style: in pastel colours",
            },
        ),
        (
            "three yellow stars to the left of a dog at night",
            {
                "Is there a dog?": "",
                "Is the dog brown?": "make the dog brown",
                "Are there three stars?": "three yellow stars now",
                "Are the stars yellow?": "make the stars yellow",
                "Are the stars to the left of the dog?": "move the stars to the left",
                "Is it at night?": "put it at night",
            },
        ),
        (
            "a kite above a bear without a hat looking to the left",
            {
                "Is there a bear?": "",
                "Is the bear brown?": "make the bear brown",
                "Is the bear wearing nothing?": "remove the hat",
                "Is the bear looking to the left?": "",
                "Is there a kite?": "add a purple kite above it",
                "Is the kite purple?": "make the kite purple",
                "Is the kite above the bear?": "move the kite above",
                "Is it in a meadow?": "put it in a meadow",
            },
        ),
        (
            "a red cat with a hat and a blue cat",
            {
                "Are there two cats?": "",
                "Is the cat on the left red?": "make the cat on the left red",
                "Is the cat on the left wearing a blue hat?": "give the cat on the left a blue hat",
                "Is the cat on the right blue?": "make the cat on the right blue",
                "Is it in a meadow?": "put them in a meadow",
            },
        ),
        (
            "three blue foxes with red hats",
            {
                "Are there three foxes?": "",
                "Are the foxes blue?": "",
                "Is the fox wearing a red hat?": "",
                "Is it in a meadow?": "put them in a meadow",
            },
        ),
        (
            "a cat and a dog with a ball",
            {
                "Is there a cat?": "",
                "Is the cat orange?": "make the cat orange",
                "Is there a dog?": "",
                "Is the dog brown?": "make the dog brown",
                "Is there a ball?": "",
                "Is the ball red?": "",
                "Is it in a meadow?": "put them in a meadow",
            },
        ),
    ],
)
def test_the_checks_of_a_picture(text: str, expected: dict[str, str]) -> None:
    assert asked(talk(text)) == expected


def test_only_what_is_known_is_asked() -> None:
    assert checks_for(Scene(), VOCABULARY) == ()
    assert checks_for(Scene((Figure("cat"),)), VOCABULARY) == (Check(question="Is there a cat?"),)
    ball = checks_for(Scene(thing=Thing("ball", "red")), VOCABULARY)
    assert [check.question for check in ball] == ["Is there a ball?", "Is the ball red?"]


def test_a_change_is_asked_with_all_that_stays() -> None:
    brief = talk("a red fox at night", "make it blue")
    assert list(asked(brief)) == ["Is there a fox?", "Is the fox blue?", "Is it at night?"]


def test_a_change_of_an_unknown_picture_asks_what_was_said() -> None:
    thread = Thread()
    assert list(asked(thread.say("put it in the snow", ""))) == ["Is it in the snow?"]


def test_every_fix_is_an_instruction_that_the_painter_was_taught() -> None:
    rng = Random(3)
    taught = " ".join(lesson(random_group(rng), "edit", rng).prompt.lower() for _ in range(6000))
    known = set(re.findall(r"[a-z]+", taught))
    texts = [
        "a blue cat with a red hat in the snow, pastel",
        "two yellow stars to the right of a robot in the city, with bold outlines",
        "a green balloon above a rabbit without a scarf in the desert, ink",
        "a red bear and a red bear with a scarf in a room",
        "a fox and four mushrooms on the beach, flat style",
    ]
    fixes = [check.fix for text in texts for check in talk(text).outputs[0].checks if check.fix]
    assert {word for fix in fixes for word in re.findall(r"[a-z]+", fix)} <= known
    shapes = (
        "make the ",
        "give the ",
        "put it ",
        "put them ",
        "change the style: ",
        "add ",
        "move the ",
        "remove the ",
    )
    assert all(fix.startswith(shapes) or fix.endswith(" now") for fix in fixes)


def test_a_book_keeps_its_hero_and_its_style() -> None:
    brief = talk("a book in four pages about a fox and a robot, ink drawing")
    first, *others = brief.outputs
    assert {check.aspect for check in first.checks} == {"picture", "identity"}
    for page in brief.outputs:
        same = [check.of for check in page.checks if check.question == questions.SAME_CHARACTER]
        assert same == ([] if "robot" in page.prompt else ["sheet:1.1"])
    for page in others:
        style = [check for check in page.checks if check.aspect == "style"]
        assert style == [
            Check(
                question=questions.SAME_STYLE,
                fix="change the style: ink drawing",
                aspect="style",
                of="picture:1",
            )
        ]


def test_a_character_from_a_picture_is_compared_with_it() -> None:
    thread = Thread()
    thread.say("a red fox at night, pastel")
    compared = [(c.question, c.of) for c in thread.say("the same fox on the beach").outputs[0].checks if c.of]
    assert compared == [(questions.SAME_CHARACTER, "i1"), (questions.SAME_STYLE, "i1")]


def test_a_book_about_an_upload_is_compared_with_it() -> None:
    brief = Thread().say("a book in 3 pages about this fox", "")
    assert {c.of for page in brief.outputs for c in page.checks if c.aspect == "identity"} == {"i1"}


def test_every_output_has_checks() -> None:
    for text in ("a cat", "four pictures of a dog", "a book about a bear", "three stars at night"):
        assert all(output.checks for output in talk(text).outputs)
    assert all(output.checks for output in Thread(knows_all=True).say("a red knight in the snow").outputs)
