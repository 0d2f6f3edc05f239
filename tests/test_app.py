"""The web page in a browser, and what its server hands out."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from agent_fakes import WordyPainter
from PIL import Image
from triptych.agent.session import Project
from triptych.ui.jobs import Jobs

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PROGRAM = Path(__file__).with_name("cli_with_fakes.py")
Open = Callable[..., Jobs]


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
    project = tmp_path_factory.mktemp("site") / "project"
    words = ["ui", "--project", str(project), "--port", "0", "--eyes", "none"]
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
        page.locator(".tri-wall .tri-card img").nth(1).wait_for()
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
        record = project.store.records()[-1]
        path = project.store.path(record.id)
    assert site.get(f"images/{record.id}.png") == path.read_bytes()
    small = Image.open(io.BytesIO(site.get(f"thumbnails/{record.id}.webp")))
    assert max(small.size) <= 384
    databases = [site.project / name for name in ("project.db", "threads.db")]
    for place in (
        *(f"gradio_api/file={database}" for database in databases),
        "images/project.db.png",
        "images/i99999.png",
        "exports/../project.db",
        "exports/%2e%2e/project.db",
        "exports/",
    ):
        with pytest.raises(HTTPError, match=r"40[34]") as refused:
            site.get(place)
        refused.value.close()
