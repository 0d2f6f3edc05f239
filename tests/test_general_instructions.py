"""Instructions of all kinds, as people write them: what was asked and how many pictures."""

import pytest
from phrasebook_fakes import SETTINGS, prompts
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Seen
from triptych.agent.steps import steps_for
from triptych.models.pocket.vocabulary import VOCABULARY

ARTICLE = (
    "Illustrate this article with pictures:\n\nA dog lives in the forest.\n\nOne day it finds a ball.\n\n"
    "It plays all night."
)
PLAIN = [
    ("Generate 6 images showing the life cycle of a butterfly", 0, "text_to_images", "generate", 6),
    ("Create a storyboard of 5 scenes about a detective robot", 0, "text_to_images", "generate", 5),
    ("Turn this photo into a watercolour painting", 1, "edit", "edit", 1),
    ("Combine these three characters into one group photo on the beach", 3, "images_to_image", "", 1),
    ("Make a comic strip with four panels about the cat in this photo", 1, "image_to_images", "", 4),
    ("For each of these two pictures, make a night version", 2, "images_to_images", "", 2),
    (ARTICLE, 0, "text_to_images", "generate", 3),
    ("Make a 4-page picture book about a rabbit who lost a balloon", 0, "picture_book", "book", 4),
    ("Restore this old damaged photo", 1, "restore", "", 1),
    ("Place a red ball at the top left and a blue house at the bottom right", 0, "layout", "generate", 1),
    ("Hello! Who are you?", 0, "chat", "chat", 0),
    ("Draw 3 pictures, but only one picture", 0, "clarify", "clarify", 0),
    ("", 1, "clarify", "clarify", 0),
    ("Put the hat from the first picture on the cat in the second picture", 2, "images_to_image", "", 1),
    ("Change the background to a beach", 1, "edit", "edit", 1),
    ("Draw a wordless comic: 1. A fox wakes up. 2. It walks. 3. It sleeps.", 0, "text_to_images", "", 3),
    ("Make a photo of these two people hugging", 2, "images_to_image", "reuse_character", 1),
    ("Make the sky darker and add a moon", 1, "edit", "edit", 1),
    ("生成四张图片，展示一只小猫的一天", 0, "text_to_images", "generate", 4),
    ("把这张照片变成水墨风格", 1, "edit", "edit", 1),
    ("Crea un cuento ilustrado de 5 páginas sobre un conejo valiente", 0, "picture_book", "book", 5),
    ("Zeichne drei Bilder von einem Hund am Strand", 0, "text_to_images", "generate", 3),
    ("この写真の猫に赤い帽子をかぶせて", 1, "edit", "edit", 1),
    ("Fais une image d'un robot bleu dans la ville", 0, "text_to_image", "generate", 1),
]
"""What the pocket painter has words for: uploads, task, operation ("" is any that paints), pictures."""
BEYOND = [
    ("Design a set of 4 app icons in the same style: sun, rain, snow, wind", 0, "text_to_images", 4),
    ("Remove the background of this picture", 1, "edit", 1),
    ("Using this character, draw her in three different poses", 1, "image_to_images", 3),
    ("A portrait of an old sailor with a pipe", 0, "text_to_image", 1),
    ("Show the four seasons in four pictures", 0, "text_to_images", 4),
    ("Give me two variations of this logo", 1, "image_to_images", 2),
    ("A brand identity: a logo, a business card and a poster for a coffee shop", 0, "text_to_images", 3),
    ("Generate a set of three movie posters: one horror, one comedy, one romance", 0, "text_to_images", 3),
    ("A 2x2 grid of cats in different styles", 0, "text_to_image", 1),
    ("Draw step by step how to bake a cake, five images", 0, "text_to_images", 5),
    ("Portrait of the same woman at age 10, 30, 50 and 70", 0, "text_to_images", 4),
    ("a chandelier", 0, "text_to_image", 1),
    ("Three album covers for a jazz trio", 0, "text_to_images", 3),
    ("A logo and a letterhead for a law firm", 0, "text_to_images", 2),
    ("Show this teapot from four different angles", 1, "image_to_images", 4),
    ("Sharpen the eyes and soften the skin", 1, "edit", 1),
    ("A chemist mixing potions", 0, "text_to_image", 1),
    ("Haz cuatro iconos: sol, lluvia, nieve, viento", 0, "text_to_images", 4),
    ("Mach zwei Variationen von diesem Logo", 1, "image_to_images", 2),
    ("Quita el fondo de esta foto", 1, "edit", 1),
    ("画一张老水手的肖像", 0, "text_to_image", 1),
    ("この写真の背景を消して", 1, "edit", 1),
]
"""What it has no words for: it asks back, and the Brief still tells what was asked."""


def brief_of(text: str, uploads: int, *, knows_all: bool) -> Brief:
    planner = Polyglot(Phrasebook(None if knows_all else VOCABULARY))
    shown = tuple(Seen(id=f"u{n}") for n in range(1, uploads + 1))
    return planner.brief(text, Situation(SETTINGS, 4, uploads=shown))


@pytest.mark.parametrize(("text", "uploads", "task", "operation", "made"), PLAIN)
def test_what_the_painter_has_words_for(
    text: str, uploads: int, task: str, operation: str, made: int
) -> None:
    brief = brief_of(text, uploads, knows_all=False)
    assert (brief.task, len(brief.outputs)) == (task, made)
    assert brief.operation == (operation or brief.operation)
    assert bool(steps_for(brief, None)) == bool(made)


@pytest.mark.parametrize(("text", "uploads", "task", "made"), BEYOND)
def test_without_words_for_it_the_painter_asks_back_and_tells_what_was_asked(
    text: str, uploads: int, task: str, made: int
) -> None:
    brief = brief_of(text, uploads, knows_all=False)
    assert (brief.operation, brief.task, len(brief.outputs)) == ("clarify", task, made)
    assert brief.answer
    assert all(prompts(brief))
    assert not steps_for(brief, None)


@pytest.mark.parametrize(
    ("text", "uploads", "task", "made"), [*((t, u, task, n) for t, u, task, _, n in PLAIN), *BEYOND]
)
def test_a_painter_that_knows_all_words_gets_the_same_tasks(
    text: str, uploads: int, task: str, made: int
) -> None:
    brief = brief_of(text, uploads, knows_all=True)
    assert (brief.task, len(brief.outputs)) == (task, made)
    assert (brief.operation in ("chat", "clarify")) == (made == 0)


@pytest.mark.parametrize(
    ("text", "uploads", "expected"),
    [
        (
            BEYOND[0][0],
            0,
            [f"app icon in the same style: {what}" for what in ("sun", "rain", "snow", "wind")],
        ),
        (
            "A logo and a poster for a coffee shop",
            0,
            ["A logo for a coffee shop", "a poster for a coffee shop"],
        ),
        ("A woman at ages 10 and 70", 0, ["A woman at age 10", "A woman at age 70"]),
        (BEYOND[5][0], 1, ["this logo, variation 1 of 2", "this logo, variation 2 of 2"]),
        (
            "For each of these two pictures, make a night version",
            2,
            ["make a night version"] * 2,
        ),
        (
            "Two pictures: a knight in a castle, on a hill",
            0,
            ["a knight in a castle", "a knight on a hill"],
        ),
    ],
)
def test_each_prompt_stands_for_itself(text: str, uploads: int, expected: list[str]) -> None:
    assert prompts(brief_of(text, uploads, knows_all=True)) == expected


@pytest.mark.parametrize("text", ["draw something", "zero pictures of a cat", "undo"])
def test_true_questions_name_no_pictures(text: str) -> None:
    brief = brief_of(text, 0, knows_all=False)
    assert (brief.operation, brief.task, brief.outputs) == ("clarify", "clarify", ())
