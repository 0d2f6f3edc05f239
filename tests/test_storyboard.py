"""Books: what a request asks for, and the stories that are told from it."""

import itertools
import re
from random import Random

import pytest
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Seen
from triptych.agent.storyboard.stories import lore, tellings
from triptych.models.image_model import Settings
from triptych.models.pocket.vocabulary import VOCABULARY

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
DEMO = "a picture book in four pages about a brave little fox who finds a star"
SUBJECTS = (
    "",
    " who finds a star",
    " who lost a balloon",
    " and a robot",
    " who is afraid of the dark",
    " who gets lost in the forest",
    " who goes to the beach",
    " and a birthday present",
    " in a castle",
)


def book(text: str, *uploads: str) -> Brief:
    new = tuple(Seen(id=f"i{n}", shows=shows) for n, shows in enumerate(uploads, start=1))
    return Phrasebook(VOCABULARY).brief(text, Situation(SETTINGS, 2, uploads=new))


def test_the_demo() -> None:
    brief = book(DEMO)
    assert (brief.operation, brief.title, brief.notes) == ("book", "The Little Fox and the Star", ())
    assert [output.prompt for output in brief.outputs] == [
        "an orange fox in the forest",
        "a yellow star to the right of an orange fox in a meadow",
        "a yellow star above an orange fox in the snow",
        "a yellow star above an orange fox at night",
    ]
    assert "a brave little orange fox" in brief.outputs[0].text


@pytest.mark.parametrize(
    "text", ["a cat reading a book", "a bear with a book", "make the book blue", "a comic book style cat"]
)
def test_a_book_in_a_picture_is_no_book(text: str) -> None:
    assert book(text).operation != "book"


@pytest.mark.parametrize(
    ("text", "pages", "note"),
    [
        ("a book about a fox", 4, ""),
        ("a 6-page book about a fox", 6, ""),
        ("a picture book of seven pages about a fox", 7, ""),
        ("write me a story about a fox in two pages", 2, ""),
        ("a book about a fox, pages: 3", 3, ""),
        ("a one page book about a fox", 2, "two to twelve pages"),
        ("a book in 500 pages about a fox", 12, "two to twelve pages"),
    ],
)
def test_page_counts(text: str, pages: int, note: str) -> None:
    brief = book(text)
    assert len(brief.outputs) == pages
    assert note in " ".join(brief.notes)


def test_a_book_without_pages_asks_back() -> None:
    assert book("a book in 0 pages").answer.startswith("How many pages")


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("pages", [2, 3, 4, 7, 12])
def test_every_page_shows_the_same_hero_in_the_same_style(subject: str, pages: int) -> None:
    brief = book(f"a {pages} page book about a blue bear with a red hat{subject}, ink drawing")
    assert all("a blue bear wearing a red hat" in output.prompt for output in brief.outputs)
    assert all(output.prompt.endswith(", ink drawing") for output in brief.outputs)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_stories_are_whole(subject: str) -> None:
    for kind in VOCABULARY.kinds:
        for pages in range(2, 13):
            brief = book(f"a {pages} page book about a {kind}{subject}")
            texts = [output.text for output in brief.outputs]
            assert len(set(texts)) == pages, "no page is told twice"
            assert not re.search(r"[{}]|None(?! of them)", " ".join([brief.title, *texts]))
            assert all(20 < len(text) < 500 and text[0] in "“" + text[0].upper() for text in texts)


@pytest.mark.parametrize("subject", ["", " who finds a kite", " who lost a balloon", " who goes to the city"])
def test_neighbouring_pages_are_in_different_places(subject: str) -> None:
    phrases = "|".join(re.escape(ways[0]) for ways in VOCABULARY.places.values())
    places = [
        re.search(phrases, output.prompt) for output in book(f"a 6 page book about a dog{subject}").outputs
    ]
    found = [match[0] for match in places if match]
    assert len(found) == 6
    assert all(one != other for one, other in itertools.pairwise(found))


def test_the_same_request_tells_the_same_story_and_requests_differ() -> None:
    assert book(DEMO) == book(DEMO.upper().lower())
    titles = {book(f"a book about a cat, number {n}").title for n in range(40)}
    assert len(titles) >= 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a book about a bear called Bruno", "Bruno"),
        ("a book about Mia the cat", "Mia"),
        ("a book about a puppy named Max and a kitten named Lily", "Max"),
    ],
)
def test_names_are_kept(text: str, said: str) -> None:
    assert said in " ".join(output.text for output in book(text).outputs)


def test_the_friend_of_the_request_is_in_the_story() -> None:
    brief = book("a book about a puppy named Max and a kitten named Lily")
    assert any("a brown dog and an orange cat" in output.prompt for output in brief.outputs)
    assert "kitten called Lily" in " ".join(output.text for output in brief.outputs)


def test_a_given_title_is_kept_word_for_word() -> None:
    assert book("a story called “The Hat & I” about a rabbit").title == "The Hat & I"


def test_the_pronoun_of_the_request_is_kept() -> None:
    text = " ".join(output.text for output in book("a book about a dog who lost her ball").outputs)
    assert re.search(r"\b[Ss]he\b", text)
    assert not re.search(r"\b[Hh]e\b", text)


def test_a_hero_nobody_can_draw_is_said_before() -> None:
    brief = book("a book about a knight who finds a treasure")
    assert brief.notes[:2] == (
        "I don't know how to draw a knight; the nearest I can draw is a robot.",
        "I don't know how to draw a treasure; the nearest I can draw is a star.",
    )


def test_an_upload_shows_the_hero() -> None:
    brief = book("a book about this fox", "")
    assert [(use.id, use.role) for use in brief.images] == [("i1", "reference")]


def test_every_story_can_be_told_by_what_the_painter_knows() -> None:
    for telling in tellings():
        places = lore(telling.way, VOCABULARY)
        assert len(places) >= 5, telling.titles
        assert {beat.place for beat in (telling.opening, telling.turn)} <= {
            "",
            "home",
            "goal",
            *VOCABULARY.places,
        }


def test_titles_fit_the_cover_whatever_the_names() -> None:
    rng = Random(0)
    for _ in range(50):
        name = "".join(rng.choices("abcdefg", k=rng.randint(1, 400)))
        assert 0 < len(book(f"a book about a bear called {name}").title) <= 120


@pytest.mark.parametrize("pages", [3, 4, 6, 8, 12])
def test_every_story_has_a_beginning_a_problem_a_turn_and_an_end(pages: int) -> None:
    for number in range(30):
        brief = book(f"a {pages} page book about a fox and a ball, edition {number}")
        texts = [output.text for output in brief.outputs]
        told = next(telling for telling in tellings() if _like(telling.opening.text).fullmatch(texts[0]))
        assert _like(told.problem.text).fullmatch(texts[1])
        if pages == 3:
            assert _like(f"{told.turn.text} {told.ending.text}").fullmatch(texts[2])
        else:
            assert _like(told.turn.text).fullmatch(texts[-2])
            assert _like(told.ending.text).fullmatch(texts[-1])
        assert len(set(texts)) == pages


def _like(template: str) -> re.Pattern[str]:
    """A pattern for a text that was filled in."""
    return re.compile(".+?".join(re.escape(part) for part in re.split(r"\{\w+\}", template)))


def test_the_pages_of_the_request_are_told_word_for_word() -> None:
    brief = book(
        "a picture book: page 1: a fox wakes up in the forest. page 2: she finds a star. "
        "page 3: Home at last!"
    )
    assert [output.text for output in brief.outputs] == [
        "a fox wakes up in the forest.",
        "she finds a star.",
        "Home at last!",
    ]
    assert [output.prompt for output in brief.outputs] == [
        "an orange fox in the forest",
        "a yellow star to the right of an orange fox in a meadow",
        "an orange fox in a room",
    ]


@pytest.mark.parametrize(
    ("text", "page", "said"),
    [
        ("a book about a bear with the text “Sleep well: 2 pages!” on page 2", 1, "Sleep well: 2 pages!"),
        ("a book about a bear; the last page says “The end, undo”", 3, "The end, undo"),
        ("a book about a bear called “Bruno”, and page 1 reads “Once”", 0, "Once"),
    ],
)
def test_a_page_text_of_the_request_is_kept_word_for_word(text: str, page: int, said: str) -> None:
    brief = book(text)
    assert (len(brief.outputs), brief.outputs[page].text) == (4, said)


def test_a_page_text_for_no_page_asks_back() -> None:
    assert "no page nine" in book("a book in 4 pages about a bear with the text “x” on page nine").answer


def test_an_upload_of_unknown_looks_is_told_without_looks() -> None:
    brief = book("a book about this fox", "")
    assert all("the fox" in output.prompt and "orange" not in output.prompt for output in brief.outputs)
    assert not re.search(r"None|orange", " ".join(output.text for output in brief.outputs))


def test_an_upload_of_known_looks_gives_them_to_the_hero() -> None:
    brief = book("a book about it in 3 pages", "a red fox wearing a blue scarf at night")
    assert all("a red fox wearing a blue scarf" in output.prompt for output in brief.outputs)


def test_whom_nobody_knows_in_an_upload_is_the_hero_that_the_picture_shows() -> None:
    brief = book("a book about it in five pages", "")
    assert (brief.operation, len(brief.outputs)) == ("book", 5)
    assert all("the character" in output.prompt for output in brief.outputs)
    assert "little hero" in brief.outputs[0].text
