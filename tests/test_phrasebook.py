"""The planner of rules: what it understands, what it tells the painter, and what it says before drawing."""

import re
from random import Random

import pytest
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Seen
from triptych.models.image_model import Settings
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import random_scene
from triptych.models.pocket.tasks import lesson, random_group
from triptych.models.pocket.vocabulary import VOCABULARY

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
FOX = "a red fox wearing a blue scarf next to two yellow stars in the forest"
PAIR = "a red cat and a blue dog together in a meadow"


def ask(text: str, *shown: str, uploads: tuple[str, ...] = (), knows_all: bool = False) -> Brief:
    """The brief for `text` in a thread whose pictures i1, i2 … show `shown`."""
    seen = tuple(Seen(id=f"i{n}", shows=shows, turn="t1") for n, shows in enumerate(shown, start=1))
    new = tuple(Seen(id=f"i{n + 90}", shows=shows, turn="t2") for n, shows in enumerate(uploads))
    situation = Situation(SETTINGS, 2, seen=seen, uploads=new)
    return Phrasebook(None if knows_all else VOCABULARY).brief(text, situation)


def prompts(brief: Brief) -> list[str]:
    return [output.prompt for output in brief.outputs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a cat", ["an orange cat in a meadow"]),
        ("Draw me three cats, please!", ["three orange cats in a meadow"]),
        ("a blue kitten in the woods", ["a blue cat in the forest"]),
        ("a cat that is blue in the snow", ["a blue cat in the snow"]),
        ("a dark blue cat without a hat in the moonlight", ["a blue cat at night"]),
        (
            "a fox wearing a green hat, ink style",
            ["an orange fox wearing a green hat in a meadow, ink drawing"],
        ),
        ("put a hat on a bear in the city", ["a brown bear wearing a red hat in the city"]),
        ("a dog to the left of a big tree", ["a green tree to the right of a brown dog in a meadow"]),
        ("on the left a ball, on the right a cat", ["a red ball to the left of an orange cat in a meadow"]),
        (
            "a robot with a balloon over its head at the beach",
            ["a red balloon above a blue robot on the beach"],
        ),
        ("a dog on the right and a cat on the left", ["an orange cat and a brown dog together in a meadow"]),
        (
            "a cat and a dog with red hats",
            ["an orange cat wearing a red hat and a brown dog wearing a red hat together in a meadow"],
        ),
        (
            "two cats with a ball",
            ["an orange cat and an orange cat with a red ball between them in a meadow"],
        ),
        ("The fox is purple. It wears a green hat.", ["a purple fox wearing a green hat in a meadow"]),
        ("three stars at night", ["three yellow stars at night"]),
    ],
)
def test_one_picture(text: str, expected: list[str]) -> None:
    brief = ask(text)
    assert (brief.operation, prompts(brief), brief.notes) == ("generate", expected, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two pictures of a cat in the snow", ["an orange cat in the snow"] * 2),
        ("a couple of pictures of a cat in the snow", ["an orange cat in the snow"] * 2),
        ("two pictures of a cat", ["an orange cat in a meadow", "an orange cat on the beach"]),
        (
            "a cat in four seasons",
            [
                f"an orange cat {place}"
                for place in ("in a meadow", "on the beach", "in the forest", "in the snow")
            ],
        ),
        ("a cat in two different colours", ["a red cat in a meadow", "an orange cat in a meadow"]),
        (
            "a dog at night, on the beach and in the forest",
            [f"a brown dog {p}" for p in ("at night", "on the beach", "in the forest")],
        ),
        (
            "a cat in the forest and a dog on the beach",
            ["an orange cat in the forest", "a brown dog on the beach"],
        ),
        ("a cat and a bear, one picture each", ["an orange cat in a meadow", "a brown bear in a meadow"]),
        (
            "a picture of a cat and a picture of a star",
            ["an orange cat in a meadow", "a yellow star in a meadow"],
        ),
        ("1. a cat 2. a dog in the snow", ["an orange cat in a meadow", "a brown dog in the snow"]),
    ],
)
def test_several_pictures(text: str, expected: list[str]) -> None:
    brief = ask(text)
    assert (brief.operation, prompts(brief)) == ("generate", expected)


@pytest.mark.parametrize(
    ("text", "expected", "note"),
    [
        (
            "a knight",
            "a blue robot in a meadow",
            "I don't know how to draw a knight; the nearest I can draw is a robot.",
        ),
        (
            "a black cat",
            "a purple cat in a meadow",
            "I have no colour “black”; the nearest I have is purple.",
        ),
        (
            "a cat in a garden",
            "an orange cat in a meadow",
            "I have no place “garden”; the nearest I have is meadow.",
        ),
        (
            "a cat, watercolour",
            "an orange cat in a meadow, in pastel colours",
            "the nearest I have is pastel.",
        ),
        ("a cat and a chandelier", "an orange cat in a meadow", "I have no picture for “chandelier”"),
        ("a sleeping cat", "an orange cat in a meadow", "“sleeping” will not show"),
        ("seven cats", "three orange cats in a meadow", "at most three cats"),
        (
            "a cat, a dog and a bear",
            "an orange cat and a brown dog together in a meadow",
            "at most two characters",
        ),
        (
            "a cat with a ball and a star",
            "an orange cat next to a red ball in a meadow",
            "I leave out the star",
        ),
        ("a bear under a tree", "a brown bear next to a green tree in a meadow", "the tree stands beside"),
        ("a house in the snow at night", "a red house in the snow", "leave out “night”"),
        (
            "a cat with nine stars",
            "an orange cat next to four yellow stars in a meadow",
            "only four of the stars",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_before_drawing(text: str, expected: str, note: str) -> None:
    brief = ask(text)
    assert prompts(brief) == [expected]
    assert note in " ".join(brief.notes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make it blue", ["make it blue"]),
        ("Great! Now make it blue.", ["make it blue"]),
        ("what a lovely fox! now make it blue", ["make it blue"]),
        ("make the red fox blue", ["make the fox blue"]),
        ("change the fox's colour to green", ["make the fox green"]),
        ("now in the snow", ["put it in the snow"]),
        ("can you move it to the beach?", ["put it on the beach"]),
        ("give her a hat", ["give it a blue hat"]),
        ("put a green cap on the fox", ["give the fox a green hat"]),
        ("make the scarf pink", ["make the scarf pink"]),
        ("take the scarf off the fox", ["remove the scarf"]),
        ("without the scarf", ["remove the scarf"]),
        ("remove the stars", ["remove the stars"]),
        ("add another star", ["make it three yellow stars"]),
        ("make the stars pink", ["make the stars pink"]),
        ("move the stars to the left", ["move the stars to the left"]),
        ("put the stars above it", ["move the stars above"]),
        ("in ink style", ["change the style: ink drawing"]),
        ("make it blue and put it in the snow", ["make it blue", "put it in the snow"]),
        ("replace the stars with a balloon", ["remove the stars", "add a red balloon"]),
    ],
)
def test_changes_of_the_last_picture(text: str, expected: list[str]) -> None:
    brief = ask(text, "a pink cat at night", FOX)
    assert (brief.operation, prompts(brief), brief.notes) == ("edit", expected, ())
    assert [(use.id, use.role) for use in brief.images] == [("i2", "source")]


def test_a_change_knows_what_the_picture_shows_afterwards() -> None:
    brief = ask("make it blue and remove the stars", FOX)
    assert [output.shows for output in brief.outputs] == [
        "a blue fox wearing a blue scarf next to two yellow stars in the forest",
        "a blue fox wearing a blue scarf in the forest",
    ]


def test_a_change_names_who_is_meant_where_there_are_two() -> None:
    assert prompts(ask("give the cat a hat", PAIR)) == ["give the cat a blue hat"]
    assert prompts(ask("now in the snow", PAIR)) == ["put them in the snow"]


@pytest.mark.parametrize("text", ["turn the fox into a cat", "add a dog", "turn it into a rabbit"])
def test_what_an_edit_cannot_do_is_painted_anew_and_said(text: str) -> None:
    brief = ask(text, FOX)
    assert brief.operation == "generate"
    assert "painting it anew" in " ".join(brief.notes)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("make the cat blue", "i1"),
        ("make the first one blue", "i1"),
        ("make picture 2 blue", "i2"),
        ("make i3 blue", "i3"),
        ("make it blue", "i3"),
    ],
)
def test_which_picture_is_meant(text: str, id: str) -> None:
    brief = ask(text, "a red cat in the snow", FOX, "a brown dog at night")
    assert (brief.operation, brief.images[0].id) == ("edit", id)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("make it blue", "no picture yet"),
        ("make i9 blue", "no picture yet"),
    ],
)
def test_without_a_picture_a_change_asks_back(text: str, words: str) -> None:
    brief = ask(text)
    assert brief.operation == "clarify"
    assert words in brief.answer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("make the dog blue", "None of the pictures shows a dog"),
        ("make i9 blue", "I know i1; which one?"),
        ("make the fifth one blue", "no number 5"),
        ("remove the hat", "wears a hat"),
        ("remove the ball", "There is no ball in that picture"),
        ("make it bigger", "I don't understand “make it bigger”"),
    ],
)
def test_a_change_that_cannot_be_asks_back(text: str, words: str) -> None:
    brief = ask(text, FOX)
    assert brief.operation == "clarify"
    assert words in brief.answer


@pytest.mark.parametrize(
    "text", ["a dog in the snow", "draw a cat", "make a cat", "three cats", "give me a bear"]
)
def test_somebody_new_is_a_new_picture(text: str) -> None:
    assert ask(text, FOX).operation == "generate"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the same fox on the beach with a red ball",
            ["a red fox wearing a blue scarf next to a red ball on the beach"],
        ),
        ("draw her in the city", ["a red fox wearing a blue scarf in the city"]),
        ("two pictures of it in the snow", ["a red fox wearing a blue scarf in the snow"] * 2),
        (
            "the fox in two styles",
            [
                f"a red fox wearing a blue scarf in the forest, {s}"
                for s in ("flat style", "with bold outlines")
            ],
        ),
    ],
)
def test_the_same_somebody_in_a_new_scene(text: str, expected: list[str]) -> None:
    brief = ask(text, FOX)
    assert (brief.operation, prompts(brief)) == ("reuse_character", expected)
    assert [(use.id, use.role) for use in brief.images] == [("i1", "reference")]


def test_two_pictures_come_together_in_the_order_they_are_named() -> None:
    brief = ask(
        "put the cat and the fox together in the snow", "a red fox in the forest", "a blue cat on the beach"
    )
    assert prompts(brief) == ["a blue cat and a red fox together in the snow"]
    assert [use.id for use in brief.images] == ["i2", "i1"]


def test_again_paints_the_last_picture_once_more() -> None:
    assert prompts(ask("try again", FOX)) == [FOX]


@pytest.mark.parametrize(
    ("text", "operation", "expected"),
    [
        ("make it blue", "edit", ["make it blue"]),
        ("now in the snow", "edit", ["put it in the snow"]),
        ("the same cat on the beach", "reuse_character", ["the cat on the beach"]),
        ("a dog in the snow", "reuse_character", ["the dog in the snow"]),
        ("", "clarify", []),
    ],
)
def test_one_upload(text: str, operation: str, expected: list[str]) -> None:
    brief = ask(text, FOX, uploads=("",))
    assert (brief.operation, prompts(brief)) == (operation, expected)
    assert all(use.id == "i90" for use in brief.images)


@pytest.mark.parametrize(
    ("uploads", "text", "expected"),
    [
        (("", ""), "put these two in the snow", "the two characters in the snow"),
        (("", ""), "the cat and the dog on the beach", "the cat and the dog together on the beach"),
        (
            ("a red cat at night", "a blue dog at night"),
            "put these two in the snow",
            "a red cat and a blue dog together in the snow",
        ),
    ],
)
def test_two_uploads(uploads: tuple[str, ...], text: str, expected: str) -> None:
    brief = ask(text, uploads=uploads)
    assert (brief.operation, prompts(brief)) == ("reuse_character", [expected])
    assert [use.id for use in brief.images] == ["i90", "i91"]


def test_too_many_references_are_said() -> None:
    brief = ask("put them in the snow", uploads=("a red cat", "a blue dog", "a pink bear"))
    assert len(brief.images) == 2
    assert "2 pictures at a time" in brief.notes[0]


@pytest.mark.parametrize(
    ("text", "operation", "words"),
    [
        ("", "clarify", "Tell me what to draw"),
        ("   \n ", "clarify", "Tell me what to draw"),
        ("😀🎈", "clarify", "I read words"),
        ("12345 !!!", "clarify", "I read words"),
        ("画一只猫", "clarify", "English only"),
        ("hello!", "chat", "Hello!"),
        ("what can you do?", "chat", "I draw pictures"),
        ("which words do you know? help", "chat", "mushroom"),
        ("thank you so much", "chat", "You are welcome"),
        ("a chandelier", "clarify", "I don't know how to draw “chandelier”"),
        ("-3 pictures of a cat", "clarify", "How many pictures"),
        ("zero pictures of a cat", "clarify", "How many pictures"),
        ("a cat, 0x512 pixels", "clarify", "which size"),
    ],
)
def test_small_talk_and_questions(text: str, operation: str, words: str) -> None:
    brief = ask(text)
    assert (brief.operation, brief.outputs) == (operation, ())
    assert words in brief.answer


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("a cat", None),
        ("a cat, 512x256", (512, 256)),
        ("a 500 by 300 cat", (512, 288)),
        ("a cat of 20x1000000 pixels", (64, 768)),
        ("a 99999 x 99999 picture of a cat", (512, 512)),
    ],
)
def test_sizes_are_made_possible_and_said(text: str, size: tuple[int, int] | None) -> None:
    brief = ask(text)
    assert brief.size == size
    if size:
        SETTINGS.check(*size)
    assert bool(brief.notes) == (size not in (None, (512, 256)))


def test_a_million_pictures_are_eight() -> None:
    brief = ask("a million pictures of a cat")
    assert len(brief.outputs) == 8
    assert "at most eight pictures" in brief.notes[0]


def test_the_painter_has_heard_every_word_it_is_told() -> None:
    rng = Random(0)
    heard = " ".join(caption(random_scene(rng), rng) for _ in range(3000))
    heard += " ".join(lesson(random_group(rng), "edit", rng).prompt for _ in range(3000))
    known = set(re.findall(r"[a-z0-9]+", heard.lower()))
    told = [
        *(
            p
            for n in range(2, 13)
            for p in prompts(ask(f"a {n} page book about a lost kite and a bear called Bruno"))
        ),
        *(
            p
            for text in ("a fox in every style", "a cat in all places", "two dogs with hats")
            for p in prompts(ask(text))
        ),
        *(
            p
            for text in ("make it blue, put it in a room", "add three balloons above", "remove the scarf")
            for p in prompts(ask(text, "a red fox wearing a blue scarf in the city"))
        ),
    ]
    assert {word for prompt in told for word in re.findall(r"[a-z0-9]+", prompt)} <= known


def test_a_model_that_knows_all_words_gets_the_users_own() -> None:
    assert (
        prompts(ask("three pictures of a knight in a cathedral", knows_all=True))
        == ["a knight in a cathedral"] * 3
    )
    assert prompts(ask("make it look like rain", FOX, knows_all=True)) == ["make it look like rain"]
    book = ask("a book about a knight who lost a ball", knows_all=True)
    assert book.notes == ()
    assert all("knight" in prompt for prompt in prompts(book))


def test_random_texts_never_break_it() -> None:
    rng = Random(1)
    groups = VOCABULARY.groups().values()
    words = [word for group in groups for ways in group.values() for word in ways]
    words += [
        "make",
        "add",
        "remove",
        "put",
        "it",
        "the",
        "not",
        "-5",
        "999999",
        "x",
        "pages",
        "book",
        "i1",
        ",",
        ".",
    ]
    for _ in range(1000):
        text = " ".join(rng.choices(words, k=rng.randint(1, 12)))
        brief = ask(text, FOX, uploads=("",) * rng.choice((0, 0, 1, 2)))
        assert brief.answer or all(output.prompt for output in brief.outputs)
