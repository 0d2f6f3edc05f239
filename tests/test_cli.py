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
from cli_with_fakes import loaders
from PIL import Image
from triptych.agent.session import Project
from triptych.ui.cli import app
from typer.testing import CliRunner, Result

PROGRAM = Path(__file__).with_name("cli_with_fakes.py")


def run(*arguments: object, input: bytes = b"", environment: dict[str, str] | None = None) -> Result:
    words = [str(part) for part in arguments]
    return CliRunner().invoke(app, words, obj=loaders(), input=input, env=environment)


def make(folder: Path, text: str, *arguments: object, **environment: str) -> Result:
    return run("make", text, "--project", folder, *_blind(arguments), environment=environment)


def plan(folder: Path, *arguments: object) -> Result:
    return run("plan", "--project", folder, *_blind(arguments))


def _blind(arguments: tuple[object, ...]) -> tuple[object, ...]:
    return arguments if "--eyes" in arguments else (*arguments, "--eyes", "none")


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
    assert set(files) == {"i3", "i4", "pdf", "html"}, "the sheet took the first two ids"
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
        "print({'torch', 'gradio', 'langgraph', 'PIL', 'sqlalchemy', 'pydantic'} & set(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert loaded.stdout == "set()\n"


def test_ctrl_c_stops_cleanly_and_keeps_what_is_finished(tmp_path: Path) -> None:
    words = ["make", "six pictures of a cat", "--eyes", "none", "--project", str(tmp_path)]
    command = [sys.executable, str(PROGRAM), "slow", *words]
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


def test_what_the_critic_saw_is_told_with_the_picture(tmp_path: Path) -> None:
    lines = make(tmp_path, "a red cat wearing a blue hat", "--eyes", "doubtful").stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  i1  "))
    assert "0.12" in lines[at + 1]
    told = as_json(make(tmp_path, "a red cat wearing a blue hat", "--eyes", "doubtful", "--json"))
    (image,) = told["images"]
    assert 0 < image["score"] < 1
    assert {"question": "Is the cat red?", "p": 0.12, "passed": False} in image["checks"]


def test_over_the_hard_budget_make_says_what_it_would_cost(tmp_path: Path) -> None:
    limit = {"TRIPTYCH_PICTURES": "1"}
    result = make(tmp_path, "two pictures of a cat", **limit)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "2 pictures are planned, and a turn may take 1; say --yes to do it all the same\n"
    assert "2 pictures" in as_json(make(tmp_path, "two pictures of a cat", "--json", **limit))["error"]
    assert len(as_json(make(tmp_path, "two pictures of a cat", "--json", "--yes", **limit))["images"]) == 2


def test_make_approves_itself_within_the_budget(tmp_path: Path) -> None:
    result = make(tmp_path, "a cat", TRIPTYCH_APPROVE="always")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "Here is your picture: i1.")


def test_a_wrong_limit_is_one_sentence(tmp_path: Path) -> None:
    result = make(tmp_path, "a cat", TRIPTYCH_PICTURES="many")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert "TRIPTYCH_PICTURES" in result.stderr


@pytest.mark.parametrize(
    ("environment", "words"),
    [({"TRIPTYCH_VLM_MODEL": ""}, "set TRIPTYCH_VLM_MODEL"), ({"TRIPTYCH_VLM_RETRIES": "x"}, "_VLM_RETRIES")],
)
def test_without_a_usable_chat_server_it_says_what_to_set(environment: dict[str, str], words: str) -> None:
    command = ["plan", "a cat", "--planner", "endpoint"]
    result = CliRunner().invoke(app, command, env=environment)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert words in result.stderr


def test_chat_takes_lines_from_a_pipe(tmp_path: Path) -> None:
    command = ("chat", "--project", tmp_path, "--eyes", "none")
    result = run(*command, input=b"a red fox in the snow\ncaf\xe9 \xff\nmake it blue\n/history\n")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Here is your picture: i1." in result.stdout
    assert "Changed: i2, made from i1." in result.stdout
    assert result.stdout.rstrip().endswith("i2  “make it blue”  ← here")


def test_a_thread_name_that_is_a_path_is_refused(tmp_path: Path) -> None:
    for command in (("chat",), ("make", "a cat")):
        result = run(*command, "--project", tmp_path, "--thread", "../x", "--eyes", "none")
        assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
        assert "thread name '../x'" in result.stderr


def test_plan_paints_nothing_and_keeps_nothing(tmp_path: Path) -> None:
    result = plan(tmp_path / "p", "two pictures of a knight")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "generate (text to images)"
    assert "the nearest I can draw is a robot" in lines[1]
    assert lines[2].startswith("1. image_set t1.1 t1.2: a blue robot")
    assert lines[-1] == "This takes at most 2 pictures, about 10 s."
    assert not (tmp_path / "p").exists()


def test_plan_takes_pictures_by_file_and_by_number(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "mine.png")
    told = as_json(plan(tmp_path, "now in the snow", "--image", tmp_path / "mine.png", "--json"))
    assert told["brief"]["images"] == [{"id": "u1", "role": "source"}]
    told = as_json(plan(tmp_path, "put these two in the snow", "--images", 2, "--json"))
    assert [use["id"] for use in told["brief"]["images"]] == ["u1", "u2"]
    assert told["plan"]["steps"][0]["arguments"]["references"] == ["u1", "u2"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give one of them"),
        (("a cat", "--batch", "in.jsonl", "--out", "out.jsonl"), "give one of them"),
        (("--batch", "in.jsonl"), "give one of them"),
        (("--batch", "/no/such.jsonl", "--out", "/tmp/out.jsonl"), "'/no/such.jsonl' cannot be read"),
        (("a cat", "--images", "9"), "at most 8"),
        (("a cat", "--image", "/no/such.png"), "there is no file '/no/such.png'"),
        (("a cat", "--model", "nope"), "there is no model 'nope'"),
    ],
)
def test_plan_refuses_in_one_sentence(tmp_path: Path, arguments: tuple[object, ...], words: str) -> None:
    result = plan(tmp_path, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_batch_is_answered_and_its_rate_told(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "instruction": "two pictures of a red cat", "n_input_images": 0},
        {"id": "b", "instruction": 7, "n_input_images": 0},
        {
            "id": "c",
            "turns": [
                {"text": "a red fox in the snow", "images": 0},
                {"text": "make it blue", "images": 0},
                {"text": "undo that", "images": 0},
                {"text": "put it on the beach", "images": 0},
            ],
        },
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)))
    result = run("plan", "--batch", source, "--out", target)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "5 instructions of 3 lines" in result.stderr
    first, second, third = map(json.loads, target.read_text().splitlines())
    assert [step["outputs"] for step in first["plan"]["steps"]] == [["t1.1", "t1.2"]]
    assert second["error"].startswith("line 2: instruction is 7")
    assert [brief["operation"] for brief in third["briefs"]] == ["generate", "edit", "undo", "edit"]
    assert third["briefs"][3]["images"] == [{"id": "t1.1", "role": "source"}]
    source.write_text(json.dumps(lines[0]))
    assert run("plan", "--batch", source, "--out", target).exit_code == 0
