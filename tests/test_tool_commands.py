"""Every tool from the command line; the commands on the tools' pages can be typed as they stand."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import WordyPainter
from PIL import Image
from triptych.models.image_model import Ability
from triptych.tools.assets import Store
from triptych.ui.assembly import Loaders
from triptych.ui.cli import app
from typer.testing import CliRunner, Result

PAGES = sorted((Path(__file__).parents[1] / "docs" / "tools").glob("*.md"))
COMMANDS = [
    line
    for page in PAGES
    for line in page.read_text(encoding="utf-8").splitlines()
    if re.match(r"triptych .*\b[iu]\d", line)
]
EDITING = (
    "edit",
    "recolor",
    "background",
    "move",
    "pose",
    "outpaint",
    "add",
    "remove",
    "subject",
    "explain",
    "adjust",
)
ABLE: frozenset[Ability] = frozenset({"branches", "canvas", "directions"})


def run(folder: Path, *words: str) -> Result:
    loaders = Loaders(painter=lambda _: WordyPainter(abilities=ABLE))
    return CliRunner().invoke(app, [*words, "--project", str(folder), "--eyes", "none"], obj=loaders)


def project(folder: Path) -> Path:
    Store(folder).add(Image.new("RGB", (256, 256), "red"))
    return folder


def as_json(result: Result) -> dict[str, Any]:
    loaded = json.loads(result.stdout)
    assert isinstance(loaded, dict)
    return loaded


def test_an_edit_says_what_changed_and_where_the_picture_is(tmp_path: Path) -> None:
    result = run(project(tmp_path), "edit", "i1", "make the hat green", "--seed", "3")
    assert result.exit_code == 0
    told, picture = result.stdout.splitlines()
    assert told.startswith("i2: changed 100% of the picture")
    assert picture.split()[0] == "i2"
    assert Path(picture.split()[1]).is_file()


def test_as_json_there_is_one_object(tmp_path: Path) -> None:
    result = run(project(tmp_path), "edit", "i1", "make it blue", "--box", "0,0,0.5,1", "--json")
    told = as_json(result)
    assert (told["outcome"], told["images"][0]["id"]) == ("done", "i2")
    assert told["images"][0]["report"]["way"] == "in-paint"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("edit", "i1"), "edit lacks instruction; give it"),
        (("edit", "i9", "make it blue"), "there is no image 'i9' in this project"),
        (("edit", "i1", "blue", "--box", "0,0,0.5"), "edit lacks box.3; give it"),
        (("adjust", "i1", "day", "night", "-1.5"), "adjust got strength = '-1.5'"),
        (("generate", "a cat,a dog", "--seed", "x"), "generate got seed = 'x'"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    result = run(project(tmp_path), *words)
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1
    refused = as_json(run(tmp_path, *words, "--json"))
    assert refused["error"].startswith(sentence)


def test_a_number_below_0_is_no_option(tmp_path: Path) -> None:
    shown = ("--shows", "a red cat in the meadow")
    result = run(project(tmp_path), "adjust", "i1", "red", "blue", "-0.5", *shown, "--json")
    assert as_json(result)["images"][0]["report"]["way"] == "direction"


def test_lists_are_written_with_commas_or_as_json(tmp_path: Path) -> None:
    for words in ("cat,red", '["cat", "red"]'):
        result = run(project(tmp_path), "explain", "i1", "--words", words, "--shows", "a red cat", "--json")
        told = as_json(result)
        assert len(told["images"]) == 2
        assert told["files"][0].endswith("words.json")


def test_the_help_of_a_tool_names_its_arguments() -> None:
    result = CliRunner().invoke(app, ["image-set", "--help"])
    assert result.exit_code == 0
    assert re.search(r"--separate|--prompt|prompts", result.stdout)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_on_a_page_can_be_typed(tmp_path: Path, line: str) -> None:
    result = run(tmp_path, *shlex.split(line)[1:])
    assert result.exit_code == 2
    assert "there is no image 'i" in result.stdout + result.stderr


@pytest.mark.parametrize("name", EDITING)
def test_there_is_a_page_with_a_picture_for_each_editing_tool(name: str) -> None:
    page = next(page for page in PAGES if page.stem == name)
    picture = page.with_suffix(".png")
    assert picture.stat().st_size <= 60_000
    assert f"({picture.name})" in page.read_text(encoding="utf-8")
