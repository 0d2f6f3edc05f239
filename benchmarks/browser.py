"""Debian's Chromium, without a window, for whoever looks at the studio as a user does. Knows no page."""

import contextlib
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium")
NEEDS_CHROMIUM = "needs Debian's Chromium and playwright: apt-get install chromium; pip install '.[dev]'"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@contextlib.contextmanager
def chromium() -> "Iterator[Browser]":
    """A browser; meanwhile no other loop runs on this thread. Raises `RuntimeError` where there is none."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for developers only
    except ImportError as error:
        raise RuntimeError(NEEDS_CHROMIUM) from error
    if CHROMIUM is None:
        raise RuntimeError(NEEDS_CHROMIUM)
    with (
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split()) as browser,
    ):
        yield browser
