"""Task files as they are run: results, expectations, exit codes, and going on after a kill."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_with_fakes import loaders
from PIL import Image
from triptych.agent.session import Project
from triptych.tools.assets import Store
from triptych.ui.cli import app
from typer.testing import CliRunner, Result

PROGRAM = Path(__file__).with_name("cli_with_fakes.py")
THREE = """
seed: 7
turns:
  - say: a red ${animal} in the snow
    name: hero
    save: hero.png
    expect: {pictures: 1, size: 256x256, ids: [i1]}
  - say: make it blue
  - do: undo
  - tool: edit
    with: {image: "${hero}", instruction: make it green}
    expect: {pictures: {at_least: 1}, reply: [made from i1]}
variables: {animal: cat}
"""


def write(folder: Path, text: str, name: str = "task.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def run(file: Path, *arguments: object, painter: str = "wordy", eyes: str = "none") -> Result:
    words = ["run", str(file), "--eyes", eyes, *map(str, arguments)]
    return CliRunner().invoke(app, words, obj=loaders(painter))


def manifest(folder: Path) -> dict[str, Any]:
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


def ids(told: dict[str, Any]) -> list[list[str]]:
    return [[one["id"] for one in turn["pictures"]] for turn in told["turns"]]


def test_a_file_is_run_and_its_results_lie_beside_it(tmp_path: Path) -> None:
    result = run(write(tmp_path, THREE))
    assert result.exit_code == 0, result.output
    folder = tmp_path / "task-results"
    told = manifest(folder)
    assert told["held"] is True
    assert ids(told) == [["i1"], ["i2"], [], ["i3"]]
    assert [turn.get("seed") for turn in told["turns"]] == [7, 1007, None, 3007]
    files = {one["file"] for turn in told["turns"] for one in turn["pictures"]}
    assert files == {"hero.png", "02-i2.png", "04-i3.png"}
    with Project(folder / "project", loaders().painter("fake")) as project:
        assert project.store.get("i3").parents == ("i1",)
        assert (folder / "hero.png").read_bytes() == project.store.path("i1").read_bytes()
    assert {"torch", "python", "machine"} <= told["made_with"].keys()


def test_a_second_run_paints_nothing_and_another_file_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, THREE)
    first = run(file, "--json")
    again = run(file, "--json")
    assert (again.exit_code, json.loads(again.stdout)) == (0, json.loads(first.stdout))
    assert len(Store(tmp_path / "task-results" / "project").records()) == 3
    other = run(file, "--set", "animal=dog")
    assert (other.exit_code, "are of another task" in other.stderr) == (2, True)
    other = run(file, "--seed", 8)
    assert (other.exit_code, "are of another seed" in other.stderr) == (2, True)
    assert run(file, "--set", "animal=dog", "--out", tmp_path / "dogs").exit_code == 0


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ("pictures: 2", "expected 2 pictures; it was 1"),
        ("pictures: {at_least: 2, at_most: 4}", "expected 2 to 4 pictures; it was 1"),
        ("size: 64x64", "expected size 64x64; it was 256x256"),
        ("files: [pdf]", "expected a pdf file; it was nothing"),
        ("reply: [a dragon]", "expected a reply with “a dragon”"),
        ("outcome: failed", "expected outcome failed; it was done"),
        ("ids: [i2]", "expected ids i2; it was i1"),
        ("pixels: [abc]", "expected pixels abc"),
    ],
)
def test_what_does_not_hold_is_told_with_exit_code_1(tmp_path: Path, expect: str, found: str) -> None:
    result = run(write(tmp_path, f"turns:\n- say: a red cat\n  expect:\n    {expect}\n"))
    assert result.exit_code == 1
    assert found in result.stdout
    assert manifest(tmp_path / "task-results")["held"] is False


def test_the_eyes_are_asked_what_the_file_asks(tmp_path: Path) -> None:
    asked = 'questions: ["Is it red?", {ask: "Is it a dog?", at_most: 0.2}]'
    file = write(tmp_path, f"turns:\n- say: two pictures of a cat\n  expect:\n    {asked}\n")
    refused = run(file)
    assert (refused.exit_code, "there are no eyes" in refused.stderr) == (2, True)
    told = manifest_of(run(file, "--json", eyes="doubt"), 1)
    (turn,) = told["turns"]
    lines = {(one["expected"], one["held"], one["found"]) for one in turn["expectations"][1:]}
    assert lines == {
        (f"{id}: {question}", held, "0.120")
        for id in [one["id"] for one in turn["pictures"]]
        for question, held in (("Is it red? P(yes) ≥ 0.8", False), ("Is it a dog? P(yes) ≤ 0.2", True))
    }


def manifest_of(result: Result, code: int) -> dict[str, Any]:
    assert result.exit_code == code, result.output
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    return told


def test_a_question_back_does_not_hold_unless_it_is_expected(tmp_path: Path) -> None:
    assert run(write(tmp_path, "turns: [{say: make it blue}]\n")).exit_code == 1
    expected = "turns:\n- say: make it blue\n  expect: {outcome: asked}\n"
    assert run(write(tmp_path, expected, "other.yaml")).exit_code == 0


def test_a_picture_that_never_came_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = """
turns:
- {say: make it blue, name: hero}
- {tool: edit, with: {image: "${hero}", instruction: make it green}}
- {tool: edit, with: {image: i77, instruction: make it green}}
- say: a red cat
"""
    told = manifest_of(run(write(tmp_path, text), "--json"), 1)
    problems = [turn["problem"] for turn in told["turns"]]
    assert problems[0] == problems[3] == ""
    assert problems[1] == "${hero} means nothing: that turn gave none of it"
    assert "no image 'i77'" in problems[2]
    assert ids(told)[3] == ["i1"]
    assert manifest_of(run(tmp_path / "task.yaml", "--json"), 1) == told


def test_a_plan_over_the_limits_is_refused_unless_the_file_or_the_user_says_yes(tmp_path: Path) -> None:
    two = "limits: {pictures: 1}\nturns:\n- {say: two pictures of a cat%s}\n"
    told = manifest_of(run(write(tmp_path, two % ""), "--json"), 1)
    assert told["turns"][0]["outcome"] == "stopped"
    assert "2 pictures are planned" in told["turns"][0]["reply"]
    assert run(write(tmp_path, two % ", answer: approve", "a.yaml")).exit_code == 0
    assert run(write(tmp_path, two % "", "b.yaml"), "--yes").exit_code == 0


def test_pictures_come_in_and_are_spoken_of(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "red").save(tmp_path / "a.png")
    text = """
turns:
- {images: [a.png, a.png], name: mine}
- {say: "make ${mine.upload.2} blue"}
- {tool: compose, with: {prompt: both, references: ["${mine.upload}", "${mine.upload.2}"]}, name: both}
- {tool: book, with: {title: Both, pages: [{image: "${both}", text: Here.}]}, expect: {files: [pdf, html]}}
- {go_to: both, expect: {reply: [i4]}}
"""
    told = manifest_of(run(write(tmp_path, text), "--json"), 0)
    assert ids(told) == [[], ["i3"], ["i4"], [], []]
    assert told["turns"][0]["uploads"] == ["i1", "i2"]
    assert (tmp_path / "task-results" / "04-both" / "both.pdf").is_file()


def test_another_project_and_thread_can_be_gone_on_with(tmp_path: Path) -> None:
    with Project(tmp_path / "p", loaders().painter("fake")) as project:
        for _ in project.session().say("a red cat"):
            pass
    file = write(tmp_path, "turns: [{say: make it blue}]\n")
    told = manifest_of(run(file, "--project", tmp_path / "p", "--thread", "main", "--json"), 0)
    assert (told["before"], ids(told)) == (1, [["i2"]])
    assert not (tmp_path / "task-results" / "project").exists()


@pytest.mark.parametrize("arguments", [("--set", "x"), ("--set", "animal=.nan"), ("--thread", "../x")])
def test_wrong_options_are_refused(tmp_path: Path, arguments: Sequence[str]) -> None:
    result = run(write(tmp_path, THREE), *arguments)
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (2, 1)


def test_a_result_folder_that_leads_away_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link").symlink_to(tmp_path)
    result = run(write(tmp_path / "inside", "out: link/x\nturns: [{say: a cat}]\n"))
    assert (result.exit_code, "by a link" in result.stderr) == (2, True)
    (tmp_path / "file").write_text("x")
    result = run(write(tmp_path, THREE), "--out", tmp_path / "file")
    assert (result.exit_code, "cannot be used" in result.stderr) == (2, True)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "manifest.json").write_text("{}")
    result = run(write(tmp_path, THREE), "--out", tmp_path / "bad")
    assert (result.exit_code, "is no manifest" in result.stderr) == (2, True)


def pictures_in(folder: Path) -> int:
    images = folder / "project" / "images"
    return len(list(images.glob("*.png"))) if images.is_dir() else 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_killed_goes_on_inside_its_turn(tmp_path: Path, how: signal.Signals) -> None:
    text = "seed: 1\nturns:\n- say: a red cat\n- say: three pictures of a dog\n- say: make it blue\n"
    file, folder = write(tmp_path, text), tmp_path / "task-results"
    command = [sys.executable, str(PROGRAM), "slow", "run", str(file), "--eyes", "none"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while pictures_in(folder) < 3 and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(how)
    _, told = running.communicate(timeout=60)
    if how == signal.SIGINT:
        assert (running.returncode, told.strip()) == (130, "stopped; the same command goes on from here")
    kept = [one.sha256 for one in Store(folder / "project").records()]
    assert 2 <= len(kept) < 5
    result = run(file, "--json", painter="slow")
    assert ids(manifest_of(result, 0)) == [["i1"], ["i2", "i3", "i4"], ["i5"]]
    assert [one.sha256 for one in Store(folder / "project").records()][: len(kept)] == kept
