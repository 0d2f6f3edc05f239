"""How long one waits: `python -m benchmarks speed --runs 3`.

Each run is a new process that talks to a new project as the command does; the clock starts before the
process does. Knows the session and its events, nothing of what is painted.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from benchmarks.benchmark import Benchmark
from benchmarks.progress import counted
from benchmarks.table import Table, time_row

PICTURE = "a red cat with a blue hat in the snow"
AGAIN = "a green robot on the beach"
BOOK = "a picture book of four pages about a red cat"

PROBE = """
import sys
from triptych.agent.events import Progress
from triptych.agent.session import Project
from triptych.models import catalog

with Project(sys.argv[1], catalog.load(sys.argv[2])) as project:
    for number, text in enumerate(sys.argv[3:]):
        print(f"{number} said", flush=True)
        stepped = False
        for event in project.session().say(text, seed=number):
            if isinstance(event, Progress) and not stepped:
                stepped = True
                print(f"{number} step", flush=True)
        print(f"{number} done", flush=True)
"""

ROWS = {
    "start to first step": ("start", "0 step"),
    "start to first picture": ("start", "0 done"),
    "a picture, started": ("1 said", "1 done"),
    "a book of four pages, started": ("2 said", "2 done"),
}


def marks(model: str, texts: tuple[str, ...]) -> dict[str, float]:
    """Mark → seconds since before the process started, for one run."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [sys.executable, "-c", PROBE, str(Path(folder) / "project"), model, *texts]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            seen = {"start": 0.0} | dict(_stamped(process, begun))
        if process.returncode:
            raise RuntimeError(f"the probe ended with {process.returncode}; its message is above")
    return seen


def _stamped(process: "subprocess.Popen[str]", begun: float) -> Iterator[tuple[str, float]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line.strip(), time.perf_counter() - begun


class Speed(Benchmark):
    """How long one waits: from nothing to a step, a picture, a book."""

    quick: ClassVar[Mapping[str, Any]] = {"runs": 1}

    runs: int = Field(default=3, ge=1, description="processes")
    model: str = Field(default="pocket", description="a painter of the catalog")

    def run(self) -> Table:
        """A conversation a process."""
        runs = [marks(self.model, (PICTURE, AGAIN, BOOK)) for _ in counted(range(self.runs), "speed")]
        return Table(
            about={"model": self.model},
            rows=tuple(
                time_row(name, [run[last] - run[first] for run in runs], main=True)
                for name, (first, last) in ROWS.items()
            ),
        )
