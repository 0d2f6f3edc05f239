"""kill -9 at any moment, start again, go on: nothing finished is painted twice, and nothing is lost."""

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from triptych.tools.assets import Store

CHILD = Path(__file__).with_name("durability_child.py")
PAGES = 4
PAINTED = PAGES + 1
"""Page 1 is painted a second time, because the eyes say no."""


def start(folder: Path, what: str, moment: str = "never", thread: str = "fox") -> "subprocess.Popen[str]":
    command = [sys.executable, str(CHILD), str(folder), thread, what, moment]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    answer: dict[str, Any] = json.loads(out)
    return answer


def kill(folder: Path, what: str, moment: str) -> list[str]:
    """What is stored when the process was killed at that moment, as the painter's log has it."""
    process = start(folder, what, moment)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, errors
    return stored(folder)


def stored(folder: Path) -> list[str]:
    requests = [record.request or {} for record in Store(folder / "p").records()]
    return [f"{request['prompt']} #{request['seed']}" for request in requests]


def painted(folder: Path, thread: str = "fox") -> list[str]:
    return (folder / f"{thread}.log").read_text().splitlines()


def test_a_turn_killed_again_and_again_goes_on_and_repeats_nothing(tmp_path: Path) -> None:
    in_critique = kill(tmp_path, "say", "critique")
    in_act = kill(tmp_path, "resume", "act")
    as_stored = kill(tmp_path, "resume", "stored")
    in_compose = kill(tmp_path, "resume", "compose")
    assert [len(in_critique), len(as_stored), len(in_compose)] == [2, PAINTED, PAINTED]
    answer = told(start(tmp_path, "resume"))
    at_last = stored(tmp_path)
    for earlier in (in_critique, in_act, as_stored, in_compose):
        assert at_last[: len(earlier)] == earlier
    assert len(set(at_last)) == len(at_last) == PAINTED
    # What was in hand but not yet stored at a kill is painted once more; all else is painted once.
    again = Counter(painted(tmp_path)) - Counter(at_last)
    assert not set(again) & set(in_act)
    assert sum(again.values()) <= 1
    assert answer["table"] == answer["images"]
    assert (len(answer["images"]), len(answer["files"])) == (PAGES, PAGES + 4)
    assert all(Path(file).is_file() for file in answer["files"])
    assert not answer["unfinished"]


def test_what_was_finished_is_kept_when_one_says_something_else(tmp_path: Path) -> None:
    finished = kill(tmp_path, "say", "stored")
    answer = told(start(tmp_path, "anew"))
    assert len(answer["turns"]) == 2, answer
    stopped, new = answer["turns"]
    assert (len(stopped), new) == (PAGES, [])
    assert answer["table"] == stopped
    assert stored(tmp_path) == finished


def test_two_processes_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    running = {thread: start(tmp_path, "say", thread=thread) for thread in ("fox", "cat")}
    answers = {thread: told(process) for thread, process in running.items()}
    store = Store(tmp_path / "p")
    for thread, answer in answers.items():
        prompts = [str((store.get(id).request or {})["prompt"]) for id in answer["images"][1:]]
        assert prompts == [f"{thread} page {n}" for n in range(2, PAGES + 1)]
        assert len(painted(tmp_path, thread)) == PAINTED
    assert len(store.records()) == 2 * PAINTED
