"""Stories in other languages than English: all that is told in English, and books of each story."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from agent_fakes import WordyPainter
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.phrasebook.book_languages import IN_THESE
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.session import Project
from triptych.agent.situation import Situation
from triptych.agent.state import Brief
from triptych.agent.storyboard.stories import all_lore, tellings
from triptych.agent.storyboard.texts import BEATS, texts
from triptych.agent.storyboard.wordings import WORDINGS
from triptych.models.image_model import Settings
from triptych.models.pocket.vocabulary import VOCABULARY

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
CODES = [code for code in WORDINGS if code != "en"]
NAMES = {"zh": "Chinese", "de": "German"}
OTHERS = {"zh": r"[A-Za-z{}]|的的", "de": r"[{}]|\b(?:the|and|a|of|orange|brown|little)\b|  "}
"""What no page in a language has: words of another, slots, and mistakes in what fills them."""
SUBJECTS = (
    "",
    " who finds a star",
    " who finds a kite",
    " who lost a balloon",
    " and a robot",
    " and a dog",
    " who is afraid of the dark",
    " who gets lost in the forest",
    " who goes to the beach",
    " and a birthday present",
)


def book(text: str) -> Brief:
    return Polyglot(Phrasebook(VOCABULARY)).brief(text, Situation(SETTINGS, 2))


@pytest.mark.parametrize("code", CODES)
def test_each_story_and_line_is_told(code: str) -> None:
    told = texts(code)
    beats = [getattr(telling, beat).text for telling in tellings() for beat in BEATS]
    lines = [line.text for places in all_lore().values() for line in sum(places.values(), ())]
    titles = [title for telling in tellings() for title in telling.titles]
    assert {*beats, *lines, *titles} == {*told}
    assert len({*told.values()}) == len(told)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_books_are_told_in_the_language_with_the_same_pictures(code: str, subject: str) -> None:
    for kind in [*VOCABULARY.kinds, "brave kitten", "big old puppy"]:
        for pages in (2, 4, 12):
            asked = f"a {pages} page book about a {kind}{subject}"
            english, brief = book(asked), book(f"{asked}, in {NAMES[code]}")
            assert [one.prompt for one in brief.outputs] == [one.prompt for one in english.outputs]
            said = [one.text for one in brief.outputs]
            assert len({*said}) == pages
            assert not re.search(OTHERS[code], " ".join((brief.title, *said)))


@pytest.mark.parametrize("code", CODES)
def test_a_book_in_two_languages_has_both_on_each_page(code: str) -> None:
    first = book("a picture book about a fox, 4 pages")
    second = book(f"a picture book about a fox, 4 pages, in {NAMES[code]}")
    both = book(f"a picture book about a fox, 4 pages, in English and {NAMES[code]}")
    assert (both.outputs, both.title, both.notes) == (first.outputs, first.title, ())
    assert both.binding.second_texts == tuple(one.text for one in second.outputs)
    turned = book(f"a picture book about a fox, 4 pages, in {NAMES[code]} and English")
    assert (turned.title, turned.outputs) == (second.title, second.outputs)


def test_a_page_whose_text_is_given_has_no_second_one() -> None:
    brief = book("a picture book about a fox, 4 pages, in English and Chinese, with “Good night” on page 2")
    assert brief.outputs[1].text == "Good night"
    assert [bool(text) for text in brief.binding.second_texts] == [True, False, True, True]


@pytest.mark.parametrize(
    ("text", "pages", "hero", "second"),
    [
        ("画一本关于一只怕黑的小熊的绘本，6页", 6, "小熊", ""),
        ("做一本四页的绘本，讲一只叫小白的兔子丢了气球", 4, "小白", ""),
        ("画一本关于小狐狸的中英双语绘本", 4, "小狐狸", "little fox"),
        ("画一本关于小狐狸的绘本，用中文和英文", 4, "小狐狸", "little fox"),
        ("用英文写一本关于机器人的绘本", 4, "little robot", ""),
    ],
)
def test_who_asks_in_chinese_gets_a_chinese_book(text: str, pages: int, hero: str, second: str) -> None:
    brief = book(text)
    assert (len(brief.outputs), len(brief.notes)) == (pages, 1)
    assert any(hero in page.text for page in brief.outputs)
    assert bool(brief.binding.second_texts) == bool(second)
    assert not second or any(second in page for page in brief.binding.second_texts)


def test_a_hero_without_a_word_in_the_language_is_told_of_in_english() -> None:
    words = replace(VOCABULARY, kinds={**VOCABULARY.kinds, "capybara": ("capybara",)})
    brief = Phrasebook(words).brief("a picture book about a capybara, in Chinese", Situation(SETTINGS, 2))
    assert IN_THESE in brief.notes
    assert "capybara" in brief.outputs[0].text


def test_a_comic_strip_is_told_in_the_language_that_it_is_asked_for_in() -> None:
    brief = book("a comic strip of four panels about a dog, in Chinese")
    assert all("小狗" in panel.text or "它" in panel.text for panel in brief.outputs)


def test_a_chinese_book_goes_on_in_chinese_and_its_hero_gets_a_name(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        session = project.session()
        briefs = []
        for text in ("画一本关于一只怕黑的小熊的绘本，4页", "这只熊叫小白", "再来两页", "小白在雪地里"):
            [*session.say(text)]
            briefs.append(session.turns()[-1].brief)
    book, named, more, seen = briefs
    assert book.title == named.title.replace("小白", "小熊")
    assert "一只叫小白的棕色小熊" in named.texts[0]
    assert not any("小熊" in text for text in named.texts[1:])
    assert len(more.texts) == 6
    assert not any(re.search(OTHERS["zh"], text) for text in more.texts)
    assert [one.prompt for one in seen.outputs] == ["a brown bear in the snow"]


def test_a_german_book_goes_on_in_german_and_its_hero_gets_a_name(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        session = project.session()
        briefs = []
        for text in (
            "ein Bilderbuch über einen kleinen Bären",
            "der Bär soll Bruno heißen",
            "noch zwei Seiten",
        ):
            [*session.say(text)]
            briefs.append(session.turns()[-1].brief)
    book, named, more = briefs
    assert book.notes[1:] == ()
    assert sum("Bär namens Bruno" in text for text in named.texts) == 1
    assert not any("kleine Bär" in text for text in named.texts)
    assert len(more.texts) == 6
    assert any("Bruno" in text for text in more.texts[4:])
    assert not any(re.search(OTHERS["de"], text) for text in more.texts)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("ein Bilderbuch über einen Hund, auf Deutsch und Englisch", True),
        ("ein zweisprachiges Bilderbuch über einen Hund", True),
        ("ein Bilderbuch über einen Hund auf Deutsch", False),
    ],
)
def test_who_asks_in_german_gets_a_german_book(text: str, second: bool) -> None:
    brief = book(text)
    assert (len(brief.notes), bool(brief.binding.second_texts)) == (1, second)
    assert any("der kleine Hund" in page.text for page in brief.outputs)
