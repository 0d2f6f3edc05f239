"""Studios with models that need no weights, for tests of what they serve to programs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fakes import FakePainter
from triptych.agent.limits import Limits
from triptych.ui.assembly import Models
from triptych.ui.projects import Projects, opened
from triptych.ui.studio_settings import StudioSettings

PROGRAM = Path(__file__).with_name("cli_with_fakes.py")


@contextmanager
def studio(folder: Path, painter: FakePainter, **limits: Any) -> Iterator[Projects]:
    """The projects in a folder, in this process."""
    models = Models(painter, None, None, Limits(**limits))
    with opened(folder, models, StudioSettings(users={})) as projects:
        yield projects


@contextmanager
def served(folder: Path, tokens: Mapping[str, str]) -> Iterator[str]:
    """The address of a studio that runs as a program; each user has a token, and a password nobody knows."""
    users = {"TRIPTYCH_USERS": dict.fromkeys(tokens, "unknown"), "TRIPTYCH_API_TOKENS": dict(tokens)}
    words = ["ui", "--project", str(folder), "--port", "0", "--eyes", "none"]
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), "wordy", *words],
        env={**os.environ, **{name: json.dumps(value) for name, value in users.items()}},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        try:
            yield line.split()[3]
        finally:
            program.terminate()
            program.wait(30)
