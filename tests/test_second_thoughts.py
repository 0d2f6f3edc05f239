"""What people take back, deny, ask and contradict: the last word holds, and two numbers ask back."""

import pytest
from phrasebook_fakes import Thread, prompts, talk

THREE_CATS = "three orange cats in a meadow"


@pytest.mark.parametrize(
    ("text", "expected", "meant"),
    [
        ("draw two cats, no three cats", THREE_CATS, "three cats"),
        ("two cats - wait, three cats in the snow", "three orange cats in the snow", "three cats"),
        ("a dog, no, a cat", "an orange cat in a meadow", "a cat"),
        ("i want a dog. no, a cat.", "an orange cat in a meadow", "a cat"),
        ("a dog, sorry, I meant a cat", "an orange cat in a meadow", "a cat"),
        ("a big dog in the snow, no, a small cat", "an orange cat in the snow", "a small cat"),
        ("a red fox on the beach, or rather a blue fox", "a blue fox on the beach", "a blue fox"),
    ],
)
def test_the_last_word_holds_and_is_told(text: str, expected: str, meant: str) -> None:
    brief = talk(text)
    assert prompts(brief) == [expected]
    assert f"I take it that you mean “{meant}”." in brief.notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a cat, no hat", "an orange cat in a meadow"),
        ("a cat, not a dog", "an orange cat in a meadow"),
        ("no dog, a cat", "an orange cat in a meadow"),
        ('a cat saying "a dog, no, a bear"', "an orange cat in a meadow"),
    ],
)
def test_a_denial_is_no_correction(text: str, expected: str) -> None:
    brief = talk(text)
    assert prompts(brief) == [expected]
    assert not any("I take it" in note for note in brief.notes)


def test_the_hero_of_a_book_is_corrected_too() -> None:
    brief = talk("a book about a fox, no, a bear, 3 pages")
    assert (brief.task, len(brief.outputs)) == ("picture_book", 3)
    assert all("bear" in output.prompt and "fox" not in output.prompt for output in brief.outputs)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("three cats, but only two of them", "three and for two"),
        (
            "a picture of one dog and also exactly two dogs, in total five dogs",
            "one and for two and for five",
        ),
        ("two cats and three cats", "two and for three"),
    ],
)
def test_two_numbers_of_the_same_ask_back(text: str, numbers: str) -> None:
    brief = talk(text)
    assert (brief.operation, brief.outputs) == ("clarify", ())
    assert numbers in brief.answer


@pytest.mark.parametrize(
    "text",
    [
        "one red cat and two blue cats",
        "three cats: two cats on the left and one cat on the right",
        "a dog and a dog",
        "three cats, but only two with hats",
        "draw three pictures: two cats, then one cat, then three cats",
    ],
)
def test_numbers_that_go_together_are_drawn(text: str) -> None:
    assert talk(text).operation == "generate"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a cat, but not orange", "a red cat in a meadow"),
        ("a cat that isn't red", "an orange cat in a meadow"),
        ("a star that isn't yellow above a fox", "a red star above an orange fox in a meadow"),
    ],
)
def test_a_colour_that_is_not_wanted_is_not_painted(text: str, expected: str) -> None:
    assert prompts(talk(text)) == [expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("is there a hat in it?", "i1 shows an orange fox in a meadow."),
        ("does it wear a scarf?", "i1 shows an orange fox in a meadow."),
        ("which one is better?", "i1 shows an orange fox in a meadow."),
        ("what did I ask for?", "i1 shows an orange fox in a meadow."),
        ("how many pictures are there?", "On the table: one picture (i1)."),
    ],
)
def test_a_question_changes_nothing(text: str, words: str) -> None:
    brief = talk("a fox", text)
    assert (brief.operation, brief.answer) == ("chat", words)


@pytest.mark.parametrize("text", ["can you make it red?", "is it possible to make it red?"])
def test_a_request_may_look_like_a_question(text: str) -> None:
    assert prompts(talk("a fox", text)) == ["make it red"]


def test_the_left_one_of_two() -> None:
    brief = talk("two cats", "make the left one red")
    assert [output.prompt for output in brief.outputs] == ["make the cat on the left red"]
    assert brief.outputs[0].shows == "a red cat and an orange cat together in a meadow"
    assert prompts(talk("a cat and a dog", "make the right one red")) == ["make the dog red"]


@pytest.mark.parametrize(
    "text",
    ["start over", "Let's start over.", "start from the beginning", "from scratch please", "new start"],
)
def test_starting_over_clears_the_table(text: str) -> None:
    thread = Thread()
    thread.say("a cat")
    thread.say("make it blue")
    brief = thread.say(text)
    assert (brief.operation, brief.target, brief.outputs) == ("branch", "", ())
    assert "the table is empty" in thread.say("undo").answer
    assert (thread.say("redo").operation, thread.head) == ("redo", "t1")


def test_starting_over_with_something_draws_it_at_once() -> None:
    brief = talk("a cat", "let's start over with a dog")
    assert (brief.operation, prompts(brief)) == ("generate", ["a brown dog in a meadow"])
    assert talk("a cat", "make it red", "start again from the first version").target == "t1"


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("eine Katze", "von vorne anfangen"),
        ("un gato", "empezar de nuevo"),
        ("un chat", "recommence depuis le début"),
        ("一只猫", "从头开始"),
        ("猫の絵", "最初からやり直して"),
    ],
)
def test_starting_over_in_every_language(first: str, again: str) -> None:
    thread = Thread(polyglot=True)
    assert thread.say(first).operation == "generate"
    brief = thread.say(again)
    assert (brief.operation, brief.target) == ("branch", "")


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("wiederholen", "redo"),
        ("やり直して", "redo"),
        ("ein Hund, nein, eine Katze", "generate"),
        ("un chien, non, un chat", "generate"),
        ("画三只兔子，不，两只兔子", "generate"),
    ],
)
def test_second_thoughts_in_other_languages(text: str, operation: str) -> None:
    thread = Thread(polyglot=True)
    thread.say("a cat")
    thread.say("undo")
    brief = thread.say(text)
    assert brief.operation == operation
    assert len(brief.outputs) == (operation == "generate")
    assert not any(" together " in output.prompt for output in brief.outputs)


@pytest.mark.parametrize(
    ("wish", "text", "drawn"),
    [
        (
            "with a red scarf",
            "always with a red scarf: a cat",
            "an orange cat wearing a red scarf in a meadow",
        ),
        ("in pastel", "from now on in pastel: a cat", "an orange cat in a meadow, in pastel colours"),
    ],
)
def test_a_wish_before_a_colon_is_not_the_picture(wish: str, text: str, drawn: str) -> None:
    brief = talk(text)
    assert (brief.wishes, prompts(brief)) == ((wish,), [drawn])


@pytest.mark.parametrize("text", ["yes", "ok", "hmm", "All right."])
def test_an_acknowledgement_changes_nothing(text: str) -> None:
    brief = talk("a fox", text)
    assert (brief.operation, brief.outputs) == ("chat", ())


@pytest.mark.parametrize("text", ["the first one was better", "I liked the first version more"])
def test_what_was_better_comes_back(text: str) -> None:
    brief = talk("a cat", "make it blue", text)
    assert (brief.operation, brief.target) == ("revert_to", "t1")
    assert talk("two pictures of a cat", text).operation != "revert_to", "one of the set may be meant"


def test_the_original_is_the_first_picture() -> None:
    thread = Thread()
    thread.say("make it blue", "")
    brief = thread.say("put the original in the snow")
    assert [use.id for use in brief.images] == ["i1"]


def test_a_second_garment_is_left_out_aloud() -> None:
    brief = talk("a cat wearing a blue hat and a red scarf")
    assert prompts(brief) == ["an orange cat wearing a blue hat in a meadow"]
    assert "In my pictures nobody wears two things, so I leave out “scarf”." in brief.notes


def test_the_sentences_of_a_text_on_one_line_are_illustrated() -> None:
    text = "illustrate this article: The fox lives in the forest. In winter it hunts in the snow."
    brief = talk(text)
    assert [output.text for output in brief.outputs] == [
        "The fox lives in the forest.",
        "In winter it hunts in the snow.",
    ]
    assert len(talk("Illustrate a fox in the snow. Make it red.").outputs) == 1


@pytest.mark.parametrize(
    ("text", "task", "made"),
    [
        ("画四张猫的图：春、夏、秋、冬", "text_to_images", 4),
        ("四张猫的图，分别在春天、夏天、秋天和冬天", "text_to_images", 4),
        ("うさぎが風船をさがす6ページの絵本", "picture_book", 6),
        ("うさぎが星を探す絵本、4ページ", "picture_book", 4),
    ],
)
def test_more_words_of_other_languages(text: str, task: str, made: int) -> None:
    brief = Thread(polyglot=True).say(text)
    assert (brief.task, len(brief.outputs)) == (task, made)
    assert brief.operation != "clarify"
