"""How the studio feels: `python -m benchmarks page --turns 50`.

The studio runs as its command does, in a process of its own, and a real browser looks at it; what is seen
and when is noted in the page itself. Knows the page's parts by their classes, no painter.
"""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import psutil
from pydantic import Field

from benchmarks.benchmark import Benchmark
from benchmarks.browser import chromium
from benchmarks.progress import counted
from benchmarks.table import Row, Table, time_row

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Opened

WATCH = """() => {
  const count = (parts) => document.querySelectorAll(parts).length;
  const before = count(".tri-said");
  const seen = { said: 0, changes: [] };
  let begun = 0, last = "";
  const look = () => {
    const now = performance.now() / 1000;
    if (!seen.said && count(".tri-said") > before) seen.said = now - begun;
    const previews = [...document.querySelectorAll(".tri-previews img")].map((one) => one.src).join();
    if (previews && previews !== last) { last = previews; seen.changes.push(now); }
  };
  addEventListener("keydown", () => { begun = performance.now() / 1000; }, { once: true, capture: true });
  const watcher = new MutationObserver(look);
  watcher.observe(document.querySelector(".tri-talk"), { childList: true, subtree: true, attributes: true });
  window.watched = () => { watcher.disconnect(); return seen; };
}"""
KINDS = ("cat", "dog", "bear", "rabbit", "fox", "robot")
COLORS = ("red", "blue", "green", "yellow", "orange", "purple", "pink", "brown")
PLACES = ("snow", "forest")
SAID = [f"a {color} {kind} in the {place}" for place, kind, color in product(PLACES, KINDS, COLORS)]
BOX = ".tri-box textarea"
EARLY = 5
"""Turns after which what is loaded on first use is loaded."""
HEARD_MS = 600_000
MB = 1e6


@dataclass(frozen=True)
class Turn:
    """What one message took: seconds from Enter until it stood in the chat, the longest wait from one preview
    to the next (0 where there was one at most), and the server's resident bytes afterwards.
    """

    acknowledged: float
    gap: float
    resident: int


@contextlib.contextmanager
def studio(folder: Path, model: str) -> Iterator[tuple[str, psutil.Process]]:
    """The address of a studio over a new project, and its process; told once it answers."""
    words = ["ui", "--project", str(folder), "--port", "0", "--model", model]
    command = [sys.executable, "-c", "from triptych.ui.cli import main; main()", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            told = process.stdout.readline().split()
            if not told:
                raise RuntimeError("the studio did not start; its message is above")
            yield told[3], psutil.Process(process.pid)
        finally:
            process.terminate()


@contextlib.contextmanager
def visit(browser: "Browser", url: str) -> "Iterator[tuple[Opened, float]]":
    """The page in a profile that has seen nothing, and the seconds until one can type into its box."""
    with contextlib.closing(browser.new_context(viewport={"width": 1440, "height": 900})) as profile:
        profile.set_default_timeout(HEARD_MS)
        page = profile.new_page()
        begun = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.locator(BOX).fill("")
        yield page, time.perf_counter() - begun


def turn(page: "Opened", text: str, server: psutil.Process) -> Turn:
    """Say it, and wait until its pictures are there."""
    made = page.locator(".tri-thumbs").count()
    page.evaluate(WATCH)
    page.locator(BOX).fill(text)
    page.locator(BOX).press("Enter")
    page.locator(".tri-thumbs").nth(made).wait_for()
    seen = page.evaluate("() => window.watched()")
    gaps = [later - earlier for earlier, later in pairwise(seen["changes"])]
    return Turn(seen["said"], max(gaps, default=0.0), server.memory_info().rss)


def memory_rows(resident: Sequence[int]) -> list[Row]:
    """Resident memory early and at the end; and the slope of the line through all from there on."""
    early = min(EARLY, len(resident) - 1)
    later = resident[early - 1 :]
    slope = float(np.polyfit(range(len(later)), later, 1)[0])
    return [
        _size(f"memory after turn {early}", later[0]),
        _size(f"memory after turn {len(resident)}", later[-1]),
        _size("memory a turn adds", slope).model_copy(update={"main": True}),
    ]


def _size(name: str, size: float) -> Row:
    value = round(size / MB, 3)
    return Row(name=name, value=value, low=value, high=value, n=1, unit="MB", judge="system", better="lower")


class Page(Benchmark):
    """How long the studio's page makes one wait, and whether its server grows with the turns."""

    quick: ClassVar[Mapping[str, Any]] = {"turns": 7, "visits": 2}

    turns: int = Field(default=50, ge=2, le=len(SAID), description="messages of one conversation")
    visits: int = Field(default=5, ge=1, description="times that the page is opened")
    model: str = Field(default="pocket", description="a painter of the catalog")

    def run(self) -> Table:
        """Open the page a few times, and talk."""
        with (
            tempfile.TemporaryDirectory() as folder,
            studio(Path(folder), self.model) as (url, server),
            chromium() as browser,
        ):
            paints = [_first_paint(browser, url) for _ in counted(range(self.visits), "visits")]
            with visit(browser, url) as (page, _):
                turns = [turn(page, text, server) for text in counted(SAID[: self.turns], "turns")]
        return Table(
            about={"model": self.model, "goals": "first paint 1.5 s, in the chat 0.2 s, previews each 1 s"},
            rows=(
                time_row("page open, first visit", paints[:1]),
                time_row("page open, in a fresh browser", paints, main=True),
                time_row("message in the chat", [one.acknowledged for one in turns], main=True),
                time_row("longest wait for a preview", [one.gap for one in turns], main=True),
                *memory_rows([one.resident for one in turns]),
            ),
            details=[vars(one) for one in turns],
        )


def _first_paint(browser: "Browser", url: str) -> float:
    with visit(browser, url) as (_, seconds):
        return seconds
