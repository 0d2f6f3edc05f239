"""How long one waits: `python benchmarks/speed.py --runs 3 --json speed.json`.

Each run is a new process that talks to a new project as the command does; the clock starts before the
process does. Knows the session and its events, nothing of what is painted.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

PICTURE = "a red cat with a blue hat in the snow"
AGAIN = "a green robot on the beach"
BOOK = "a picture book of four pages about a red cat"

PROBE = """
import sys
from triptych.agent.events import Progress
from triptych.agent.session import Project
from triptych.models import catalog

with Project(sys.argv[1], catalog.load("pocket")) as project:
    for number, text in enumerate(sys.argv[2:]):
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


def marks(texts: tuple[str, ...]) -> dict[str, float]:
    """Mark → seconds since before the process started, for one run."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [sys.executable, "-c", PROBE, str(Path(folder) / "project"), *texts]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            seen = {"start": 0.0} | dict(_stamped(process, begun))
        if process.returncode:
            raise RuntimeError(f"the probe ended with {process.returncode}; its message is above")
    return seen


def _stamped(process: "subprocess.Popen[str]", begun: float) -> Iterator[tuple[str, float]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line.strip(), time.perf_counter() - begun


def main() -> None:
    """Run, print medians, write JSON."""
    parser = argparse.ArgumentParser(description="How long one waits.")
    parser.add_argument("--runs", type=int, default=3, help="processes")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    arguments = parser.parse_args()
    runs = [marks((PICTURE, AGAIN, BOOK)) for _ in range(arguments.runs)]
    seconds = {name: [run[last] - run[first] for run in runs] for name, (first, last) in ROWS.items()}
    print(f"{'seconds':32}{'median':>8}{'least':>8}{'most':>8}   of {arguments.runs}")
    for name, values in seconds.items():
        print(f"{name:32}{median(values):8.2f}{min(values):8.2f}{max(values):8.2f}")
    if arguments.json:
        rounded = {name: [round(value, 3) for value in values] for name, values in seconds.items()}
        arguments.json.write_text(json.dumps(rounded, indent=1) + "\n")


if __name__ == "__main__":
    main()
