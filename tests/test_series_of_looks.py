"""One thing in several colours or at several times, before and after, and in the style of a picture."""

import pytest
from triptych.agent.phrasebook.elisions import with_nouns
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Seen
from triptych.models.image_model import Ability, Settings
from triptych.models.pocket.vocabulary import VOCABULARY

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
KNOWN, OWN_WORDS = Phrasebook(VOCABULARY), Phrasebook(None)
FOX = "a red fox in the snow"


def situation(
    *shown: str, uploads: tuple[str, ...] = (), abilities: frozenset[Ability] = frozenset()
) -> Situation:
    """Each picture is a change of the one before."""
    seen = tuple(Seen(id=f"i{n}", shows=text, turn=f"t{n}") for n, text in enumerate(shown, 1))
    came = tuple(Seen(id=f"i{len(seen) + n}", shows=text, turn="now") for n, text in enumerate(uploads, 1))
    moments = tuple(
        Moment(turn=one.turn, parent=seen[n - 1].turn if n else "", images=(one.id,), made=(one.id,))
        for n, one in enumerate(seen)
    )
    head = seen[-1].turn if seen else ""
    return Situation(SETTINGS, 2, seen=seen, uploads=came, moments=moments, head=head, abilities=abilities)


def prompts(brief: Brief) -> list[str]:
    return [output.prompt for output in brief.outputs]


@pytest.mark.parametrize(
    ("text", "known", "own"),
    [
        (
            "three views of a house: morning, noon, night",
            ["a red house in a meadow", "a red house on the beach", "a red house at night"],
            ["a house in the morning", "a house at noon", "a house at night"],
        ),
        (
            "the same robot in red, blue and green",
            ["a red robot in a meadow", "a blue robot in a meadow", "a green robot in a meadow"],
            ["a red robot", "a blue robot", "a green robot"],
        ),
        (
            "before: a red fox in the meadow, after: a red fox in the snow",
            ["a red fox in a meadow", "a red fox in the snow"],
            ["a red fox in the meadow", "a red fox in the snow"],
        ),
    ],
)
def test_a_series_has_a_picture_for_each(text: str, known: list[str], own: list[str]) -> None:
    assert prompts(KNOWN.brief(text, situation())) == known
    assert prompts(OWN_WORDS.brief(text, situation())) == own


def test_the_same_one_that_is_there_is_recolored_and_not_drawn_anew() -> None:
    brief = KNOWN.brief("the same fox in orange, blue and green", situation("a dog on the beach", FOX))
    assert brief.operation == "edit"
    assert [use.id for use in brief.images] == ["i2"]
    assert prompts(brief) == ["make the fox orange", "make the fox blue", "make the fox green"]
    assert [output.source for output in brief.outputs] == ["i2"] * 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a red, a blue and a green balloon", "a red balloon, a blue balloon and a green balloon"),
        ("draw a red and a blue cat in the snow", "draw a red cat and a blue cat in the snow"),
        ("a red hat and a blue cat", "a red hat and a blue cat"),
        ("a red and blue ball", "a red and blue ball"),
        ("a red, a blue and a green picture", "a red, a blue and a green picture"),
    ],
)
def test_a_noun_that_is_said_once_holds_for_each_colour(text: str, said: str) -> None:
    assert with_nouns(text) == said


def test_things_of_several_colours_are_laid_out_in_one_picture() -> None:
    brief = KNOWN.brief("a red, a blue and a green balloon", situation(abilities=frozenset({"regions"})))
    (output,) = brief.outputs
    assert [box.description for box in output.boxes] == ["a red balloon", "a blue balloon", "a green balloon"]
    assert prompts(OWN_WORDS.brief("a red, a blue and a green balloon", situation())) == [
        "a red, a blue and a green balloon"
    ]


def test_before_and_after_of_what_lies_there_is_told_and_else_asked_for() -> None:
    changed = KNOWN.brief("show me before and after", situation(FOX, "a blue fox in the snow"))
    assert (changed.operation, changed.answer) == ("chat", "Before: i1; after: i2.")
    assert "What shall be seen before" in KNOWN.brief("before and after", situation(FOX)).answer
    assert prompts(OWN_WORDS.brief("a house before and after the storm", situation())) == [
        "a house before the storm",
        "a house after the storm",
    ]


INK_CAT = "a blue cat in the city, ink style"


def test_the_style_of_an_upload_is_taken_and_nothing_else_of_it() -> None:
    brief = KNOWN.brief("a brown dog in the same style as this picture", situation(uploads=(INK_CAT,)))
    assert (brief.operation, brief.images) == ("generate", ())
    assert prompts(brief) == ["a brown dog in a meadow, ink drawing"]


def test_what_lies_there_takes_the_style_of_an_upload() -> None:
    brief = KNOWN.brief("in the same style as this picture", situation(FOX, uploads=(INK_CAT,)))
    assert [use.id for use in brief.images] == ["i1"]
    assert prompts(brief) == ["change the style: ink drawing"]


def test_a_painter_that_knows_all_words_sees_the_picture_itself() -> None:
    brief = OWN_WORDS.brief("a dog in the style of i1", situation("a town by the sea"))
    assert (brief.operation, [use.id for use in brief.images]) == ("reuse_character", ["i1"])


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (situation(), "no picture here whose style"),
        (situation(uploads=("",)), "I don't know the style of i1"),
    ],
)
def test_a_style_that_nobody_knows_is_asked_for(there: Situation, words: str) -> None:
    brief = KNOWN.brief("a dog in the same style as this picture", there)
    assert brief.operation == "clarify"
    assert words in brief.answer
