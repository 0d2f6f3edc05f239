"""Which models are used where none are named: remembered for a project, or for the user. Loads nothing."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from platformdirs import user_config_path

FILE = "models.json"


@dataclass(frozen=True)
class Remembered:
    """Names of models by what they are for; None is not decided here."""

    model: str | None = None
    eyes: str | None = None
    planner: str | None = None


def file_of(project: Path | None) -> Path:
    """Where a project's choice lies, or the user's."""
    return (project.expanduser() if project else user_config_path("triptych")) / FILE


def read(project: Path | None) -> Remembered:
    """What is remembered there; nothing where there is no file, or one that cannot be read."""
    try:
        values = json.loads(file_of(project).read_bytes())
        return Remembered(**{one: str(values[one]) for one in vars(Remembered()) if values.get(one)})
    except (OSError, ValueError, AttributeError):
        return Remembered()


def known(choice: Remembered) -> dict[str, str]:
    """What is decided in it."""
    return {what: name for what, name in vars(choice).items() if name}


def remember(project: Path | None, **choice: str) -> Path:
    """Add to what is remembered; written as a whole or not at all."""
    file = file_of(project)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    values = {**known(read(project)), **choice}
    draft.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, file)
    return file


def or_remembered(context: typer.Context, parameter: Any, value: str | None) -> str | None:
    """For an option: what was given, else the project's choice, else the user's, else its default."""
    source = context.get_parameter_source(parameter.name)
    if source is None or source.name != "DEFAULT":
        return value
    for project in (Path(context.params.get("project") or "."), None):
        if name := getattr(read(project), parameter.name, None):
            return str(name)
    return value
