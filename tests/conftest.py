"""What several tests share: the embedded painter, loaded once."""

import os
import tempfile

import pytest
from triptych.models import catalog
from triptych.models.flux2 import Flux2Painter

# What the user of this machine remembers or has accepted is not the tests' concern.
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()


@pytest.fixture(scope="session")
def pocket() -> Flux2Painter:
    """The real painter with the weights of the repository."""
    painter = catalog.load("pocket")
    assert isinstance(painter, Flux2Painter)
    return painter
