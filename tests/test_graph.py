"""The graph: its way through a turn, checkpoints after each step, what it tells."""

from pathlib import Path
from typing import Any

import pytest
from agent_fakes import BreakingPainter, WordyPainter
from langgraph.checkpoint.memory import InMemorySaver
from triptych.agent.context import Context
from triptych.agent.events import PictureReady, Progress, Replied, Understood
from triptych.agent.graph import build_graph
from triptych.agent.plan import PAGES_KEEP_THE_FIRST
from triptych.agent.state import Plan, Step
from triptych.models.image_model import ImageModel
from triptych.tools.assets import Store

CONFIG: Any = {"configurable": {"thread_id": "t"}, "recursion_limit": 100}
BOOK = "a picture book in four pages about a brave little fox who finds a star"


class Turns:
    """A thread of a graph in a fresh project."""

    def __init__(self, folder: Path, painter: ImageModel) -> None:
        self.graph = build_graph(InMemorySaver())
        self.context = Context(Store(folder), painter)

    def run(self, text: str | None, seed: int | None = None) -> list[Any]:
        """The events of a turn; None goes on with the one that broke."""
        request: Any = {"turn": "t1", "text": text, "uploads": [], "seed": seed} if text else None
        stream = self.graph.stream(
            request, CONFIG, context=self.context, stream_mode="custom", durability="sync"
        )
        return list(stream)

    @property
    def state(self) -> dict[str, Any]:
        return self.graph.get_state(CONFIG).values


def test_a_turn_tells_its_plan_then_each_step_then_the_reply(tmp_path: Path) -> None:
    events = Turns(tmp_path, WordyPainter()).run("two pictures of a knight")
    kinds = [type(event) for event in events]
    assert kinds == [Understood, *[Progress] * 3, PictureReady, *[Progress] * 3, PictureReady, Replied]
    assert events[0].notes == ("I don't know how to draw a knight; the nearest I can draw is a robot.",)
    assert [(event.picture, event.of) for event in events if isinstance(event, PictureReady)] == [
        (1, 2),
        (2, 2),
    ]
    assert events[-1].images == ("i1", "i2")


def test_a_book_names_its_pictures_before_they_are_painted(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run(BOOK, seed=7)
    *pages, binding = turns.state["plan"].steps
    assert binding.tool == "book"
    assert [page["image"] for page in binding.arguments["pages"]] == [page.outputs[0] for page in pages]
    assert turns.state["filled"] == {f"picture:{n}": f"i{n}" for n in (1, 2, 3, 4)}
    records = turns.context.store.records()
    assert [record.seed for record in records] == [7, 8, 9, 10]
    later = ("i1",) if PAGES_KEEP_THE_FIRST else ()
    assert [record.parents for record in records] == [(), later, later, later]


def test_a_chain_of_edits_goes_from_picture_to_picture(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run("a red fox in the snow")
    turns.run("make it blue and put it on the beach")
    assert [record.parents for record in turns.context.store.records()] == [(), ("i1",), ("i2",)]
    assert [seen.shows for seen in turns.state["seen"]] == [
        "a red fox in the snow",
        "a blue fox in the snow",
        "a blue fox on the beach",
    ]


def test_a_turn_that_broke_goes_on_where_it_was(tmp_path: Path) -> None:
    painter = BreakingPainter(at=3)
    turns = Turns(tmp_path, painter)
    with pytest.raises(RuntimeError, match="brush"):
        turns.run(BOOK, seed=7)
    assert turns.graph.get_state(CONFIG).next == ("act",)
    events = turns.run(None)
    assert [event.record.id for event in events if isinstance(event, PictureReady)] == ["i3", "i4"]
    assert len(painter.finished) == 4, "nothing is painted twice"
    assert all(path.is_file() for path in events[-1].files)


def test_state_holds_no_pixels(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run(BOOK)
    assert len(repr(turns.state)) < 10_000


def test_a_refused_step_ends_the_turn_and_is_told(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run("a red fox in the snow")
    turns.context.store.path("i1").unlink()
    replied = turns.run("make it blue")[-1]
    assert (replied.outcome, replied.images) == ("failed", ())
    assert "the file of image i1 is gone" in replied.text


def test_a_call_takes_ids_in_the_places_of_names() -> None:
    step = Step(tool="compose", arguments={"prompt": "picture:1", "references": ["picture:1", "i9"]})
    call = step.call({"picture:1": "i4"})
    assert call.model_dump()["references"] == ("i4", "i9")
    assert Plan(steps=(step.model_copy(update={"outputs": ("picture:2",)}),)).outputs == ("picture:2",)
