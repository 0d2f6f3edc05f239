"""The web page: what it shows of turns, jobs that outlive the page, and the page itself in a browser."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from agent_fakes import BreakingPainter, FakeEyes, NumberedPainter, SlowPainter, WordyPainter, book
from command_planner import CommandPlanner
from fakes import FakePainter
from PIL import Image
from triptych.agent.limits import Limits
from triptych.agent.session import Project
from triptych.agent.state import Plan, Turn
from triptych.agent.steps import steps_for
from triptych.tools.assets import Store
from triptych.ui import chat, pages
from triptych.ui.jobs import Jobs
from triptych.ui.view import CUT_OFF, PictureView, TurnView, as_view

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PROGRAM = Path(__file__).with_name("cli_with_fakes.py")
Open = Callable[..., Jobs]


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Open]:
    """Opens the test's project with a painter; several times is a restart."""
    with contextlib.ExitStack() as opened:

        def open_jobs(painter: FakePainter, **more: Any) -> Jobs:
            work = Jobs(opened.enter_context(Project(tmp_path, painter, **more)))
            opened.callback(work.close)
            return work

        yield open_jobs


@dataclass(frozen=True)
class Site:
    """`triptych ui` running as a program, with a slow painter: its address and its project."""

    url: str
    project: Path

    def get(self, path: str) -> bytes:
        """What the server answers."""
        with urlopen(self.url + path) as response:
            return bytes(response.read())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    project = tmp_path_factory.mktemp("site") / "project"
    words = ["ui", "--project", str(project), "--port", port, "--eyes", "none"]
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), "slow", *words],
        env={**os.environ, "TRIPTYCH_PICTURES": "5"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        try:
            yield Site(line.split()[3], project)
        finally:
            program.terminate()
            program.wait(30)


def last_view(followed: Iterator[list[TurnView]]) -> list[TurnView]:
    turns: list[TurnView] = []
    for turns in followed:  # noqa: B007 (the last one is wanted)
        pass
    return turns


def test_a_job_goes_on_when_nobody_follows(jobs: Open) -> None:
    work = jobs(SlowPainter(pause=0.002))
    assert work.start("t", "two pictures of a cat")
    next(work.follow("t"))
    turns = last_view(work.follow("t"))
    assert [picture.id for picture in turns[0].pictures] == ["i1", "i2"]
    assert turns[0].outcome == "done"


def test_following_shows_previews_and_then_pictures(jobs: Open) -> None:
    work = jobs(SlowPainter())
    work.start("t", "two pictures of a cat")
    seen = [
        [("live" if p.preview else "stored" if p.path else "blank") for p in turns[-1].pictures]
        for turns in work.follow("t")
    ]
    assert any("live" in pictures for pictures in seen)
    assert seen[-1] == ["stored", "stored"]


def test_a_thread_does_one_thing_at_a_time(jobs: Open) -> None:
    work = jobs(SlowPainter(pause=0.005))
    assert work.start("t", "a cat")
    assert not work.start("t", "a dog")
    assert work.start("other", "a dog")
    assert last_view(work.follow("other"))[0].outcome == "done"
    assert last_view(work.follow("t"))[0].outcome == "done"
    assert work.start("t", "a dog")
    last_view(work.follow("t"))


def test_stop_stops_the_thread_it_is_meant_for(jobs: Open) -> None:
    painter = SlowPainter()
    work = jobs(painter)
    work.start("t", "three pictures of a cat")
    work.start("waiting", "a dog")
    work.stop("waiting")
    for turns in work.follow("t"):
        if turns[-1].pictures and turns[-1].pictures[0].path:
            work.stop("t")
    assert last_view(work.follow("t"))[0].outcome == "stopped"
    assert len(last_view(work.follow("t"))[0].pictures) == len(painter.finished) < 3
    assert last_view(work.follow("waiting"))[0].reply == "Stopped. It had not begun yet."


def test_what_was_shown_comes_back_after_a_restart(jobs: Open) -> None:
    work = jobs(WordyPainter())
    work.start("t", "a two page book about a bear")
    shown = last_view(work.follow("t"))
    again = last_view(jobs(WordyPainter()).follow("t"))
    assert pages.book(again) == pages.book(shown)
    assert chat.messages(again) == chat.messages(shown)


@pytest.mark.parametrize(
    ("painter", "text", "outcome", "words"),
    [
        (WordyPainter(), "cat " * 2000, "failed", "8,000 characters"),
        (BreakingPainter(at=1), "a cat", CUT_OFF, "Something broke inside"),
    ],
)
def test_a_job_that_fails_says_so(
    jobs: Open, painter: FakePainter, text: str, outcome: str, words: str
) -> None:
    work = jobs(painter)
    work.start("t", text)
    (turn,) = last_view(work.follow("t"))
    assert (turn.text, turn.outcome) == (text, outcome)
    assert words in turn.reply


def test_a_plan_that_waits_can_be_approved_also_after_a_restart(jobs: Open) -> None:
    always = Limits(approve="always")
    work = jobs(WordyPainter(), limits=always)
    work.start("t", "a cat")
    (asked,) = last_view(work.follow("t"))
    assert (asked.asks, asked.text, asked.pictures) == (True, "a cat", [])
    assert "May I do this?" in str(chat.messages([asked]))
    again = jobs(WordyPainter(), limits=always)
    (asked,) = last_view(again.follow("t"))
    assert (asked.asks, asked.text) == (True, "a cat")
    assert any("an orange cat" in line for line in asked.plan)
    assert again.answer("t", yes=True)
    (done,) = last_view(again.follow("t"))
    assert (done.text, done.outcome) == ("a cat", "done")
    assert [picture.id for picture in done.pictures] == ["i1"]
    assert not again.answer("t", yes=True)


def test_a_plan_that_waits_can_be_refused(jobs: Open) -> None:
    painter = WordyPainter()
    work = jobs(painter, limits=Limits(approve="always"))
    work.start("t", "a cat")
    last_view(work.follow("t"))
    work.answer("t", yes=False)
    (left,) = last_view(work.follow("t"))
    assert (left.asks, left.text, painter.requests) == (False, "a cat", [])


def test_a_turn_that_was_cut_off_can_go_on(jobs: Open) -> None:
    work = jobs(BreakingPainter(at=3))
    work.start("t", "three pictures of a cat")
    last_view(work.follow("t"))
    again = jobs(WordyPainter())
    (asked,) = last_view(again.follow("t"))
    assert asked.asks
    assert [message["content"] for message in chat.messages([asked])] == [
        "three pictures of a cat",
        "The last turn was cut off. Go on with it?",
    ]
    again.answer("t", yes=True)
    (done,) = last_view(again.follow("t"))
    assert len(done.pictures) == 3


def test_a_turn_that_broke_is_one_turn_with_its_pictures_and_a_question(jobs: Open) -> None:
    work = jobs(BreakingPainter(at=3))
    work.start("t", "three pictures of a cat")
    (broken,) = last_view(work.follow("t"))
    said, asked = chat.messages([broken])
    assert said["content"] == "three pictures of a cat"
    assert asked["content"].count("![") == 2
    assert asked["content"].endswith("Go on with it?")
    work.answer("t", yes=True)
    (done,) = last_view(work.follow("t"))
    assert (done.text, len(done.pictures)) == ("three pictures of a cat", 3)


def test_a_turn_that_was_cut_off_can_be_left(jobs: Open) -> None:
    work = jobs(BreakingPainter(at=1))
    work.start("t", "a cat")
    last_view(work.follow("t"))
    assert work.answer("t", yes=False)
    assert not last_view(work.follow("t"))[-1].asks
    work.start("t", "a dog")
    assert last_view(work.follow("t"))[-1].outcome == "done"


def test_a_stopped_turn_shows_each_picture_in_its_place(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "one.png")
    store = Store(tmp_path / "project")
    one, three = (store.take_in(tmp_path / "one.png").id for _ in range(2))
    brief = book(3)
    plan = Plan(steps=steps_for(brief, 1))
    filled = {"picture:1": one, "picture:3": three}
    shown = as_view(Turn(id="t", text="a book", brief=brief, plan=plan, filled=filled), store).pictures
    assert [(picture.id, picture.caption, picture.text) for picture in shown] == [
        (one, "page 1", "Text 1."),
        (three, "page 3", "Text 3."),
    ]


def test_undo_and_redo_show_what_is_on_the_table(jobs: Open) -> None:
    work = jobs(WordyPainter())
    for text in ("a red cat", "make it blue"):
        work.start("t", text)
        last_view(work.follow("t"))
    assert work.undo("t")
    turns = last_view(work.follow("t"))
    assert [picture.id for picture in turns[-1].table] == ["i1"]
    assert pages.wall(turns).index("<b>i1</b>") < pages.wall(turns).index("<b>i2</b>")
    assert pages.wall(last_view(jobs(WordyPainter()).follow("t"))) == pages.wall(turns)
    assert work.redo("t")
    assert [picture.id for picture in last_view(work.follow("t"))[-1].table] == ["i2"]


def test_the_better_try_is_shown_with_what_the_critic_saw(jobs: Open) -> None:
    eyes = FakeEyes(lambda _, numbers: 0.3 if numbers == (1,) else 0.1)
    work = jobs(NumberedPainter(), planner=CommandPlanner(), eyes=eyes)
    work.start("t", "draw 1")
    turns = last_view(work.follow("t"))
    (picture,) = turns[0].pictures
    assert picture.id == "i1"
    assert "the hat should be blue: 0.30" in picture.seen
    assert "the hat should be blue: 0.30" in pages.wall(turns)
    again = last_view(jobs(WordyPainter()).follow("t"))
    assert (pages.wall(again), chat.messages(again)) == (pages.wall(turns), chat.messages(turns))


def test_a_changed_page_is_shown_in_its_book(jobs: Open) -> None:
    work = jobs(WordyPainter())
    work.start("t", "a three page book about a bear")
    first = last_view(work.follow("t"))[-1]
    work.start("t", "make the second page purple")
    changed = last_view(work.follow("t"))[-1]
    assert [picture.text for picture in changed.pictures] == [picture.text for picture in first.pictures]
    assert [picture.id for picture in changed.pictures] == ["i1", "i4", "i3"]


def test_text_is_escaped(tmp_path: Path) -> None:
    picture = PictureView(
        id="i1", text="<script>", caption='<img src=x onerror="x">', path=tmp_path / "a b(1).png"
    )
    turn = TurnView("x", title="<b>", pictures=[picture], outcome="done", reply="x")
    html = pages.wall([turn]) + pages.book([turn])
    assert "<script>" not in html
    assert "<img src=x" not in html
    assert "<b>" not in html.replace("<b>i1</b>", "")
    assert "a%20b%281%29.png" in html


def test_pictures_are_links_not_pixels(jobs: Open) -> None:
    work = jobs(WordyPainter())
    work.start("t", "a cat")
    told = chat.messages(last_view(work.follow("t")))
    assert "gradio_api/file=" in str(told)
    assert "base64" not in str(told)


def test_nothing_is_a_public_endpoint(site: Site) -> None:
    listeners = json.loads(site.get("config"))["dependencies"]
    assert len(listeners) >= 6
    assert {listener["api_visibility"] for listener in listeners} == {"private"}


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium: apt-get install chromium")
def test_the_page_in_a_browser(site: Site, tmp_path: Path) -> None:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs playwright: pip install '.[browser]'"
    )
    Image.new("RGB", (64, 64), "red").save(tmp_path / "mine.png")
    with (
        playwright.sync_playwright() as driver,
        driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split()) as browser,
    ):
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(site.url)
        box = page.locator(".tri-box textarea")
        box.wait_for()
        page.get_by_text("a bear with a green hat in four seasons").wait_for()

        box.fill("two pictures of a cat")
        box.press("Enter")
        page.locator(".tri-live img").first.wait_for()
        page.reload()  # the work goes on, and comes back
        page.locator(".tri-wall .tri-card a img").nth(1).wait_for()
        page.get_by_text("Here are two pictures").wait_for()

        page.locator("input[type=file]").first.set_input_files(tmp_path / "mine.png")
        box.fill("now in the snow")
        page.wait_for_timeout(500)
        box.press("Enter")
        page.get_by_text("Changed: ").wait_for()

        page.get_by_role("button", name="Undo").click()
        page.get_by_text("Undone.").wait_for()
        page.get_by_role("button", name="Redo").click()
        page.get_by_text("Done again.").wait_for()

        box.fill("six pictures of a dog")
        box.press("Enter")
        page.get_by_role("button", name="Do it").wait_for()
        page.reload()  # the question stays
        page.get_by_text("May I do this?").wait_for()
        page.get_by_role("button", name="Do it").click()
        # A stop button that is still there from the turn before would stop nothing.
        page.locator(".tri-live img").first.wait_for()
        page.locator(".tri-box .stop-button").click()
        page.get_by_text("Stopped.").wait_for()

        box.fill("a two page book about a bear called Bruno")
        box.press("Enter")
        page.locator(".tri-links a", has_text="PDF").wait_for()
        assert page.locator(".tri-page").count() == 2


def test_the_server_hands_out_pictures_but_no_database(site: Site) -> None:
    with Project(site.project, WordyPainter()) as project:
        list(project.session("other").say("a cat"))
        path = project.store.path(project.store.records()[-1].id)
    assert site.get(pages.file_url(path)) == path.read_bytes()
    for name in ("project.db", "threads.db"):
        with pytest.raises(HTTPError, match="403") as refused:
            site.get(pages.file_url(site.project / name))
        refused.value.close()


def test_painting_happens_on_one_thread_at_a_time(jobs: Open) -> None:
    work = jobs(SlowPainter(pause=0.001))
    for name in ("a", "b", "c"):
        work.start(name, "a cat")
    names = {thread.name for thread in threading.enumerate() if thread.name.startswith("turn")}
    assert len(names) == 1
    while any(work.running(name) for name in ("a", "b", "c")):
        time.sleep(0.02)
