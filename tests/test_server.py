"""What the studio's server hands out, to whom, and that a kill loses nothing."""

import base64
import gc
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import gradio as gr
import pytest
from agent_fakes import SlowPainter, WordyPainter
from PIL import Image
from studio import Studio, served, visiting
from triptych.agent.limits import Limits
from triptych.agent.session import Project
from triptych.ui.assembly import Models, Refused
from triptych.ui.projects import Projects
from triptych.ui.studio_settings import StudioSettings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAM = Path(__file__).with_name("cli_with_fakes.py")
USERS = {"ann": "a long word", "bob": "another word"}


def models(painter: WordyPainter) -> Models:
    return Models(painter, None, None, Limits())


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with served(tmp_path_factory.mktemp("server"), models(WordyPainter())) as studio:
        yield studio


def got(url: str, user: str = "") -> bytes:
    """What the server answers, to nobody or to a user by name and password."""
    request = Request(url)
    if user:
        request.add_header("Authorization", "Basic " + base64.b64encode(user.encode()).decode())
    with urlopen(request) as response:
        return bytes(response.read())


def test_nothing_is_a_public_endpoint(studio: Studio) -> None:
    listeners = json.loads(got(studio.url + "config"))["dependencies"]
    assert len(listeners) >= 6
    assert {listener["api_visibility"] for listener in listeners} == {"private"}


def test_the_page_begins_with_its_own_script(studio: Studio) -> None:
    page = got(studio.url).decode()
    assert re.search(r"<head>\s*<style>.*?</style>\s*<script>.*?const triptych", page, re.DOTALL)
    assert page.index("const triptych") < page.index("window.gradio_config")


def test_the_server_hands_out_pictures_but_no_database(studio: Studio) -> None:
    store = studio.projects.store(None)
    list(studio.projects.jobs(None).project.session("other").say("a cat"))
    record = store.records()[-1]
    assert got(f"{studio.url}images/{record.id}.png") == store.path(record.id).read_bytes()
    small = Image.open(io.BytesIO(got(f"{studio.url}thumbnails/{record.id}.webp")))
    assert max(small.size) <= 384
    databases = [studio.folder / name for name in ("project.db", "threads.db")]
    for place in (
        *(f"gradio_api/file={path}" for path in (*databases, store.path(record.id))),
        "images/project.db.png",
        "images/i99999.png",
        "thumbnails/i99999.webp",
        "exports/../project.db",
        "exports/%2e%2e/project.db",
        "exports/",
    ):
        with pytest.raises(HTTPError, match=r"40[34]") as refused:
            got(studio.url + place)
        refused.value.close()


@pytest.mark.parametrize(
    ("place", "asks", "kind", "says"),
    [
        ("images/i99999.png", {"Accept": "text/html"}, "text/html", "There is nothing here"),
        ("no/where", {"Accept": "text/html", "Accept-Language": "zh-CN,zh"}, "text/html", "这里什么也没有"),
        ("no/where", {"Accept": "image/*"}, "application/json", "detail"),
        ("api/v1/images/i99999", {"Accept": "text/html"}, "application/json", "i99999"),
    ],
)
def test_a_wrong_address_is_a_page_for_a_browser(
    studio: Studio, place: str, asks: dict[str, str], kind: str, says: str
) -> None:
    with pytest.raises(HTTPError, match="404") as refused:
        urlopen(Request(studio.url + place, headers=asks))
    with refused.value as answer:
        assert answer.headers["content-type"].startswith(kind)
        assert says in answer.read().decode()


def test_each_user_has_pictures_of_their_own(tmp_path: Path) -> None:
    with served(tmp_path, models(WordyPainter()), users=USERS) as studio:
        list(studio.projects.jobs("ann").project.session().say("a cat"))
        picture = f"{studio.url}images/i1.png"
        assert got(picture, "ann:a long word").startswith(b"\x89PNG")
        for user, status in (("bob:another word", "404"), ("ann:wrong", "401"), ("", "401"), ("eve:", "401")):
            with pytest.raises(HTTPError, match=status) as refused:
                got(picture, user)
            refused.value.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ann", "bob"]


@pytest.mark.parametrize("user", [None, "", "eve", "../ann"])
def test_a_stranger_has_no_project(tmp_path: Path, user: str | None) -> None:
    projects = Projects(tmp_path, models(WordyPainter()), StudioSettings(users=USERS))
    with pytest.raises(Refused, match="no user of this studio"):
        projects.jobs(user)
    projects.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../up", "a/b", "Ann", "x" * 40])
def test_a_user_is_no_path(name: str) -> None:
    with pytest.raises(ValueError, match="no folder's name"):
        StudioSettings(users={name: "x"})


def components() -> int:
    gc.collect()
    return sum(type(one) is gr.HTML for one in gc.get_objects())


def test_a_long_conversation_keeps_no_more_components(browser: "Browser", studio: Studio) -> None:
    with visiting(browser, studio.url) as visitor:
        kept = []
        for number, kind in enumerate(("cat", "dog", "bear", "fox")):
            visitor.say(f"a red {kind}")
            visitor.page.locator(".tri-thumbs").nth(number).wait_for()
            kept.append(components())
        assert kept[-1] == kept[0]


def test_a_kill_in_the_middle_of_a_turn_loses_nothing(browser: "Browser", tmp_path: Path) -> None:
    with started(tmp_path) as first, visiting(browser, url_of(first)) as visitor:
        visitor.say("three pictures of a cat")
        visitor.page.locator(".tri-step.tri-done").first.wait_for()
        address = visitor.page.url.partition("?")[2]
        first.send_signal(signal.SIGKILL)
        first.wait()
    with Project(tmp_path, WordyPainter()) as project:
        painted = len(project.store.records())
    with started(tmp_path) as second, visiting(browser, f"{url_of(second)}?{address}") as visitor:
        visitor.told("This was cut off")
        visitor.press("Go on")
        visitor.told("Here are three pictures")
        second.terminate()
    with Project(tmp_path, WordyPainter()) as project:
        assert painted >= 1
        assert len(project.store.records()) == 3


def started(folder: Path) -> "subprocess.Popen[str]":
    """`triptych ui` as a program, with a slow painter."""
    words = ["ui", "--project", str(folder), "--port", "0", "--eyes", "none"]
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), "slow", *words],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def url_of(program: "subprocess.Popen[str]") -> str:
    assert program.stdout is not None
    return program.stdout.readline().split()[3]


def test_a_painter_that_is_slow_is_waited_for_in_line(tmp_path: Path) -> None:
    projects = Projects(tmp_path, models(SlowPainter()), StudioSettings(users=USERS))
    try:
        projects.jobs("ann").say("t", "a cat")
        projects.jobs("bob").say("t", "a dog")
        assert projects.jobs("bob").scene("t").before == 1
        projects.jobs("ann").stop("t")
    finally:
        projects.close()
    assert projects.jobs("bob") is not projects.jobs("ann")
