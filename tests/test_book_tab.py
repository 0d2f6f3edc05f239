"""The tab Book: what its forms say, what it shows, and a whole book worked on in a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from agent_fakes import WordyPainter
from studio import Studio, served, visiting
from triptych.agent.limits import Limits
from triptych.agent.pages import Pages
from triptych.agent.state import Binding, Moment
from triptych.ui.assembly import Models
from triptych.ui.book_form import FormError, board_in, changed, number_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOOK = Moment(turn="t", images=("i3", "i4", "i5"), title="Mia", texts=("One.", "Two.", "Three."))
UNTOUCHED = {
    "title": "Mia",
    "layout": "",
    "page_size": "",
    **{f"text-{n}": text for n, text in enumerate(BOOK.texts, start=1)},
    **{f"second-{n}": "" for n in (1, 2, 3)},
    **{f"layout-{n}": "" for n in (1, 2, 3)},
    **{f"place-{n}": str(n) for n in (1, 2, 3)},
}


def test_a_form_that_nobody_touched_changes_nothing() -> None:
    told = changed(UNTOUCHED, BOOK)
    assert (told.pages, told.title, told.locked) == (Pages.of(BOOK), "Mia", ())


@pytest.mark.parametrize(
    ("form", "moved", "by", "images"),
    [
        ({"place-3": "1"}, 0, 0, "i5 i3 i4"),
        ({"place-1": "9"}, 0, 0, "i4 i5 i3"),
        ({"out-2": "on"}, 0, 0, "i3 i5"),
        ({}, 3, -1, "i3 i5 i4"),
        ({}, 1, 1, "i4 i3 i5"),
        ({}, 1, -1, "i3 i4 i5"),
        ({"place-1": "nan", "place-2": "1e999", "place-3": "x"}, 0, 0, "i3 i4 i5"),
    ],
)
def test_pages_stand_where_the_form_puts_them(form: dict[str, str], moved: int, by: int, images: str) -> None:
    assert " ".join(changed({**UNTOUCHED, **form}, BOOK, moved, by).pages.images) == images


def test_texts_layouts_and_locks_of_a_form_go_with_their_pages() -> None:
    form = {"text-1": "Uno.", "second-2": "Zwei.", "layout-3": "beside", "lock-2": "on", "place-3": "0"}
    told = changed({**UNTOUCHED, **form, "page_size": "a5", "bleed": "on"}, BOOK)
    assert told.pages.images == ("i5", "i3", "i4")
    assert told.pages.texts == ("Three.", "Uno.", "Two.")
    assert told.pages.binding == Binding(
        page_size="a5", bleed=True, second_texts=("", "", "Zwei."), layouts=("beside", None, None)
    )
    assert told.locked == ("i4",)


@pytest.mark.parametrize("form", [{"layout-1": "<b>"}, {"layout": "round"}, {"page_size": "b5"}])
def test_what_a_browser_should_not_send_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(FormError, match="book_form_wrong"):
        changed({**UNTOUCHED, **form}, BOOK)


def test_a_storyboard_in_a_form_has_new_rows_and_leaves_out_others() -> None:
    form = {"title": "Mia", "prompt-1": "a cat", "prompt-2": "a dog", "text-2": "Woof.", "out-1": "on"}
    board = board_in({**form, "prompt-new": "a fox", "place-new": "0"}, 2)
    assert [(row.prompt, row.text, row.was) for row in board.rows] == [
        ("a fox", "", 0),
        ("a dog", "Woof.", 2),
    ]


@pytest.mark.parametrize(
    "form", [{}, {"title": "T"}, {"prompt-1": "a cat"}, {"title": "T", "prompt-1": "x" * 2001}]
)
def test_a_storyboard_that_cannot_be_painted_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(FormError):
        board_in(form, 1)


@pytest.mark.parametrize(("text", "number"), [("2", 2), ("99", 3), ("-1", 3), ("²", 3), ("", 3)])
def test_numbers_of_pages_are_those_of_the_book(text: str, number: int) -> None:
    assert number_in(text, 3) == number


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with served(tmp_path_factory.mktemp("studio"), Models(WordyPainter(), None, None, Limits())) as studio:
        yield studio


def test_a_book_from_storyboard_to_export(browser: "Browser", studio: Studio, tmp_path: Path) -> None:  # noqa: ARG001
    with visiting(browser, studio.url) as visitor:
        page = visitor.page
        visitor.say("a picture book in two pages about a cat called Mia, show me the storyboard first")
        tab = page.locator(".block.tri-bookwork")
        page.get_by_role("tab", name="Book").click()  # a tab that was never open is not drawn yet
        tab.locator(".tri-storyboard").wait_for(state="attached")
        tab.locator('[name="text-2"]').fill("Mia says hello to the sea.")
        tab.locator('[name="place-2"]').fill("1")
        tab.locator('[data-act="paint"]').click()
        reader = page.frame_locator(".tri-read")
        reader.locator("#next").click()
        reader.locator("body").press("ArrowRight")
        assert reader.locator("output").inner_text() == "3 / 4"
        reader.get_by_text("Mia says hello to the sea.").wait_for()
        tab.get_by_role("region", name="Who is in it").wait_for()
        tab.locator('[name="lock-1"]').check()
        tab.locator('[data-act="down"][data-value="1"]').click()
        tab.locator(".tri-row-locked [name='text-2']").wait_for()
        assert tab.locator('[name="text-2"]').input_value() == "Mia says hello to the sea."
        assert tab.locator('[data-act="repaint"][data-value="2"]').is_disabled()
        tab.locator('[data-act="export"][data-value="epub"]').click()
        tab.get_by_role("link", name="EPUB").wait_for()
        tab.locator('[name="lock-1"]').check()
        tab.locator('[data-act="save"]').click()
        tab.locator(".tri-row-locked").nth(1).wait_for()  # the tab stays open, though nothing was bound
