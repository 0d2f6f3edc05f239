"""What a reply says, in each language: the same facts, the same ids and names."""

import string
from pathlib import Path

import pytest
from agent_fakes import FakePlanner, WordyPainter, book, change, pictures
from triptych.agent.languages.table import CODES
from triptych.agent.replies import sentences, worded
from triptych.agent.session import Project

WORDS = {"n", "number"}
"""The same number in two ways; a sentence takes one."""


def slots(sentence: str) -> set[str]:
    found = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return found - WORDS | ({"n"} if found & WORDS else set())


def test_there_are_replies_in_every_language_that_is_understood() -> None:
    assert set(sentences()) == {"en", *CODES}


@pytest.mark.parametrize("language", CODES)
def test_every_sentence_tells_the_same_facts_in_every_language(language: str) -> None:
    english = {name: slots(sentence) for name, sentence in sentences()["en"].items()}
    assert {name: slots(sentence) for name, sentence in sentences()[language].items()} == english


def test_a_language_without_replies_is_answered_in_english() -> None:
    assert worded("fi", "picture", ids="i1") == "Here is your picture: i1."


def test_what_is_filled_in_is_never_read_as_a_slot() -> None:
    assert worded("en", "bound", title="{file} {0}", file="a.pdf") == "“{file} {0}” is bound anew as a.pdf."


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "de",
            [
                "Hier sind 2 Bilder: i1 und i2.",
                "Geändert: i3, aus i1 gemacht. 100% des Bildes haben sich geändert, darum wurde nichts "
                "zurückgesetzt.",
                "Dein Bilderbuch „Der Fuchs“ ist fertig: 2 Seiten (i4 und i5), gebunden als der-fuchs.pdf.",
                "Rückgängig gemacht. Auf dem Tisch: i3.",
            ],
        ),
        (
            "ja",
            [
                "絵が2枚できました：i1とi2。",
                "変えました：i1からi3を作りました。絵の100%が変わったので、元に戻した部分はありません。",
                "絵本『Der Fuchs』ができました：2ページ（i4とi5）、der-fuchs.pdfとして綴じました。",
                "元に戻しました。机の上にあるのはi3です。",
            ],
        ),
    ],
)
def test_a_conversation_is_answered_in_its_language(tmp_path: Path, language: str, told: list[str]) -> None:
    briefs = {
        "two": pictures("a cat", "a dog", language=language),
        "blue": change("i1", "make it blue", language=language),
        "book": book(2, title="Der Fuchs").model_copy(update={"language": language}),
    }
    with Project(tmp_path, WordyPainter(), planner=FakePlanner(briefs)) as project:
        session = project.session()
        for text in briefs:
            list(session.say(text))
        list(session.undo())
        assert [turn.reply for turn in session.turns()] == told
