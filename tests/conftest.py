"""What several tests share: the embedded models, loaded once, and a browser."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from triptych.agent.limits import Limits
from triptych.models import catalog
from triptych.models.flux2 import Flux2Painter
from triptych.ui.assembly import Loaders, Models, eyes_of

from benchmarks.browser import chromium

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
    with contextlib.ExitStack() as stack:
        try:
            opened = stack.enter_context(chromium())
        except RuntimeError as error:
            pytest.skip(str(error))
        yield opened
