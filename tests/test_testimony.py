"""What a description says to a question: the truth of the scene, or nothing."""

from random import Random

import pytest
from PIL import Image
from triptych.models import catalog
from triptych.models.pocket.description import (
    SceneDescription,
    SeenCharacter,
    SeenThings,
    describe,
    percent_boxes,
)
from triptych.models.pocket.eyes_questions import ask
from triptych.models.pocket.scenes import random_scene
from triptych.models.pocket.testimony import answer_from
from triptych.models.pocket.world import Scene, Thing

BOX = (0, 0, 50, 50)


def cat(color: str, **more: str) -> SeenCharacter:
    looks = {"clothing": "none", "clothing_color": None, "facing": "left", "box": BOX}
    return SeenCharacter.model_validate({"kind": "cat", "color": color, **looks, **more})


def shown(*people: SeenCharacter, things: tuple[SeenThings, ...] = ()) -> SceneDescription:
    return SceneDescription(style="ink", place="snow", characters=people, things=things)


def test_a_true_description_testifies_the_truth_about_any_scene() -> None:
    open_ = asked = 0
    for number in range(400):
        scene = random_scene(Random(number))
        seen = describe(scene, percent_boxes(scene))
        for question, true in ask(scene, 12, Random(number)):
            said = answer_from(question, seen)
            assert said in (true, None), (question, seen)
            asked, open_ = asked + 1, open_ + (said is None)
    assert 0 < open_ < asked / 5


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is there a kitten?", True),
        ("Is there a red cat?", True),
        ("Is there a fox?", False),
        ("Are there two cats?", True),
        ("Are there 3 characters?", False),
        ("Is the cat on the left red?", True),
        ("Is the cat red?", False),
        ("Is the cat on the right wearing a blue beanie?", True),
        ("Is the cat on the left wearing nothing?", True),
        ("Are there two golden stars?", True),
        ("Are the stars yellow?", True),
        ("Is it in winter?", True),
        ("Is the style flat?", False),
        ("Is the cat on the left looking to the left?", None),
        ("Are the stars above the cat?", None),
        ("Is there a knight?", None),
    ],
)
def test_each_of_two_twins_is_told_apart(question: str, answer: bool | None) -> None:
    stars = SeenThings(kind="star", color="yellow", count=2, box=BOX)
    seen = shown(cat("red"), cat("blue", clothing="hat", clothing_color="blue"), things=(stars,))
    assert answer_from(question, seen) is answer


def test_the_embedded_eyes_believe_a_suggestion_only_half() -> None:
    eyes = catalog.load_vision("pocket-eyes")
    balloon = Scene(place="meadow", thing=Thing(kind="balloon", color="purple"), seed=3).picture(256)
    assert eyes.probability("Is there a purple balloon?", [balloon]) > 0.95
    assert eyes.probability("Is there a purple flower?", [balloon]) <= 0.5


def test_a_picture_that_means_nothing_still_gets_an_answer() -> None:
    eyes = catalog.load_vision("pocket-eyes")
    noise = Image.effect_noise((256, 256), 90).convert("RGB")
    assert 0 <= eyes.probability("Is there a star?", [noise]) <= 1
