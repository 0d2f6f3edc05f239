"""What several tests share: the embedded models, loaded once, and a browser."""

import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from studio import CHROMIUM, FLAGS, NEEDS_CHROMIUM
from triptych.agent.limits import Limits
from triptych.models import catalog
from triptych.models.flux2 import Flux2Painter
from triptych.ui.assembly import Loaders, Models, eyes_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What the user of this machine remembers or has accepted is not the tests' concern.
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()


@pytest.fixture(scope="session")
def pocket() -> Flux2Painter:
    """The real painter with the weights of the repository."""
    painter = catalog.load("pocket")
    assert isinstance(painter, Flux2Painter)
    return painter


@pytest.fixture(scope="session")
def pocket_models(pocket: Flux2Painter) -> Models:
    """The real painter, the real eyes, and the phrasebook."""
    return Models(pocket, eyes_of(None, Loaders()), None, Limits())


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium. For a module at most: while it runs, no other loop can run on this thread."""
    if CHROMIUM is None:
        pytest.skip(NEEDS_CHROMIUM)
    playwright = pytest.importorskip("playwright.sync_api", reason=NEEDS_CHROMIUM)
    with (
        playwright.sync_playwright() as driver,
        driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split()) as chromium,
    ):
        yield chromium
