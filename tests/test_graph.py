"""The graph: its way through a turn, checkpoints, what it tells, approval, what it refuses."""

import re
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import (
    BreakingPainter,
    FakePlanner,
    NumberedPainter,
    WordyPainter,
    book,
    change,
    pictures,
)
from langgraph.checkpoint.memory import InMemorySaver
from triptych.agent.checkpoints import TYPES, CompressedSerializer
from triptych.agent.context import Context
from triptych.agent.events import PictureReady, Progress, Replied, Understood
from triptych.agent.graph import build_graph
from triptych.agent.limits import Limits
from triptych.agent.plan_check import problem_with
from triptych.agent.prepare import prepared
from triptych.agent.request import new_turn
from triptych.agent.state import Brief, Plan, Step, Value
from triptych.models.image_model import ImageModel
from triptych.tools.assets import Store

CONFIG: Any = {"configurable": {"thread_id": "t"}, "recursion_limit": 200}
BRIEFS = {
    "two": pictures("a fox", "a cat", notes=("I draw a fox.",)),
    "book": book(4),
    "fox": pictures("a red fox"),
    "blue": change("i1", "make it blue", "put it on the beach"),
    "chat": Brief(task="chat", operation="chat", answer="Look at i7!"),
    "hello": Brief(task="chat", operation="chat", answer="Hello! i1 is still there."),
}


class Turns:
    """A thread of a graph in a fresh project."""

    def __init__(self, folder: Path, painter: ImageModel) -> None:
        self.graph = build_graph(InMemorySaver(serde=CompressedSerializer()))
        self.planner = FakePlanner(BRIEFS)
        self.context = Context(Store(folder), painter, self.planner, limits=Limits())
        self.number = 0

    def run(self, text: str | None, seed: int | None = None) -> list[Any]:
        """The events of a turn; None goes on with the one that broke."""
        self.number += text is not None
        request: Any = new_turn(f"t{self.number}", text, seed=seed) if text else None
        stream = self.graph.stream(
            request, CONFIG, context=self.context, stream_mode="custom", durability="sync"
        )
        return list(stream)

    @property
    def state(self) -> dict[str, Any]:
        return self.graph.get_state(CONFIG).values


def test_a_turn_tells_its_plan_then_each_step_then_the_reply(tmp_path: Path) -> None:
    events = Turns(tmp_path, WordyPainter()).run("two")
    assert isinstance(events[0], Understood)
    assert events[0].notes == ("I draw a fox.",)
    assert [(event.picture, event.of) for event in events if isinstance(event, PictureReady)] == [
        (1, 2),
        (2, 2),
    ]
    for picture, prompt in ((1, "a fox"), (2, "a cat")):
        steps = [event for event in events if isinstance(event, Progress) and event.picture == picture]
        assert [(event.step, event.of, event.prompt) for event in steps] == [
            (n, 2, prompt) for n in (1, 2, 3)
        ]
    assert isinstance(events[-1], Replied)
    assert (events[-1].images, events[-1].text) == (("i1", "i2"), "Here are two pictures: i1 and i2.")


def test_steps_that_need_nothing_of_each_other_run_side_by_side(tmp_path: Path) -> None:
    turns = Turns(tmp_path, NumberedPainter(pause=0.02))
    events = [event for event in turns.run("two") if isinstance(event, Progress)]
    order = [event.picture for event in events]
    assert order != sorted(order)
    assert [record.id for record in turns.context.store.records()] == ["i1", "i2"]


def test_later_pages_wait_for_the_first_and_the_book_for_all(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    events = turns.run("book", seed=7)
    *pages, binding = turns.state["plan"].steps
    assert binding.tool == "book"
    assert [page["image"] for page in binding.arguments["pages"]] == [page.outputs[0] for page in pages]
    assert turns.state["filled"] == {f"picture:{n}": f"i{n}" for n in (1, 2, 3, 4)}
    records = turns.context.store.records()
    assert [record.seed for record in records] == [7, 8, 9, 10]
    assert [record.parents for record in records] == [(), ("i1",), ("i1",), ("i1",)]
    assert [event.text for event in events if isinstance(event, PictureReady)] == [
        f"Text {n}." for n in (1, 2, 3, 4)
    ]
    assert all(path.is_file() for path in events[-1].files)


def test_a_chain_of_edits_goes_from_picture_to_picture(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run("fox")
    told = turns.run("blue")[-1].text
    every = "100% of the picture changed, so nothing was put back."
    assert told == f"Changed: i3, made from i1. i2: {every} i3: {every}"
    assert [record.parents for record in turns.context.store.records()] == [(), ("i1",), ("i2",)]
    assert [seen.shows for seen in turns.state["seen"]] == [
        "a red fox",
        "i1, make it blue",
        "i1, put it on the beach",
    ]


def test_a_turn_that_broke_goes_on_where_it_was(tmp_path: Path) -> None:
    painter = BreakingPainter(at=2)
    turns = Turns(tmp_path, painter)
    with pytest.raises(RuntimeError, match="brush"):
        turns.run("book", seed=7)
    assert "act" in turns.graph.get_state(CONFIG).next
    events = turns.run(None)
    assert len(painter.finished) == len(turns.context.store.records()) == 4, "nothing is painted twice"
    assert {record.seed for record in turns.context.store.records()} == {7, 8, 9, 10}
    assert all(path.is_file() for path in events[-1].files)


def test_every_step_has_its_seed_before_anything_is_painted(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    first = turns.run("two")[0].plan
    seeds = [step.arguments["seed"] for step in first.steps]
    assert seeds[1] == seeds[0] + 1
    assert [record.seed for record in turns.context.store.records()] == seeds
    assert [step.arguments["seed"] for step in turns.run("two")[0].plan.steps] != seeds


def test_the_planner_is_shown_the_pictures_and_the_tree(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run("fox")
    turns.run("blue")
    turns.run("hello")
    situation = turns.planner.situations[-1]
    assert [seen.id for seen in situation.seen] == ["i1", "i2", "i3"]
    assert [(moment.turn, moment.images) for moment in situation.moments] == [
        ("t1", ("i1",)),
        ("t2", ("i3",)),
    ]
    assert situation.table == situation.moments[1]


def test_state_holds_no_pixels(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run("book")
    assert len(repr(turns.state)) < 12_000


def test_checkpoints_know_every_value_of_the_state() -> None:
    values = {kind for kind in Value.__subclasses__() if kind.__module__ == "triptych.agent.state"}
    assert values <= set(TYPES)


def test_a_refused_step_ends_the_turn_and_is_told(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run("fox")
    turns.context.store.path("i1").unlink()
    replied = turns.run("blue")[-1]
    assert (replied.outcome, replied.images) == ("failed", ())
    assert "the file of image i1 is gone" in replied.text
    assert turns.run("hello")[-1].outcome == "done", "the next turn begins afresh"


def test_an_answer_that_names_a_picture_that_does_not_exist_is_not_told(tmp_path: Path) -> None:
    turns = Turns(tmp_path, WordyPainter())
    assert turns.run("chat")[-1].text == (
        "I wanted to tell you of i7, but there is no such picture; please ask me again."
    )
    turns.run("fox")
    assert turns.run("hello")[-1].text == "Hello! i1 is still there."


def test_a_call_takes_ids_in_the_places_of_names() -> None:
    step = Step(tool="compose", arguments={"prompt": "picture:1", "references": ["picture:1", "i9"]})
    call = step.call({"picture:1": "i4"})
    assert call.model_dump()["references"] == ("i4", "i9")
    assert Plan(steps=(step.model_copy(update={"outputs": ("picture:2",)}),)).outputs == ("picture:2",)


def test_a_call_for_several_pictures_becomes_one_step_each() -> None:
    step = Step(
        tool="generate", arguments={"prompts": ["a", "b"], "seed": 5}, outputs=("picture:1", "picture:2")
    )
    steps = prepared(Plan(steps=(step,)), 9).steps
    assert [(one.arguments["prompts"], one.arguments["seed"], one.outputs) for one in steps] == [
        (["a"], 5, ("picture:1",)),
        (["b"], 6, ("picture:2",)),
    ]


@pytest.mark.parametrize(
    ("tool", "arguments", "outputs", "words"),
    [
        ("fly", {}, ("picture:1",), "there is no tool 'fly'"),
        ("generate", {"prompts": []}, ("picture:1",), "generate got prompts"),
        ("generate", {"prompts": ["a"]}, ("picture:7",), r"fills 'picture:7'; what is left to fill is"),
        ("generate", {"prompts": ["a"]}, (), "must name one picture"),
        ("generate", {"prompts": ["a", "b"]}, ("picture:1",), "must name one picture"),
        ("edit", {"image": "i8", "instruction": "x"}, ("picture:1",), "there is no image 'i8'"),
        ("edit", {"image": "picture:2", "instruction": "x"}, ("picture:1",), "needs picture:2"),
        ("book", {"title": "T", "pages": [{"image": "i1"}]}, ("picture:1",), "makes no picture"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(
    tmp_path: Path, tool: str, arguments: dict[str, Any], outputs: tuple[str, ...], words: str
) -> None:
    turns = Turns(tmp_path, WordyPainter())
    turns.run("fox")
    plan = Plan(steps=(Step(tool=tool, arguments=arguments, outputs=outputs),))
    problem = problem_with(plan, BRIEFS["two"], turns.context.store)
    assert re.search(words, problem), problem
