"""The options that several commands share, where models come from, and how a command gives up. Loads nothing
heavy.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .remembered import or_remembered

if TYPE_CHECKING:
    from .assembly import Loaders

DEFAULT_PROJECT = Path("triptych-project")

ProjectOption = Annotated[Path, typer.Option(help="Folder of the project; made where it does not exist.")]
ThreadOption = Annotated[str, typer.Option(help="Which conversation of the project.")]
ModelOption = Annotated[
    str,
    typer.Option(help="Which painter draws; `triptych models` lists them.", callback=or_remembered),
]
EyesOption = Annotated[
    str | None,
    typer.Option(
        help="Who judges the pictures: a model's name, or “none”.",
        show_default="the embedded eyes",
        callback=or_remembered,
    ),
]
PlannerOption = Annotated[
    str,
    typer.Option(
        help="Who plans: “phrasebook”, a language model's name, or “endpoint” for a chat server.",
        callback=or_remembered,
    ),
]
SeedOption = Annotated[int | None, typer.Option(min=0, max=2**31, help="The same seed, the same pictures.")]
ImageOption = Annotated[
    list[Path] | None, typer.Option(help="A picture to change or to take from; repeatable.")
]


def loaders_of(context: typer.Context) -> "Loaders":
    """Where models come from; tests bring their own."""
    from .assembly import Loaders  # noqa: PLC0415 (slow to import)

    return context.obj if isinstance(context.obj, Loaders) else Loaders()


def fail(sentence: str) -> NoReturn:
    """One sentence on stderr, exit code 2."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(2)
