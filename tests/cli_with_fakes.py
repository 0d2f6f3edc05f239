"""The command line with models that need no weights, for tests that start it as a program."""

import sys

from agent_fakes import FakeEyes, SlowPainter, WordyPainter
from triptych.ui.assembly import Loaders
from triptych.ui.cli import app

PAINTERS = {"wordy": WordyPainter, "slow": SlowPainter}


def loaders(painter: str = "wordy") -> Loaders:
    """Any painter is the fake of that name, and any eyes doubt everything."""
    return Loaders(painter=lambda _: PAINTERS[painter](), vision=lambda _: FakeEyes(lambda *_: 0.12))


if __name__ == "__main__":
    app(obj=loaders(sys.argv.pop(1)))
