"""Nothing leaves the machine where no other model is named; what docs/privacy.md promises."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from triptych.ui.tracing import SWITCHES, keep_traces_here

HERE = Path(__file__).parent


def test_a_turn_and_the_page_open_no_connection() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "privacy_child.py")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {"page": 200, "seen": []}


def test_switches_of_tracing_are_taken_away() -> None:
    for switch in SWITCHES:
        os.environ[switch] = "true"
    keep_traces_here()
    assert not set(SWITCHES) & set(os.environ)


@pytest.mark.parametrize("file", ["theme.py", "server.py", "app.py"])
def test_the_page_names_no_server_elsewhere(file: str) -> None:
    text = (HERE.parent / "ui" / file).read_text(encoding="utf-8")
    assert "https://" not in text
