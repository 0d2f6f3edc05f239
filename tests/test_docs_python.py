"""The examples of the documentation are run as they stand: those for Python, and the task files."""

import contextlib
import json
import re
from pathlib import Path

import pytest
from triptych.agent import api
from triptych.agent.script.format import TaskFile
from triptych.agent.script.load import load_script
from triptych.ui.cli import app
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
SCHEMA = ROOT / "docs" / "task-file.schema.json"


def test_the_examples_for_python_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 5
    names: dict[str, object] = {}
    with contextlib.chdir(tmp_path):
        for block in blocks:
            exec(compile(block, "docs/python.md", "exec"), names)
    assert (tmp_path / "results" / "manifest.json").is_file()


def test_the_public_names_are_there_and_documented() -> None:
    told = (ROOT / "docs" / "python.md").read_text("utf-8")
    assert [name for name in api.__all__ if not hasattr(api, name)] == []
    assert [name for name in ("Project", "Session", "Run", "toolbox", "Limits") if name not in told] == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_holds_what_it_expects(file: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["run", str(file), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output


def test_the_schema_is_that_of_the_classes() -> None:
    """Made by `python -m triptych.agent.script.schema > docs/task-file.schema.json`."""
    assert json.loads(SCHEMA.read_text("utf-8")) == TaskFile.model_json_schema(by_alias=True)


def test_the_task_files_in_the_documentation_can_be_read(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "task-files.md").read_text("utf-8")
    blocks = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "turns:" in block]
    for number, block in enumerate(blocks):
        path = tmp_path / f"{number}.yaml"
        path.write_text(block, encoding="utf-8")
        assert load_script(path).turns
    assert blocks
