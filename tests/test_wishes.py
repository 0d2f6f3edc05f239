"""Wishes that stand: said once, applied to every later picture, replaced and forgotten."""

import pytest
from phrasebook_fakes import Thread, prompts, talk


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("from now on in pastel", "in pastel"),
        ("From now on, draw everything in pastel style.", "in pastel style"),
        ("in pastel from now on", "in pastel"),
        ("always give the cat a red hat", "give the cat a red hat"),
        ("the cat should always wear a red hat", "the cat should wear a red hat"),
        ("from now on no scarf", "no scarf"),
        ("never draw a scarf", "no scarf"),
        ("for all further pictures: ink", "ink"),
        ("from now on make all pictures 16:9", "16:9"),
    ],
)
def test_a_wish_alone_is_confirmed(text: str, wish: str) -> None:
    brief = talk(text)
    assert (brief.task, brief.operation, brief.outputs) == ("chat", "chat", ())
    assert len(brief.wishes) == 1
    assert brief.wishes[0].lower().endswith(wish)
    assert brief.wishes[0] in brief.answer


@pytest.mark.parametrize(
    ("wish", "text", "expected"),
    [
        ("from now on in pastel", "a cat", ["an orange cat in a meadow, in pastel colours"]),
        ("from now on in pastel", "a cat in ink style", ["an orange cat in a meadow, ink drawing"]),
        ("from now on in the snow", "a cat", ["an orange cat in the snow"]),
        ("always give the cat a red hat", "a cat", ["an orange cat wearing a red hat in a meadow"]),
        ("always give the cat a red hat", "a dog", ["a brown dog in a meadow"]),
        ("always give the cat a red hat", "a cat without a hat", ["an orange cat in a meadow"]),
        ("from now on the cat is blue", "a cat at night", ["a blue cat at night"]),
        ("from now on everybody wears a scarf", "a dog", ["a brown dog wearing a red scarf in a meadow"]),
        ("always add a balloon", "a bear", ["a red balloon to the right of a brown bear in a meadow"]),
        (
            "from now on in pastel",
            "two pictures of a cat in the snow",
            ["an orange cat in the snow, in pastel colours"] * 2,
        ),
    ],
)
def test_wishes_are_in_every_later_prompt(wish: str, text: str, expected: list[str]) -> None:
    assert prompts(talk(wish, text)) == expected


def test_wishes_are_on_every_page_of_a_book() -> None:
    brief = talk("from now on in ink", "always give the fox a blue scarf", "a book about a fox in 6 pages")
    assert all("fox wearing a blue scarf" in prompt for prompt in prompts(brief))
    assert all(prompt.endswith(", ink drawing") for prompt in prompts(brief))


def test_wishes_hold_for_a_known_character_too() -> None:
    thread = Thread()
    thread.say("a cat with a blue scarf")
    thread.say("from now on no scarf")
    thread.say("always give the cat a green hat")
    assert prompts(thread.say("the same cat on the beach")) == [
        "an orange cat wearing a green hat on the beach"
    ]
    assert prompts(thread.say("draw it at night")) == ["an orange cat wearing a green hat at night"]


def test_a_changed_picture_becomes_as_wished_once() -> None:
    thread = Thread()
    thread.say("a cat")
    thread.say("from now on in pastel")
    assert prompts(thread.say("make it blue")) == ["make it blue", "change the style: in pastel colours"]
    assert prompts(thread.say("make it green")) == ["make it green"]
    assert prompts(thread.say("in ink style")) == ["change the style: ink drawing"]


def test_what_is_asked_now_comes_before_what_was_wished() -> None:
    thread = Thread()
    thread.say("always give the cat a red hat")
    thread.say("a cat")
    assert prompts(thread.say("remove the hat")) == ["remove the hat"]


def test_a_wish_and_a_picture_in_one_message() -> None:
    brief = talk("a cat in the snow, and from now on in ink")
    assert prompts(brief) == ["an orange cat in the snow, ink drawing"]
    assert brief.wishes == ("in ink",)
    assert brief.answer == ""


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (["from now on in pastel", "from now on in ink"], ("in ink",)),
        (["from now on in pastel", "stop using pastel"], ()),
        (["from now on in pastel", "forget that"], ()),
        (["from now on in pastel", "always a red hat", "forget that"], ("in pastel",)),
        (
            ["from now on in pastel", "always give the cat a hat", "from now on no hats"],
            ("in pastel", "no hats"),
        ),
        (["from now on in pastel", "from now on 16:9", "forget all my wishes"], ()),
        (["always draw in ink, and give the cat a scarf"], ("in ink", "give the cat a scarf")),
        (["from now on in ink", "a cat", "make it blue", "hello", "undo"], ("in ink",)),
        (["from now on in ink", "x" * 9], ("in ink",)),
    ],
)
def test_which_wishes_stand(texts: list[str], left: tuple[str, ...]) -> None:
    assert talk(*texts).wishes == left


def test_a_shape_can_be_wished() -> None:
    assert talk("from now on 16:9", "a cat").size == (352, 192)
    assert talk("from now on 16:9", "a cat, 512x512").size == (512, 512)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["from now on with chiaroscuro"], "I don't understand “with chiaroscuro”"),
        (["stop using pastel"], "no such wish"),
        (["from now on in watercolour"], "From now on: “in watercolour”"),
    ],
)
def test_what_is_answered(texts: list[str], words: str) -> None:
    assert words in talk(*texts).answer


def test_a_wish_that_only_comes_near_is_said() -> None:
    assert "the nearest I have is pastel" in talk("from now on in watercolour").notes[0]


def test_a_painter_that_knows_all_words_gets_the_wish_as_it_is() -> None:
    thread = Thread(knows_all=True)
    thread.say("from now on in watercolour")
    brief = thread.say("a knight in a cathedral")
    assert prompts(brief) == ["a knight in a cathedral, in watercolour"]
    assert prompts(thread.say("try again")) == prompts(brief)


@pytest.mark.parametrize(
    "text", ["a cat that always smiles", "a sign that says “from now on in ink”", "never mind"]
)
def test_what_is_no_wish(text: str) -> None:
    assert talk(text).wishes == ()
