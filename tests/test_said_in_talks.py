"""What people say in the middle of a talk: several of one, lists in turn, styles of artists, complaints."""

import pytest
from phrasebook_fakes import Thread, prompts, talk

ELSEWHERE = ["an orange cat in the forest", "an orange cat in the snow", "an orange cat in the city"]


def after_a_cat(text: str) -> tuple[str, list[str]]:
    thread = Thread(polyglot=True)
    thread.say("a cat at night")
    brief = thread.say(text)
    return brief.task, prompts(brief)


@pytest.mark.parametrize(
    "text",
    [
        "turn it into three pictures: in the forest, in the snow, in the city",
        "three pictures of it: in the forest, in the snow and in the city",
        "make three pictures of her: in the forest, in the snow, in the city",
        "mach daraus drei Bilder: im Wald, im Schnee, in der Stadt",
        "mach drei Bilder davon: im Wald, im Schnee, in der Stadt",
        "fais-en trois images : dans la forêt, dans la neige, en ville",
        "haz tres imágenes de él: en el bosque, en la nieve, en la ciudad",
        "把它画成三张图：在森林里，在雪地里，在城市里",
    ],
)
def test_one_picture_becomes_several(text: str) -> None:
    assert after_a_cat(text) == ("image_to_images", ELSEWHERE)


@pytest.mark.parametrize(
    "text",
    [
        "three more of it in different places",
        "draw three more of her in different places",
        "再画三张它在不同的地方",
        "違う場所で3枚描いて",
    ],
)
def test_so_many_more_elsewhere(text: str) -> None:
    task, made = after_a_cat(text)
    assert (task, len(set(made))) == ("image_to_images", 3)


def test_panels_may_tell_what_is_done() -> None:
    brief = talk("two panels: a rabbit finds a kite; a bear in the snow")
    assert prompts(brief) == [
        "a purple kite to the right of a pink rabbit in a meadow",
        "a brown bear in the snow",
    ]
    assert any("“finds”" in note for note in brief.notes)


def test_pictures_are_listed_in_turn() -> None:
    brief = talk("three images: first a red fox, second a blue dog, third both together")
    assert prompts(brief) == [
        "a red fox in a meadow",
        "a blue dog in a meadow",
        "a red fox and a blue dog together in a meadow",
    ]


@pytest.mark.parametrize(
    "text", ["it's too dark", "the cat is much too dark", "hm, it is still a bit too dark"]
)
def test_a_complaint_paints_nothing(text: str) -> None:
    thread = Thread()
    thread.say("a cat in the snow")
    assert (thread.say(text).operation, len(thread.table)) == ("clarify", 1)


def test_one_of_two_is_dressed_where_it_stands() -> None:
    thread = Thread()
    thread.say("a fox and a dog in the forest")
    brief = thread.say("the dog should wear a scarf")
    assert (brief.operation, prompts(brief)) == ("edit", ["give the dog a red scarf"])


@pytest.mark.parametrize("text", ["swap them", "swap pictures 1 and 2", "swap the two"])
def test_two_pictures_change_places(text: str) -> None:
    thread = Thread()
    thread.say("two pictures: a cat; a dog")
    thread.say(text)
    assert thread.table == ("i2", "i1")


def test_which_of_three_to_swap_is_asked() -> None:
    thread = Thread()
    thread.say("three pictures of a cat")
    assert "which two" in thread.say("swap them").answer


@pytest.mark.parametrize(
    ("text", "artist", "prompt"),
    [
        ("a fox in the style of van Gogh", "van Gogh", "an orange fox in a meadow"),
        ("a fox painted by Monet in the snow", "Monet", "an orange fox in the snow"),
        ("a fox like a child's drawing", "child's drawing", "an orange fox in a meadow"),
        ("ein Fuchs im Stil von Picasso", "Picasso", "an orange fox in a meadow"),
    ],
)
def test_an_artist_is_no_thing_in_the_picture(text: str, artist: str, prompt: str) -> None:
    brief = Thread(polyglot=True).say(text)
    assert prompts(brief) == [prompt]
    assert any(f"“{artist}”" in note for note in brief.notes) or artist in " ".join(brief.notes)


def test_an_artists_style_alone_asks_back() -> None:
    thread = Thread()
    thread.say("a fox")
    assert "no style “Picasso”" in thread.say("in the style of Picasso").answer


def test_a_painter_that_knows_all_words_hears_of_the_artist() -> None:
    assert "van Gogh" in prompts(Thread(knows_all=True).say("a fox in the style of van Gogh"))[0]


def test_how_it_was_made_stands_in_the_record() -> None:
    thread = Thread()
    thread.say("a fox")
    for question in ("how long did that take?", "which model did you use?", "how much did that cost?"):
        assert "record of i1" in thread.say(question).answer


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("remove one star", "two yellow stars in the city"),
        ("take away two stars", "a yellow star in the city"),
        ("remove the stars", "in the city"),
        ("now without stars", "in the city"),
        ("add another star", "four yellow stars in the city"),
    ],
)
def test_some_of_several_things_go(text: str, shows: str) -> None:
    thread = Thread()
    thread.say("three stars in the city")
    assert thread.say(text).outputs[-1].shows == shows


def test_more_than_can_be_drawn_is_said() -> None:
    thread = Thread()
    thread.say("three stars in the city")
    assert "I can draw only four of the stars here." in thread.say("add two more stars").notes


@pytest.mark.parametrize(
    "text", ["again with another seed", "try a new seed", "another take please", "once more, please"]
)
def test_another_seed_is_another_try(text: str) -> None:
    thread = Thread()
    thread.say("a fox in the snow")
    brief = thread.say(text)
    assert (brief.again, prompts(brief)) == (True, ["an orange fox in the snow"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "three pictures of a cat in different places",
            ["a cat in a forest", "a cat on a beach", "a cat in the snow"],
        ),
        ("a cat in two different styles", ["a cat as a watercolour", "a cat as an ink drawing"]),
        (
            "a tree in all seasons",
            [f"a tree in {season}" for season in ("spring", "summer", "autumn", "winter")],
        ),
    ],
)
def test_a_painter_that_knows_all_words_is_told_what_differs(text: str, expected: list[str]) -> None:
    assert prompts(Thread(knows_all=True).say(text)) == expected


def test_a_painter_that_sees_is_told_the_complaint_and_who_comes_instead() -> None:
    thread = Thread(knows_all=True)
    thread.say("a cat at night")
    brief = thread.say("it's too dark")
    assert (brief.operation, prompts(brief)) == ("edit", ["it's too dark"])
    brief = thread.say("the same picture with a robot")
    assert (brief.operation, [use.id for use in brief.images]) == ("reuse_character", ["i2"])


def test_somebody_joins() -> None:
    thread = Thread()
    thread.say("a cat at night")
    assert (
        thread.say("now with a bear").outputs[-1].shows == "an orange cat and a brown bear together at night"
    )


@pytest.mark.parametrize(
    "text",
    [
        "three more",
        "noch drei Bilder",
        "drei weitere Versionen",
        "tres versiones más",
        "trois images de plus",
        "再画三张",
    ],
)
def test_three_more_in_each_language(text: str) -> None:
    thread = Thread(polyglot=True)
    thread.say("a dog in the snow")
    assert prompts(thread.say(text)) == ["a brown dog in the snow"] * 3
