"""The command line: `triptych make`, `ui`, `tools`, `models`.

Loads nothing heavy before a command needs it. Errors of the user are one sentence on stderr and exit code 2.
"""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from ..models.image_model import ImageModel

DEFAULT_PROJECT = Path("triptych-project")
EXIT_CODES = {"done": 0, "failed": 1, "asked": 2, "stopped": 130}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn a sentence into pictures and picture books, and change them turn by turn.",
)


def _load(name: str) -> "ImageModel":
    from ..models import catalog  # noqa: PLC0415 (torch takes seconds)

    return catalog.load(name)


@dataclass(frozen=True)
class Loaders:
    """Where the commands get a painter from."""

    painter: Callable[[str], "ImageModel"] = _load


ProjectOption = Annotated[Path, typer.Option(help="Folder of the project; made where it does not exist.")]
ModelOption = Annotated[str, typer.Option(help="Which painter draws; `triptych models` lists them.")]


@app.command()
def make(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What you want, such as “a red fox in the snow”.")],
    image: Annotated[
        list[Path] | None, typer.Option(help="A picture to change or to take from; repeatable.")
    ] = None,
    project: ProjectOption = DEFAULT_PROJECT,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**31, help="The same seed, the same pictures.")
    ] = None,
    model: ModelOption = "pocket",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Do what TEXT asks: draw, change the last picture, or make a picture book."""
    from .terminal import Refused, run_turn  # noqa: PLC0415

    loaders = context.obj or Loaders()
    try:
        result = run_turn(text, image or [], project, seed, lambda: loaders.painter(model), quiet=as_json)
    except Refused as error:
        if as_json:
            print(json.dumps({"outcome": "refused", "error": str(error)}, ensure_ascii=False))
        _fail(str(error))
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    raise typer.Exit(EXIT_CODES[result["outcome"]])


@app.command()
def ui(
    context: typer.Context,
    project: ProjectOption = DEFAULT_PROJECT,
    model: ModelOption = "pocket",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
) -> None:
    """Open the web page."""
    from .app import launched  # noqa: PLC0415
    from .terminal import Refused, open_project  # noqa: PLC0415

    loaders = context.obj or Loaders()
    try:
        with (
            open_project(project, lambda: loaders.painter(model)) as opened,
            launched(opened, host, port) as url,
        ):
            print(f"Triptych is at {url} (Ctrl-C ends it)", flush=True)
            threading.Event().wait()
    except Refused as error:
        _fail(str(error))
    except OSError:
        _fail(f"port {port} of {host} cannot be used; choose another with --port")


@app.command()
def tools() -> None:
    """List what can be done to pictures, with the arguments of each tool."""
    from ..tools.tool import toolbox  # noqa: PLC0415

    table = Table("tool", "arguments", "what it does", show_lines=True)
    for name, tool in toolbox().items():
        fields = tool.model_fields.items()
        arguments = "\n".join(
            f"{field}{'' if info.is_required() else '?'}: {info.description}" for field, info in fields
        )
        table.add_row(name, arguments, " ".join((tool.__doc__ or "").split()))
    Console().print(table)


@app.command()
def models() -> None:
    """List the painters in the catalog."""
    from ..models import catalog  # noqa: PLC0415

    table = Table("model", "what it is", "references", "memory", "licence")
    for name in catalog.names():
        card = catalog.card(name)
        table.add_row(name, card.title, str(card.max_references), f"{card.memory_gb:g} GB", card.licence)
    Console().print(table)


def _fail(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise typer.Exit(2)


def main() -> None:
    """The entry point of `triptych`."""
    app()


if __name__ == "__main__":
    main()
