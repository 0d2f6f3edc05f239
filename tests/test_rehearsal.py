"""Conversations that are only planned: ids, what is remembered, the version tree, files of many lines."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_planner import CommandPlanner
from fakes import SETTINGS
from triptych.agent.message import MessageError
from triptych.agent.rehearsal import Rehearsal
from triptych.agent.state import Estimate, Moment, Seen
from triptych.ui.batch import BatchError, Tally, plan_lines_of
from triptych.ui.json_lines import MOST_BYTES


def rehearsal(planner: CommandPlanner) -> Rehearsal:
    return Rehearsal(planner, SETTINGS, 2, lambda plan, _: Estimate(pictures=len(plan.outputs)))


class Thread:
    """A rehearsal with the planner of commands."""

    def __init__(self) -> None:
        self.planner = CommandPlanner()
        self.rehearsal = rehearsal(self.planner)

    def say(self, *texts: str) -> None:
        for text in texts:
            self.rehearsal.say(text)

    @property
    def situation(self) -> Any:
        """What the next message comes into."""
        self.rehearsal.say("look")
        return self.planner.situations[-1]


def batch(folder: Path, *lines: object) -> tuple[Tally, list[dict[str, Any]]]:
    """The answers to lines, each JSON or raw bytes."""
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    (folder / "in.jsonl").write_bytes(b"\n".join(raw))
    tally = plan_lines_of(folder / "in.jsonl", folder / "out.jsonl", lambda: rehearsal(CommandPlanner()))
    answers = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return tally, [json.loads(answer) for answer in answers]


def test_outputs_are_named_by_turn_and_index_and_uploads_are_counted() -> None:
    thread = Thread()
    _, plan = thread.rehearsal.say("draw 2", 1)
    assert (plan.outputs, plan.estimate) == (("t1.1", "t1.2"), Estimate(pictures=2))
    _, plan = thread.rehearsal.say("edit u2", 2)
    assert (plan.outputs, plan.steps[0].arguments["image"]) == (("t2.1",), "u2")
    assert [seen.id for seen in thread.situation.seen] == ["u1", "t1.1", "t1.2", "u2", "u3", "t2.1"]


def test_checks_name_the_picture_that_they_compare_with() -> None:
    thread = Thread()
    for said, other in (("draw 2 like picture:2", "t1.2"), ("draw 1 like t1.1", "t1.1")):
        brief, _ = thread.rehearsal.say(said)
        assert {check.of for output in brief.outputs for check in output.checks} == {other}


def test_a_turn_is_remembered_as_if_it_had_been_painted() -> None:
    thread = Thread()
    thread.say("draw 2", "edit t1.2")
    situation = thread.situation
    assert situation.seen[-1] == Seen(id="t2.1", shows="a blue cat", turn="t2")
    assert situation.moments == (
        Moment(turn="t1", images=("t1.1", "t1.2"), made=("t1.1", "t1.2")),
        Moment(turn="t2", parent="t1", images=("t1.1", "t2.1"), made=("t2.1",)),
    )
    assert situation.table.images == ("t1.1", "t2.1")


@pytest.mark.parametrize(
    ("texts", "head"),
    [
        (("undo",), "t2"),
        (("undo", "undo"), "t1"),
        (("undo", "undo", "undo"), ""),
        (("undo", "undo", "redo"), "t2"),
        (("undo", "undo", "undo", "undo", "redo"), "t1"),
        (("redo",), "t3"),
        (("revert t1",), "t1"),
        (("revert t1", "redo", "redo"), "t3"),
        (("revert t9",), "t3"),
        (("hello",), "t3"),
    ],
)
def test_the_head_moves_along_the_tree(texts: tuple[str, ...], head: str) -> None:
    thread = Thread()
    thread.say("draw 1", "draw 1", "draw 1", *texts)
    situation = thread.situation
    assert situation.head == head
    assert [moment.turn for moment in situation.moments] == ["t1", "t2", "t3"]


def test_after_undo_a_new_picture_is_a_branch_and_again_a_sibling() -> None:
    thread = Thread()
    thread.say("draw 1", "draw 1", "undo", "draw 1", "again")
    parents = {moment.turn: moment.parent for moment in thread.situation.moments}
    assert parents == {"t1": "", "t2": "t1", "t4": "t1", "t5": "t1"}


def test_a_deleted_picture_is_gone_until_the_deletion_is_undone() -> None:
    thread = Thread()
    thread.say("draw 3", "delete t1.2")
    assert [seen.id for seen in thread.situation.seen] == ["t1.1", "t1.3"]
    assert thread.situation.table.images == ("t1.1", "t1.3")
    thread.say("undo")
    assert [seen.id for seen in thread.situation.seen] == ["t1.1", "t1.2", "t1.3"]


def test_wishes_stand_over_turns() -> None:
    thread = Thread()
    thread.say("wish watercolour", "draw 1")
    assert thread.situation.wishes == ("watercolour",)


def test_what_a_session_would_refuse_is_refused() -> None:
    with pytest.raises(MessageError, match="5,000 characters, and at most 4,000"):
        Thread().rehearsal.say("x" * 5000)
    with pytest.raises(MessageError, match="9 pictures came with the message, and at most 8"):
        Thread().rehearsal.say("x", 9)


def test_lines_are_answered_in_their_order(tmp_path: Path) -> None:
    tally, answers = batch(
        tmp_path,
        {"id": "a", "instruction": "draw 2", "n_input_images": 0},
        {"id": 7, "instruction": "edit u2", "n_input_images": 2, "expected": "ignored"},
        b"",
        {"id": "c", "turns": [{"text": "draw 1", "images": 1}, {"text": "edit t1.1", "images": 0}]},
    )
    assert [answer["id"] for answer in answers] == ["a", 7, "c"]
    assert answers[1]["brief"]["images"] == [{"id": "u2", "role": "source"}]
    assert [step["outputs"] for step in answers[0]["plan"]["steps"]] == [["t1.1"], ["t1.2"]]
    assert [brief["operation"] for brief in answers[2]["briefs"]] == ["generate", "edit"]
    assert answers[2]["plans"][1]["steps"][0]["arguments"]["image"] == "t1.1"
    assert tally == Tally(lines=3, instructions=4, errors=0)


GOOD = {"id": "good", "instruction": "draw 1", "n_input_images": 0}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"no json", "'no json' is no JSON object"),
        (b"[1, 2]", "is no JSON object"),
        (b"\xff\xfe\x00", "is no JSON object"),
        (b"[" * 100_000, "is no JSON object"),
        (b'{"id": ' + b"9" * 5000 + b"}", "is no JSON object"),
        ({"id": "x"}, "instruction is missing"),
        ({"id": "x", "instruction": "a", "n_input_images": "2"}, 'n_input_images is "2"'),
        ({"id": "x", "instruction": "a", "n_input_images": True}, "n_input_images is true"),
        ({"id": "x", "instruction": "a", "n_input_images": -1}, "n_input_images is -1"),
        ({"id": "x", "instruction": "a", "n_input_images": 10**9}, "1000000000 pictures came"),
        ({"id": "x", "instruction": ["a"], "n_input_images": 0}, "instruction is a list"),
        ({"id": "x", "instruction": "a" * 1_000_000, "n_input_images": 0}, "1,000,000 characters"),
        ({"id": None, "instruction": "a", "n_input_images": 0}, "id is null"),
        ({"instruction": "a", "n_input_images": 0}, "id is missing"),
        ({"id": "x", "turns": []}, "turns is a list"),
        ({"id": "x", "turns": "a"}, 'turns is "a"'),
        ({"id": "x", "turns": [{"text": "draw 1", "images": 0}, {"text": "a", "images": 99}]}, "99 pictures"),
        ({"id": "x", "instruction": "break", "n_input_images": 0}, "planning broke (KeyError)"),
    ],
)
def test_a_bad_line_is_answered_with_one_sentence_and_the_rest_goes_on(
    tmp_path: Path, line: object, words: str
) -> None:
    tally, answers = batch(tmp_path, GOOD, line, GOOD)
    assert ["error" in answer for answer in answers] == [False, True, False]
    bad = answers[1]
    assert bad["error"].startswith("line 2: ")
    assert words in bad["error"]
    assert "\n" not in bad["error"]
    assert len(bad["error"]) < 300
    assert bad["id"] == (line.get("id") if isinstance(line, dict) else None)
    assert tally.errors == 1


def test_a_line_too_long_to_be_read_is_skipped(tmp_path: Path) -> None:
    _, answers = batch(tmp_path, GOOD, b"x" * (2 * MOST_BYTES + 100), GOOD)
    assert "longer than" in answers[1]["error"]
    assert [answer["id"] for answer in answers] == ["good", None, "good"]


def test_half_a_surrogate_pair_comes_back_as_it_was(tmp_path: Path) -> None:
    _, answers = batch(tmp_path, b'{"id": "\\ud83d", "instruction": "draw 1", "n_input_images": 0}')
    assert answers[0]["id"] == "\ud83d"


def test_what_cannot_be_read_or_written_leaves_nothing_behind(tmp_path: Path) -> None:
    def never() -> Rehearsal:
        raise AssertionError

    with pytest.raises(BatchError, match="cannot be read"):
        plan_lines_of(tmp_path / "none.jsonl", tmp_path / "out.jsonl", never)
    (tmp_path / "in.jsonl").touch()
    with pytest.raises(BatchError, match="there is no folder"):
        plan_lines_of(tmp_path / "in.jsonl", tmp_path / "none" / "out.jsonl", never)
    (tmp_path / "out.jsonl").mkdir()
    with pytest.raises(BatchError, match="cannot be written"):
        plan_lines_of(tmp_path / "in.jsonl", tmp_path / "out.jsonl", never)
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}


def test_planning_loads_no_weights_and_no_graph() -> None:
    code = (
        "import sys; import triptych.ui.planning, triptych.agent.phrasebook.phrasebook;"
        "print({'torch', 'diffusers', 'transformers', 'langgraph', 'gradio'} & set(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert loaded.stdout == "set()\n"
