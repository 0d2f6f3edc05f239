"""Several uploads that each stand for themselves: read, planned, and what lies on the table then."""

import pytest
from phrasebook_fakes import Thread, prompts
from triptych.agent.steps import steps_for
from triptych.agent.versions import next_moment


@pytest.mark.parametrize(
    ("text", "uploads", "expected"),
    [
        (
            "for each of these four pictures, change the style to ink",
            4,
            [(f"i{n}", "change the style: ink drawing") for n in (1, 2, 3, 4)],
        ),
        ("colour each of them red", 2, [("i1", "make it red"), ("i2", "make it red")]),
        ("make all of them red", 2, [("i1", "make it red"), ("i2", "make it red")]),
        ("remove the hat from both pictures", 2, [("i1", "remove the hat"), ("i2", "remove the hat")]),
        (
            "make them both blue and put them in the snow",
            2,
            [
                ("i1", "make it blue"),
                ("", "put it in the snow"),
                ("i2", "make it blue"),
                ("", "put it in the snow"),
            ],
        ),
        (
            "draw each of them in the forest",
            2,
            [("i1", "the character in the forest"), ("i2", "the character in the forest")],
        ),
    ],
)
def test_each_upload_by_itself(text: str, uploads: int, expected: list[tuple[str, str]]) -> None:
    thread = Thread()
    brief = thread.say(text, *[""] * uploads)
    assert brief.task == "images_to_images"
    assert [use.id for use in brief.images] == [f"i{n}" for n in range(1, uploads + 1)]
    assert [(output.source, output.prompt) for output in brief.outputs] == expected


def test_each_upload_is_the_source_of_its_own_steps() -> None:
    brief = Thread().say("make them both blue and put them in the snow", "", "")
    steps = steps_for(brief, 1)
    assert [step.arguments["image"] for step in steps] == ["i1", "picture:1", "i2", "picture:3"]
    seen = Thread().say("draw each of them in the forest", "", "")
    assert [step.arguments["references"] for step in steps_for(seen, 1)] == [["i1"], ["i2"]]


def test_the_last_of_each_chain_lies_on_the_table() -> None:
    brief = Thread().say("make them both blue and put them in the snow", "", "")
    filled = {f"picture:{n}": f"i{n + 2}" for n in (1, 2, 3, 4)}
    moment = next_moment(brief, "t1", filled, (), "")
    assert moment is not None
    assert moment.images == ("i4", "i6")
    stopped = next_moment(brief, "t1", {"picture:1": "i3"}, (), "")
    assert stopped is not None
    assert stopped.images == ("i3",)


def test_several_photographs_are_restored_each() -> None:
    brief = Thread().say("restore these two old photos", "", "")
    assert (brief.task, [output.source for output in brief.outputs]) == ("restore", ["i1", "i2"])
    assert [step.tool for step in steps_for(brief, 1)] == ["restore", "restore"]


@pytest.mark.parametrize("text", ["put both in the snow", "put all of them on the beach"])
def test_uploads_that_are_put_somewhere_come_together(text: str) -> None:
    brief = Thread().say(text, "", "")
    assert (brief.task, len(brief.outputs)) == ("images_to_image", 1)


def test_two_unknown_characters_get_a_colour_in_plain_english() -> None:
    brief = Thread().say("make both characters blue and draw them together on the beach", "", "")
    assert prompts(brief) == ["the two blue characters on the beach"]
