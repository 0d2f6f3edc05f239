"""What the page's threads are called, and where a reader finds one that is opened again."""

from pathlib import Path
from typing import TYPE_CHECKING

from agent_fakes import WordyPainter
from PIL import Image
from served import studio
from studio import served, visiting
from triptych.agent.limits import Limits
from triptych.ui.assembly import Models

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True}
AT_THE_END = """() => {
  const chat = document.querySelector('.tri-follow');
  const last = chat.querySelector('.tri-pieces').lastElementChild.getBoundingClientRect();
  return chat.scrollHeight > chat.clientHeight && last.bottom <= chat.getBoundingClientRect().bottom + 1;
}"""


def test_a_request_that_waits_names_its_thread(tmp_path: Path) -> None:
    with studio(tmp_path, WordyPainter(), approve="always") as projects:
        jobs = projects.jobs(None)
        list(jobs.project.session("3f9a").say("a cat in the snow"))
        assert jobs.titles.listed() == [("3f9a", "a cat in the snow")]


def test_the_first_words_name_a_thread_that_begins_with_a_picture(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "red").save(tmp_path / "red.png")
    with studio(tmp_path / "project", WordyPainter()) as projects:
        jobs, session = projects.jobs(None), projects.jobs(None).project.session("3f9a")
        list(session.show([tmp_path / "red.png"]))
        assert jobs.titles.listed() == [("3f9a", "3f9a")]
        list(session.say("a dog"))
        assert jobs.titles.listed() == [("3f9a", "a dog")]


def test_a_long_thread_opens_at_its_end(browser: "Browser", tmp_path: Path) -> None:
    with served(tmp_path, Models(WordyPainter(), None, None, Limits())) as open_studio:
        session = open_studio.projects.jobs(None).project.session("long")
        for number in range(12):
            list(session.say(f"{'a cat' if number % 3 else 'hello'} {number}"))
        with visiting(browser, f"{open_studio.url}?thread=long", **PHONE) as visitor:
            page = visitor.page
            page.wait_for_function(AT_THE_END)
            page.wait_for_timeout(500)
            assert page.evaluate(AT_THE_END)
            page.locator(".tri-follow").evaluate("chat => { chat.scrollTop = 0; }")
            page.wait_for_timeout(100)
            assert not page.evaluate(AT_THE_END)
            visitor.say("a bird")  # is looked at, wherever one was
            page.wait_for_function(AT_THE_END)


def test_a_search_says_where_it_finds_nothing(browser: "Browser", tmp_path: Path) -> None:
    with served(tmp_path, Models(WordyPainter(), None, None, Limits())) as open_studio:
        for text in ("a cat", "a dog"):
            list(open_studio.projects.jobs(None).project.session(text[2:]).say(text))
        with visiting(browser, open_studio.url) as visitor:
            search, names = (
                visitor.page.locator(".tri-search"),
                visitor.page.locator(".tri-thread-list a:visible"),
            )
            search.fill("DOG")
            visitor.page.wait_for_function(
                "document.querySelectorAll('.tri-thread-list li:not([hidden])').length === 1"
            )
            assert names.all_inner_texts() == ["a dog"]
            assert not visitor.page.locator(".tri-none-found").is_visible()
            search.fill("zebra")
            visitor.page.locator(".tri-none-found").wait_for()
            visitor.say("hello")  # the list is told anew, and stays searched
            visitor.told("Tell me what to draw")
            assert names.count() == 0


def test_an_address_that_no_thread_can_have_begins_a_new_one(browser: "Browser", tmp_path: Path) -> None:
    with (
        served(tmp_path, Models(WordyPainter(), None, None, Limits())) as open_studio,
        visiting(browser, f"{open_studio.url}?thread=../a%20cat") as visitor,
    ):
        visitor.page.locator(".tri-welcome").wait_for()
        assert "cat" not in visitor.page.url
