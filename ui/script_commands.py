"""The commands `triptych run`, `export` and `replay`. Load nothing heavy before they run."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    DEFAULT_PROJECT,
    EyesOption,
    ImageOption,
    ModelOption,
    ProjectOption,
    SeedOption,
    fail,
    loaders_of,
)

if TYPE_CHECKING:
    from ..agent.script.format import Value

OptionalProject = Annotated[
    Path | None,
    typer.Option(help="Folder of the project.", show_default="“project” in the result folder"),
]
OptionalModel = Annotated[
    str | None, typer.Option(help="Which painter draws.", show_default="what the file says, or pocket")
]
OptionalPlanner = Annotated[
    str | None, typer.Option(help="Who plans.", show_default="what the file says, or phrasebook")
]


def run(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="A task file, YAML or JSON.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The result folder; of a batch, the file of results.", show_default="beside FILE"),
    ] = None,
    project: OptionalProject = None,
    thread: Annotated[
        str | None, typer.Option(help="Which conversation it goes on with.", show_default="one of its own")
    ] = None,
    set: Annotated[
        list[str] | None, typer.Option("--set", help="A variable, such as animal=dog; repeatable.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(help="Instead of FILE: many prompts, a line of JSON each.")
    ] = None,
    seed: SeedOption = None,
    model: OptionalModel = None,
    eyes: EyesOption = None,
    planner: OptionalPlanner = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it even where it costs more than the limits.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Do what a task file says; exit code 1 where its expectations did not hold. Run again, it goes on."""
    from .assembly import Choice, Refused  # noqa: PLC0415
    from .script_run import Broken, as_told, batch_code, exit_code, run_file  # noqa: PLC0415

    choice = Choice(model or "", eyes, planner or "")
    try:
        if batch and out and file is None:
            folder = project or DEFAULT_PROJECT
            raise typer.Exit(batch_code(batch, out, folder, choice, loaders_of(context), seed, yes=yes))
        if file is None or batch:
            fail("run takes a task file, or --batch IN.jsonl with --out OUT.jsonl; give one of them")
        manifest, folder = run_file(
            file,
            choice,
            loaders_of(context),
            out=out,
            project=project,
            thread=thread,
            seed=seed,
            variables=_variables(set or []),
            yes=yes,
            quiet=as_json,
        )
    except Refused as error:
        if as_json:
            print(json.dumps({"outcome": "refused", "error": str(error)}, ensure_ascii=False))
        fail(str(error))
    except Broken as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    if as_json:
        print(json.dumps(as_told(manifest, folder), ensure_ascii=False))
    raise typer.Exit(exit_code(manifest))


def export(
    context: typer.Context,
    thread: Annotated[str, typer.Argument(help="Which conversation of the project.")],
    to: Annotated[Path, typer.Option("--as", help="The task file to write, such as task.yaml.")],
    project: ProjectOption = DEFAULT_PROJECT,
    model: ModelOption = "pocket",
    eyes: EyesOption = None,
) -> None:
    """Write a conversation as a task file that makes the same pictures again; its uploads go beside it."""
    from ..agent.script.export import exported  # noqa: PLC0415
    from ..agent.session import SessionError  # noqa: PLC0415
    from .assembly import Choice, Refused, open_project  # noqa: PLC0415

    try:
        with open_project(project, Choice(model, eyes), loaders_of(context)) as opened:
            task = exported(opened, thread, to.name)
        task.write(to.expanduser().parent)
    except (Refused, SessionError, OSError) as error:
        fail(str(error))
    for note in task.notes:
        print(note)
    print(f"{to}  ({len(task.files) - 1} pictures beside it)")


def replay(
    context: typer.Context,
    picture: Annotated[Path, typer.Argument(help="A PNG that Triptych made.")],
    project: Annotated[Path | None, typer.Option(help="Where pictures that it was made from are.")] = None,
    image: ImageOption = None,
    out: Annotated[Path | None, typer.Option(help="Where the picture that is made again goes.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Who paints instead.", show_default="who painted it")
    ] = None,
    eyes: EyesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Make a picture again from its own record, and say what differs; exit code 1 where pixels do."""
    from .replaying import replay_picture  # noqa: PLC0415

    choice = (model, eyes)
    code = replay_picture(picture, choice, loaders_of(context), project, image or [], out, as_json=as_json)
    raise typer.Exit(code)


def _variables(given: list[str]) -> "dict[str, Value]":
    """Each NAME=VALUE; a value is read as the file would read it."""
    from ..agent.script.reading import plain  # noqa: PLC0415

    variables: dict[str, Value] = {}
    for one in given:
        name, equals, value = one.partition("=")
        try:
            read = plain(value)
        except ValueError as error:
            fail(f"--set got {one[:60]!r}: {error}")
        if not equals or read is None:
            fail(f"--set got {one[:60]!r}; write a name and a value, such as animal=dog")
        variables[name] = read
    return variables
