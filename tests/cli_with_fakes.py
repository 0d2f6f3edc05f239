"""The command line with painters that need no weights, for tests that start it as a program."""

import sys

from agent_fakes import SlowPainter, WordyPainter
from triptych.ui.cli import Loaders, app

PAINTERS = {"wordy": WordyPainter, "slow": SlowPainter}

if __name__ == "__main__":
    painter = PAINTERS[sys.argv.pop(1)]
    app(obj=Loaders(painter=lambda _: painter()))
