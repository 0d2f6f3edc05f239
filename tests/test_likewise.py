"""The same with somebody else: who is new takes the place, the clothes and the things of who was there."""

import pytest
from phrasebook_fakes import Thread, prompts

CAT = "a cat at night with a yellow hat"
FOX = "an orange fox wearing a yellow hat at night"


@pytest.mark.parametrize(
    "text",
    [
        "do the same with a fox",
        "and the same for a fox",
        "the same picture with a fox",
        "the same scene with a fox instead",
        "same thing but a fox",
        "now exactly the same with a fox, please",
        "a fox instead",
        "please draw a fox instead!",
    ],
)
def test_somebody_new_takes_the_place_and_the_clothes(text: str) -> None:
    thread = Thread()
    thread.say(CAT)
    brief = thread.say(text)
    assert (brief.task, brief.operation) == ("text_to_image", "generate")
    assert prompts(brief) == [FOX]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the same with a blue fox", "a blue fox wearing a yellow hat at night"),
        ("the same with a fox wearing a red scarf", "an orange fox wearing a red scarf at night"),
        ("the same with a fox without a hat", "an orange fox at night"),
    ],
)
def test_what_is_said_of_the_new_one_holds(text: str, expected: str) -> None:
    thread = Thread()
    thread.say(CAT)
    assert prompts(thread.say(text)) == [expected]


def test_a_set_is_made_again_with_somebody_else() -> None:
    thread = Thread()
    thread.say("two pictures: a cat on the beach, a cat in the snow")
    brief = thread.say("the same with a dog")
    assert prompts(brief) == ["a brown dog on the beach", "a brown dog in the snow"]


def test_replacing_somebody_keeps_the_clothes() -> None:
    thread = Thread()
    thread.say(CAT)
    assert thread.say("replace the cat with a fox").outputs[-1].shows == FOX


def test_the_same_in_another_language() -> None:
    thread = Thread(polyglot=True)
    thread.say("eine Katze bei Nacht mit einem gelben Hut")
    assert prompts(thread.say("mach dasselbe mit einem Fuchs")) == [FOX]


def test_the_same_elsewhere_is_a_change() -> None:
    thread = Thread()
    thread.say(CAT)
    assert thread.say("the same but in the city").operation == "edit"
