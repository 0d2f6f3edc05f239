"""A story goes on where more of it is asked for: other places, the same hero, nothing lost that was there."""

from itertools import pairwise

import pytest
from phrasebook_fakes import Thread, prompts

COMIC = "a comic strip of four panels about a fox who finds a star"
BOOK = "a picture book in four pages about a fox called Finn who finds a star"


@pytest.mark.parametrize(
    ("asked", "many"),
    [
        ("two more panels", 2),
        ("add three more scenes please", 3),
        ("another panel", 1),
        ("what happens next?", 1),
        ("continue the story with two more panels", 2),
    ],
)
def test_more_panels_go_on_with_the_story(asked: str, many: int) -> None:
    thread = Thread()
    told = prompts(thread.say(COMIC))
    before = thread.table
    brief = thread.say(asked)
    new = prompts(brief)
    assert len({*told, *new}) == len(told) + many
    assert all("orange fox" in prompt for prompt in new)
    assert thread.table[: len(before)] == before
    assert len(thread.table) == len(before) + many
    assert {output.like for output in brief.outputs} == {(before[0],)}


def test_more_pages_of_a_book_have_texts_about_its_hero() -> None:
    thread = Thread()
    thread.say(BOOK)
    brief = thread.say("two more pages")
    assert brief.title
    assert len(brief.texts) == len(brief.keeps) == 6
    assert all("ox" in text for text in brief.texts[4:])
    assert "{" not in "".join(brief.texts)


def test_neighbouring_new_panels_are_in_different_places() -> None:
    thread = Thread()
    thread.say(COMIC)
    told = [output.prompt.rsplit(" fox ", 1)[1] for output in thread.say("twelve more panels").outputs]
    assert all(one != other for one, other in pairwise(told))


def test_more_pictures_are_more_of_the_same() -> None:
    thread = Thread()
    thread.say("four pictures of a red cat")
    assert len(set(prompts(thread.say("two more pictures")))) == 1
    assert len(thread.table) == 2


def test_a_painter_that_knows_all_words_is_told_the_story_and_sees_its_last_panel() -> None:
    thread = Thread(knows_all=True)
    thread.say("a storyboard of four panels about a lighthouse keeper")
    last = thread.table[-1]
    brief = thread.say("two more panels")
    assert [output.like for output in brief.outputs] == [(last,), (last,)]
    assert prompts(brief)[1].endswith("lighthouse keeper: what happens next (panel 6 of 6)")


@pytest.mark.parametrize("asked", ["A logo for a tea shop", "design an emblem for our school"])
def test_a_design_is_not_replaced_by_what_its_purpose_is_like(asked: str) -> None:
    brief = Thread().say(asked)
    assert brief.operation == "clarify"
    assert "say “a house” if you would like that" in brief.answer
    assert "I can draw these characters: cat" in brief.answer


@pytest.mark.parametrize("asked", ["a logo for a cat café", "a logo for my bakery, with a blue house"])
def test_what_is_known_of_a_design_is_drawn_and_the_rest_told(asked: str) -> None:
    brief = Thread().say(asked)
    assert brief.operation == "generate"
    assert "“logo”" in brief.notes[0]
