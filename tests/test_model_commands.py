"""`triptych models`, `use`, `fetch` and `doctor`: what they print, remember and refuse."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import WordyPainter
from PIL import Image
from triptych.models import catalog
from triptych.ui.assembly import Loaders
from triptych.ui.cli import app
from triptych.ui.remembered import Remembered, read, remember
from typer.testing import CliRunner, Result


def run(*arguments: object, loaders: Loaders | None = None, home: Path | None = None) -> Result:
    environment = {"XDG_CONFIG_HOME": str(home)} if home else None
    return CliRunner().invoke(app, list(map(str, arguments)), obj=loaders, env=environment)


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- models ---


def test_each_model_says_whether_it_is_here_and_fits_and_what_it_can_do() -> None:
    rows = {row["name"]: row for row in told(run("models", "--json"))}
    assert set(rows) == {card.name for card in catalog.cards()} | set(catalog.endpoints())
    assert rows["ollama"]["server"] == "http://localhost:11434/v1"
    pocket, flux, edit = rows["pocket"], rows["flux.1-dev"], rows["qwen-image-edit"]
    assert (pocket["installed"], pocket["can_load"], pocket["references"]) == (True, True, 2)
    assert {"generate", "edit", "recolor"} <= set(pocket["tools"])
    assert (flux["references"], flux["panels"]) == (0, 11)
    assert "recolor" not in flux["tools"]
    assert "generate" not in edit["tools"]
    assert "edit" in edit["tools"]
    assert flux["sizes"].startswith("best 1024×1024, sides up to 2048 in 16s, at most 2.1 mega")
    assert rows["qwen-image"]["languages"] == ["en", "zh"]
    assert "negative prompt" in rows["qwen-image"]["abilities"]
    assert rows["qwen3-vl-4b"]["does"] == "looks"
    assert list(rows["qwen3-vl-4b"]["memory"]) == ["in 16 bits", "in 8 bits", "in 4 bits"]
    assert flux["memory"] == {"in 16 bits": 36.2, "in 8 bits": 20.4, "in 4 bits": 12.2, "with GGUF": 19.2}
    assert (flux["text_length"], pocket["text_length"]) == (512, None)


def test_the_table_has_every_model() -> None:
    printed = run("models").stdout
    assert all(card.name in printed for card in catalog.cards())
    assert max(map(len, printed.splitlines())) <= 80
    assert "36.2 GB in 16 bits" in printed


# --- use ---


@pytest.fixture
def chosen() -> tuple[list[str], Loaders]:
    """The names under which painters were loaded, and what loads them."""
    names: list[str] = []

    def painter(name: str) -> WordyPainter:
        names.append(name)
        return WordyPainter()

    return names, Loaders(painter=painter)


def test_a_model_is_remembered_for_a_project_before_the_user_and_an_option_counts_more(
    tmp_path: Path, chosen: tuple[list[str], Loaders]
) -> None:
    names, loaders = chosen
    project, other, home = tmp_path / "project", tmp_path / "other", tmp_path / "home"

    def make(folder: Path, *more: str) -> None:
        words = ("make", "a red cat", "--project", folder, "--eyes", "none", *more)
        assert run(*words, loaders=loaders, home=home).exit_code == 0

    make(project)
    assert run("use", "flux.1-schnell", home=home).exit_code == 0
    make(project)
    assert run("use", "sana-1.6b", "--project", project, home=home).exit_code == 0
    make(project)
    make(other)
    make(project, "--model", "pocket")
    assert names == ["pocket", "flux.1-schnell", "sana-1.6b", "flux.1-schnell", "pocket"]


def test_a_tool_as_a_command_uses_what_is_remembered(
    tmp_path: Path, chosen: tuple[list[str], Loaders]
) -> None:
    names, loaders = chosen
    remember(tmp_path, model="omnigen")
    result = run("generate", "a red cat", "--project", tmp_path, loaders=loaders)
    assert result.exit_code == 0, result.output
    assert names == ["omnigen"]


def test_models_that_look_judge_or_plan(tmp_path: Path) -> None:
    assert "eyes: qwen3-vl-4b" in run("use", "qwen3-vl-4b", "--project", tmp_path).stdout
    assert (
        "planner: qwen3-vl-8b" in run("use", "qwen3-vl-8b", "--as", "planner", "--project", tmp_path).stdout
    )
    assert read(tmp_path) == Remembered(eyes="qwen3-vl-4b", planner="qwen3-vl-8b")
    shown = run("use", "--project", tmp_path).stdout
    assert shown.splitlines() == ["eyes: qwen3-vl-4b", "planner: qwen3-vl-8b"]
    assert run("use", "--project", tmp_path / "nowhere").stdout == "nothing is remembered\n"


def test_an_unknown_model_is_not_remembered(tmp_path: Path) -> None:
    result = run("use", "dall-e", "--project", tmp_path)
    assert result.exit_code == 2
    assert "there is no vision model 'dall-e'" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "[]", "{", '{"model": null}', "\x00"])
def test_a_file_that_cannot_be_read_remembers_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "models.json").write_text(content)
    assert read(tmp_path) == Remembered()


def test_what_a_model_says_while_it_loads_is_on_stderr(tmp_path: Path) -> None:
    def painter(name: str) -> WordyPainter:
        logging.getLogger("triptych.models.fitted").info("%s is loaded with care", name)
        return WordyPainter()

    words = ("make", "a red cat", "--project", tmp_path, "--eyes", "none", "--json")
    for _ in range(2):
        result = run(*words, loaders=Loaders(painter=painter))
        assert result.stderr.splitlines().count("pocket is loaded with care") == 1
        json.loads(result.stdout)


# --- fetch ---


def test_what_is_here_is_not_fetched() -> None:
    assert run("fetch", "pocket").stdout == "pocket is here\n"


def test_an_unknown_model_cannot_be_fetched() -> None:
    result = run("fetch", "dall-e")
    assert (result.exit_code, result.stderr.partition(";")[0]) == (2, "there is no model 'dall-e'")


def test_a_licence_is_shown_until_it_is_accepted(tmp_path: Path) -> None:
    def fetch(*more: str) -> subprocess.CompletedProcess[str]:
        home = {"XDG_CONFIG_HOME": str(tmp_path), "HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1"}
        words = [sys.executable, "-m", "triptych.ui.cli", "fetch", "flux.1-dev", *more]
        return subprocess.run(words, env={**os.environ, **home}, capture_output=True, text=True, check=False)

    first, second, third = fetch(), fetch("--accept-licence"), fetch()
    assert "flux.1-dev is under the FLUX.1 [dev] Non-Commercial License: https://hug" in first.stderr
    assert "nothing was fetched; read the licence, then run" in first.stderr
    assert "is under the FLUX.1" in second.stderr
    assert "is under the FLUX.1" not in third.stderr
    for result in (second, third):
        assert result.returncode == 2
        assert "cannot be fetched, for the hub cannot be reached" in result.stderr


def test_a_server_can_be_used_but_not_fetched(tmp_path: Path) -> None:
    assert "eyes: ollama" in run("use", "ollama", "--project", tmp_path).stdout
    result = run("fetch", "ollama")
    assert result.exit_code == 2
    assert "ollama is a server, which has its own weights: Ollama on this machine" in result.stderr


# --- doctor ---


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="only Linux has /proc")
def test_doctor_tells_what_proc_says(tmp_path: Path) -> None:
    report = told(run("doctor", "--json", "--quick"))
    lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
    kilobytes = {line[0].rstrip(":"): int(line[1]) for line in lines}
    total = kilobytes["MemTotal"] * 1024 / 1e9
    assert report["ram_gb"] == pytest.approx(total, abs=0.02) or report["ram_gb"] < total
    assert report["ram_free_gb"] <= report["ram_gb"]
    assert report["cores"] == len(os.sched_getaffinity(0))
    disk = os.statvfs(next(p for p in Path(report["cache"]).parents if p.exists()))
    assert report["disk_free_gb"] == pytest.approx(disk.f_bavail * disk.f_frsize / 1e9, rel=0.1)
    assert report["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert report["tflops"] > 0
    assert report["self_test"] is None
    assert set(report["fits"]) | set(report["does_not_fit"]) == {*catalog.names(), *catalog.vision_names()}
    assert "pocket" in report["fits"]
    assert "pocket" not in report["slow"]
    assert not list(tmp_path.iterdir())


def test_doctor_paints_a_picture_as_proof(tmp_path: Path) -> None:
    file = tmp_path / "new" / "proof.png"
    result = run("doctor", "--picture", file)
    assert result.exit_code == 0, result.output
    with Image.open(file) as image:
        assert image.size == (256, 256)
    heads = [line.split()[0] for line in result.stdout.splitlines()]
    assert {"device", "memory", "disk", "versions", "fits", "self-test"} <= set(heads)


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("doctor", "--picture", tmp_path / "file" / "proof.png")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
