"""The page in Chinese: no sentence and no example of its own stays English."""

import re
from collections.abc import Iterator

import pytest
from triptych.agent.languages.translation import to_english
from triptych.models import catalog
from triptych.models.machine import Machine
from triptych.ui.edit_tab import PAIRS, _adjust
from triptych.ui.markup import markup
from triptych.ui.model_table import rows
from triptych.ui.model_words import said
from triptych.ui.models_tab import _pieces
from triptych.ui.words import WORDS, word

CHINESE = re.compile("[一-鿿]")
SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")
MARKS = re.compile(r"pip install [a-z-]+|vllm serve|ollama pull|^[^：]+：")  # commands, names of models
MACHINES = {
    "laptop": Machine("cpu", "CPU", 16, 10, 16, 10, 4),
    "gpu": Machine("cuda", "GPU", 24, 22, 64, 60, 16, frozenset({"torchao", "bitsandbytes"})),
}


def sentences(language: str, machine: Machine) -> Iterator[str]:
    """All that is told of every model."""
    for row in rows(machine):
        says = said(row, machine, language)
        yield from (says.title, says.fits, says.sizes, *says.tools, *says.languages)


@pytest.mark.parametrize("machine", MACHINES)
def test_models_are_told_of_in_chinese(machine: str) -> None:
    told = list(sentences("zh", MACHINES[machine]))
    assert [text for text in told if SENTENCE.search(MARKS.sub("", text))] == []
    assert len({row.does for row in rows(MACHINES[machine])}) == 3


def test_every_card_says_what_it_is_good_at_in_chinese() -> None:
    every = (*catalog.cards(), *catalog.endpoints().values())
    assert [card.name for card in every if not CHINESE.search(card.titles.get("zh", ""))] == []


def test_no_chinese_words_are_the_english_ones() -> None:
    names = {"{", "A4", "A5", "Triptych"}
    same = [key for key, says in WORDS.items() if says["zh"] == says["en"] and SENTENCE.search(says["en"])]
    assert [key for key in same if WORDS[key]["en"] not in names] == []


def test_the_ends_of_a_scale_are_the_painters_words_in_each_language() -> None:
    for less, more in PAIRS:
        form = {"less": word(f"end_{less}", "zh"), "more": word(f"end_{more}", "zh"), "strength": "40"}
        assert CHINESE.search(form["less"])
        assert _adjust(form) == ("", {"less": less, "more": more, "strength": 0.4})


def test_a_storyboard_can_be_asked_for_first_in_chinese() -> None:
    assert to_english(word("book_ask_said", "zh")).text.endswith("show me the storyboard first")


def test_what_a_layout_gives_as_examples_is_chinese() -> None:
    shown = markup("layout_draft", "zh", most=10)
    assert not SENTENCE.search(" ".join(re.findall(r'(?:placeholder|data-example)="([^"]*)"', shown)))


def test_a_server_is_not_installed_and_has_nothing_to_fetch() -> None:
    groups = dict(_pieces(("pocket",), "en"))
    assert "ollama" not in groups["models_here"]
    assert "triptych use gemini" in groups["models_servers"]
    assert "triptych fetch gemini" not in "".join(groups.values())
    assert "triptych use pocket-upscaler" not in groups["models_here"]
