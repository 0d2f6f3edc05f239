"""The command line: what it prints where, exit codes, how fast it starts, Ctrl-C."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import WordyPainter
from PIL import Image
from triptych.agent.session import Project
from triptych.ui.cli import Loaders, app
from typer.testing import CliRunner, Result

PROGRAM = Path(__file__).with_name("cli_with_fakes.py")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(
        app, [str(part) for part in arguments], obj=Loaders(painter=lambda _: WordyPainter())
    )


def make(folder: Path, text: str, *arguments: object) -> Result:
    return run("make", text, "--project", folder, *arguments)


def as_json(result: Result) -> dict[str, Any]:
    loaded = json.loads(result.stdout)
    assert isinstance(loaded, dict)
    return loaded


def test_make_prints_notes_then_where_the_pictures_are(tmp_path: Path) -> None:
    result = make(tmp_path, "two pictures of a knight")
    assert result.exit_code == 0
    note, reply, *paths = result.stdout.splitlines()
    assert "the nearest I can draw is a robot" in note
    assert reply == "Here are two pictures: i1 and i2."
    assert [line.split()[0] for line in paths] == ["i1", "i2"]
    assert all(Path(line.split()[1]).is_file() for line in paths)


def test_make_prints_where_the_book_is(tmp_path: Path) -> None:
    lines = make(tmp_path, "a two page book about a bear").stdout.splitlines()
    files = {line.split()[0]: Path(line.split(maxsplit=1)[1]) for line in lines if line.startswith("  ")}
    assert set(files) == {"i1", "i2", "pdf", "html"}
    assert files["pdf"].read_bytes().startswith(b"%PDF")


def test_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    result = make(tmp_path, "two pictures of a dragon", "--seed", 7, "--json")
    told = as_json(result)
    assert (told["outcome"], result.exit_code, result.stderr) == ("done", 0, "")
    assert [(image["id"], image["seed"]) for image in told["images"]] == [("i1", 7), ("i2", 8)]
    assert all(Path(image["path"]).is_file() for image in told["images"])
    assert told["notes"] == ["I don't know how to draw a dragon; the nearest I can draw is a fox."]


def test_a_second_command_goes_on_with_the_thread(tmp_path: Path) -> None:
    make(tmp_path, "a red fox in the snow")
    told = as_json(make(tmp_path, "make it blue", "--json"))
    assert told["images"][0]["prompt"] == "make it blue"
    with Project(tmp_path, WordyPainter()) as project:
        assert project.store.get("i2").parents == ("i1",)


def test_an_image_can_be_given(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "mine.png")
    told = as_json(make(tmp_path / "p", "now in the snow", "--image", tmp_path / "mine.png", "--json"))
    assert [image["id"] for image in told["images"]] == ["i2"]


@pytest.mark.parametrize("text", ["", "😀", "make it blue", "a chandelier"])
def test_a_question_back_is_on_stderr_with_exit_code_2(tmp_path: Path, text: str) -> None:
    result = make(tmp_path, text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("cat " * 25_000, (), "100,000 characters"),
        ("make it blue", ("--image", "/no/such.png"), "there is no file '/no/such.png'"),
        ("make it blue", ("--image", PROGRAM), "is no picture"),
    ],
)
def test_bad_input_is_one_sentence_on_stderr(
    tmp_path: Path, text: str, arguments: tuple[object, ...], words: str
) -> None:
    result = make(tmp_path, text, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    told = make(tmp_path, text, *arguments, "--json")
    assert words in as_json(told)["error"]


def test_a_project_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = make(tmp_path / "file", "a cat")
    assert result.exit_code == 2
    assert "cannot be used" in result.stderr


@pytest.mark.parametrize("arguments", [("--seed", -1), ("--seed", "x"), ("--unknown",)])
def test_wrong_options_are_refused(tmp_path: Path, arguments: tuple[object, ...]) -> None:
    assert make(tmp_path, "a cat", *arguments).exit_code == 2


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["make", "a cat", "--project", str(tmp_path), "--model", "nope"])
    assert result.exit_code == 2
    assert "there is no model 'nope'; the models are pocket" in result.stderr


def test_tools_and_models_are_listed() -> None:
    tools, models = run("tools").stdout, run("models").stdout
    assert all(name in tools for name in ("book", "compose", "edit", "generate", "prompts", "references"))
    assert "pocket" in models


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from triptych.ui import cli; "
        "print({'torch', 'gradio', 'langgraph', 'PIL', 'sqlalchemy'} & set(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert loaded.stdout == "set()\n"


def test_ctrl_c_stops_cleanly_and_keeps_what_is_finished(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(PROGRAM),
        "slow",
        "make",
        "six pictures of a cat",
        "--project",
        str(tmp_path),
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background, Ctrl-C is ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("images/*.png")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out.startswith("Stopped. Here")
    assert "i1" in out
    assert "Traceback" not in err
