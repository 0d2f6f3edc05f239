"""The shape of the house: imports flow ui → agent → tools → models, and every package folder is packed."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "ui": {"ui", "agent", "tools", "models"},
    "agent": {"agent", "tools", "models", "prompts"},
    "tools": {"tools", "models"},
    "models": {"models"},
    "prompts": {"prompts"},
}
MODULES = sorted(path for layer in MAY_IMPORT for path in (ROOT / layer).rglob("*.py"))


def imported_layers(source: str, package: str) -> Iterator[tuple[int, str]]:
    """(line, layer) of each import of a part of this package, in whichever way it is written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            relative = "." * node.level + (node.module or "")
            module = importlib.util.resolve_name(relative, package) if node.level else relative
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            if top == "triptych":
                yield node.lineno, rest.partition(".")[0]


def package_of(path: Path) -> str:
    return ".".join(["triptych", *path.relative_to(ROOT).parent.parts])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_flow_downwards(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    found = imported_layers(path.read_text(encoding="utf-8"), package_of(path))
    upward = [f"line {line} imports {other}" for line, other in found if other not in MAY_IMPORT[layer]]
    assert not upward


@pytest.mark.parametrize(
    "source",
    [
        "import triptych.agent.graph",
        "from triptych import agent",
        "from triptych.agent import graph",
        "from .. import agent",
        "from ..agent import graph",
        "from ..agent.graph import build",
        "def f():\n    from ..agent import graph",
    ],
)
def test_an_upward_import_would_be_seen(source: str) -> None:
    assert [layer for _, layer in imported_layers(source, "triptych.tools")] == ["agent"]


def test_every_package_folder_is_listed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {path.parent for layer in MAY_IMPORT for path in (ROOT / layer).rglob("*.py")}
    expected = {"triptych"} | {".".join(["triptych", *path.relative_to(ROOT).parts]) for path in folders}
    assert set(project["tool"]["setuptools"]["packages"]) == expected
    assert all((path / "__init__.py").is_file() for path in folders)


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]["quantised"]
    declared = {re.split(r"[<>=~!\[; ]", line)[0].lower() for line in project["dependencies"] + extras}
    owners = packages_distributions()
    sources = [path.read_text(encoding="utf-8") for path in MODULES]
    libraries = {name for source in sources for name in libraries_in(source)} - set(sys.stdlib_module_names)
    undeclared = {
        name for name in libraries if not {owner.lower() for owner in owners.get(name, [name])} & declared
    }
    assert not undeclared


def libraries_in(source: str) -> Iterator[str]:
    """The top-level names of what a module imports from outside."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


def test_the_root_imports_nothing() -> None:
    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not {path.stem for path in MODULES} & {"utils", "util", "helpers", "common", "misc"}


def test_the_tools_are_known_without_loading_torch() -> None:
    code = "import sys; from triptych.tools.tool import toolbox; toolbox(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
