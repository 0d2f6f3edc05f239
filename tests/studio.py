"""The real studio for tests: served in this process, and looked at by a visitor in a real browser."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triptych.ui.assembly import Models
from triptych.ui.projects import Projects, opened
from triptych.ui.server import launched
from triptych.ui.studio_settings import StudioSettings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Studio:
    """Where it is served, and what it holds."""

    url: str
    projects: Projects
    folder: Path


@contextlib.contextmanager
def served(folder: Path, models: Models, **settings: Any) -> Iterator[Studio]:
    """The studio over a project folder, at any free port."""
    with (
        opened(folder, models, StudioSettings(**settings)) as projects,
        launched(projects, "127.0.0.1", 0) as url,
    ):
        yield Studio(url, projects, folder)


class Visitor:
    """Somebody at a browser of their own, as the page's parts are called there."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.box = page.locator(".tri-box textarea")

    def say(self, text: str) -> None:
        """Type it, send it, and see it in the conversation."""
        said = self.page.locator(".tri-said").filter(has_text=text)
        before = said.count()
        self.box.fill(text)
        self.box.press("Enter")
        said.nth(before).wait_for()

    def told(self, text: str) -> None:
        """Wait until the conversation says that."""
        self.page.locator(".tri-talk").get_by_text(text).first.wait_for()

    def press(self, name: str) -> None:
        """Press a button by its name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()


@contextlib.contextmanager
def visiting(browser: "Browser", url: str, **context: Any) -> Iterator[Visitor]:
    """A fresh profile that has opened the page."""
    with contextlib.closing(browser.new_context(**context)) as profile:
        profile.set_default_timeout(PATIENCE_MS)
        page = profile.new_page()
        page.goto(url)
        visitor = Visitor(page)
        visitor.box.wait_for()
        page.locator(".tri-talk .tri-piece").first.wait_for()
        yield visitor
