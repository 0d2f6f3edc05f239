"""The built wheel, installed in a fresh virtual environment, works from any folder like the source does."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("agent", "models", "prompts", "tools", "ui")
WEIGHTS = ROOT / "models" / "pocket" / "weights" / "painter"
SHIPPED = {".toml", ".md", ".json", ".safetensors", ".txt", ".jinja", ".typ", ".css", ".js", ".xml"}


def run(*command: str | Path, cwd: Path) -> str:
    # Without our variables: PYTHONPATH would bring the source back in.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing from an earlier build gets in and nothing stays in the source."""
    folder = tmp_path_factory.mktemp("wheel")
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, folder / "source" / layer)
    for name in ("__init__.py", "py.typed", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source" / name)
    pip_wheel = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index")
    run(*pip_wheel, "--wheel-dir", folder, folder / "source", cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment with the wheel; the libraries are borrowed from ours."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    bin = folder / "venv" / "bin"
    run(bin / "python", "-m", "pip", "install", "--no-deps", "--no-index", wheel, cwd=folder)
    site = Path(
        run(
            bin / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).strip()
    )
    # A path alone: the editable install of our own environment is a .pth file there, which is not read.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return bin


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packed = {name.split("/")[1] for name in names if name.startswith("triptych/")}
    assert packed == {"__init__.py", "py.typed", *LAYERS}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"triptych"}


def test_the_wheel_holds_every_data_file(wheel: Path) -> None:
    files = {path for layer in LAYERS for path in (ROOT / layer).rglob("*") if path.suffix in SHIPPED}
    assert {f"triptych/{path.relative_to(ROOT)}" for path in files} <= set(zipfile.ZipFile(wheel).namelist())


def test_the_command_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    origin = run(installed / "python", "-c", "import triptych; print(triptych.__file__)", cwd=tmp_path)
    assert Path(origin.strip()).is_relative_to(installed.parent)
    assert "make" in run(installed / "triptych", "--help", cwd=tmp_path)


@pytest.mark.skipif(not WEIGHTS.is_dir(), reason="no weights in this checkout")
def test_the_wheel_paints(installed: Path, tmp_path: Path) -> None:
    command = ("make", "a red fox in the snow", "--project", "p", "--seed", "1", "--json")
    answer = json.loads(run(installed / "triptych", *command, cwd=tmp_path))
    assert answer
    assert len(list((tmp_path / "p" / "images").glob("*.png"))) == 1
