"""A thread whose turn is cut off at the worst moment: a step is done, the checkpoint after it is not."""

import contextlib
import gc
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import FakePlanner, WordyPainter, pictures
from langgraph.checkpoint.sqlite import SqliteSaver
from triptych.agent.checkpoints import CompressedSerializer
from triptych.agent.context import Context
from triptych.agent.events import PictureReady, Replied
from triptych.agent.graph import build_graph
from triptych.agent.request import new_turn
from triptych.agent.state import Moment
from triptych.agent.thread import Thread
from triptych.agent.workshop import Workshop
from triptych.tools.assets import Store


class BreakingSaver(SqliteSaver):
    """Breaks once before the checkpoint of step `at`."""

    at = 4

    def put(self, config: Any, checkpoint: Any, metadata: Any, new_versions: Any) -> Any:
        if metadata["step"] == self.at:
            self.at = -1
            raise OSError("no space left")
        return super().put(config, checkpoint, metadata, new_versions)


@pytest.fixture
def painter() -> WordyPainter:
    return WordyPainter()


@pytest.fixture
def thread(tmp_path: Path, painter: WordyPainter) -> Thread:
    connection = sqlite3.connect(tmp_path / "threads.db", check_same_thread=False)
    saver = BreakingSaver(connection, serde=CompressedSerializer())
    store, planner = Store(tmp_path), FakePlanner({"fox": pictures("a fox"), "cat": pictures("a cat")})

    def context(cancelled: threading.Event) -> Context:
        return Context(store, painter, planner, cancelled=cancelled)

    thread = Thread(Workshop(build_graph(saver), saver, tmp_path, context), "main")
    with pytest.raises(OSError, match="no space left"):
        list(thread.begin(new_turn("t1", "fox")))
    return thread


def test_it_is_unfinished_though_no_step_is_left_to_run(thread: Thread, painter: WordyPainter) -> None:
    assert thread.snapshot.next == ()
    assert thread.unfinished
    *_, replied = thread.go_on()
    assert isinstance(replied, Replied)
    assert replied.images == ("i1",)
    assert len(painter.finished) == 1
    assert not thread.unfinished


def test_its_picture_is_remembered_when_another_turn_begins(thread: Thread) -> None:
    events = list(thread.begin(new_turn("t2", "cat")))
    assert [event.record.id for event in events if isinstance(event, PictureReady)] == ["i2"]
    assert [(state["turn"], state["filled"]) for _, state in thread.ends()] == [
        ("t2", {"picture:1": "i2"}),
        ("t1", {"picture:1": "i1"}),
    ]
    assert [moment.images for moment in thread.state["moments"]] == [("i1",), ("i2",)]


def test_a_turn_that_cannot_even_be_ended_does_not_silence_the_thread(
    thread: Thread, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "project.db")) as database:
        database.executescript("DELETE FROM image")
    *_, replied = thread.begin(new_turn("t2", "cat"))
    assert isinstance(replied, Replied)
    assert replied.images == ("i2",)
    assert "could not be ended" in caplog.text


def test_of_a_finished_turn_only_its_end_is_kept(thread: Thread) -> None:
    list(thread.go_on())
    list(thread.begin(new_turn("t2", "cat")))
    assert len(list(thread._workshop.saver.list({"configurable": {"thread_id": "main"}}))) == 2


def moments() -> int:
    return sum(type(one) is Moment for one in gc.get_objects())


def test_of_a_long_thread_one_end_is_in_memory_at_a_time(thread: Thread) -> None:
    for number in range(2, 7):
        list(thread.begin(new_turn(f"t{number}", "cat")))
    gc.collect()
    before = moments()
    _, newest = next(thread.ends())
    assert moments() - before == len(newest["moments"]) == 6


def test_ends_are_read_down_to_one_that_is_known(thread: Thread) -> None:
    list(thread.go_on())
    known = [end for end, _ in thread.ends()]
    for number in range(2, 4):
        list(thread.begin(new_turn(f"t{number}", "cat")))
    assert [state["turn"] for _, state in thread.ends(known)] == ["t3", "t2"]
