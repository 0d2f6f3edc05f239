"""Many prompts in one go: a line of results each, gone on with after a kill; errors end nothing."""

import json
from pathlib import Path
from typing import Any

from agent_fakes import BreakingPainter
from cli_with_fakes import loaders
from PIL import Image
from triptych.tools.assets import Store
from triptych.ui.assembly import Loaders
from triptych.ui.cli import app
from typer.testing import CliRunner, Result

PROMPTS = [
    {"id": "a", "prompt": "a red cat", "seed": 5},
    {"id": "b", "prompt": "two pictures of a dog"},
    {"prompt": "make it blue", "images": ["mine.png"]},
]


def run(folder: Path, *arguments: str, models: Loaders | None = None) -> Result:
    words = ["run", "--batch", str(folder / "in.jsonl"), "--out", str(folder / "out.jsonl"), "--eyes", "none"]
    return CliRunner().invoke(
        app, [*words, "--project", str(folder / "p"), *arguments], obj=models or loaders()
    )


def write(folder: Path, *lines: object) -> None:
    Image.new("RGB", (64, 64)).save(folder / "mine.png")
    told = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / "in.jsonl").write_text("\n".join(told) + "\n")


def results(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


def test_each_prompt_has_a_line_and_done_ones_are_skipped(tmp_path: Path) -> None:
    write(tmp_path, *PROMPTS)
    assert run(tmp_path, "--seed", "3").exit_code == 0
    told = results(tmp_path)
    assert [(one["line"], one.get("id"), one["outcome"]) for one in told] == [
        (1, "a", "done"),
        (2, "b", "done"),
        (3, None, "done"),
    ]
    seeds = [[image["seed"] for image in one["images"]] for one in told]
    assert seeds == [[5], [3, 4], [3]]
    assert all(Path(image["path"]).is_file() for one in told for image in one["images"])
    assert run(tmp_path).exit_code == 0
    assert results(tmp_path) == told
    write(tmp_path, *PROMPTS, {"prompt": "a bear"}, PROMPTS[0])
    assert run(tmp_path, "--seed", "3").exit_code == 0
    assert results(tmp_path)[:3] == told
    assert [one["line"] for one in results(tmp_path)[3:]] == [4, 5]


def test_a_bad_line_is_an_error_line_and_not_the_end(tmp_path: Path) -> None:
    bad = ["no json", "[1]", {"prompt": 3}, {"promt": "x"}, {"prompt": "a cat", "images": ["no.png"]}]
    write(tmp_path, *bad, {"prompt": "x" * 5000}, PROMPTS[0])
    result = run(tmp_path)
    assert (result.exit_code, "7 prompts, 1 done, 6 with an error" in result.stdout) == (1, True)
    told = results(tmp_path)
    assert [one["line"] for one in told] == [1, 2, 3, 4, 5, 6, 7]
    assert all(one["error"].startswith(f"line {one['line']}: ") for one in told[:6])
    write(tmp_path, PROMPTS[1], PROMPTS[0])  # corrected
    assert run(tmp_path).exit_code == 0
    assert ["error" in one for one in results(tmp_path)] == [False, False]


def test_what_a_kill_cut_off_goes_on(tmp_path: Path) -> None:
    write(tmp_path, *PROMPTS)
    painter = BreakingPainter(at=3)
    run(tmp_path, models=Loaders(painter=lambda _: painter, vision=loaders().vision))
    first, broken, _ = results(tmp_path)
    assert "it broke inside (RuntimeError: the brush broke)" in broken["error"]
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "out.jsonl").write_bytes(lines[0] + lines[1][:40])  # killed while it wrote
    assert run(tmp_path).exit_code == 0
    told = results(tmp_path)
    assert told[0] == first
    assert [len(one["images"]) for one in told] == [1, 2, 1]
    assert len(Store(tmp_path / "p").records()) == 5  # four pictures and an upload: nothing was painted twice


def test_wrong_files_are_refused(tmp_path: Path) -> None:
    assert "there is no file" in run(tmp_path).stderr
    write(tmp_path, *PROMPTS)
    (tmp_path / "out.jsonl").write_text("my diary\n")
    refused = run(tmp_path)
    assert (refused.exit_code, "is no file of results" in refused.stderr) == (2, True)
    assert (tmp_path / "out.jsonl").read_text() == "my diary\n"
