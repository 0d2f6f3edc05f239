"""The command line: `triptych make`, `chat`, `plan`, `run`, `ui`, `teach`, `tools` …, and tools by name.

Loads nothing heavy before a command needs it. Errors of the user are one sentence on stderr and exit code 2.
"""

import io
import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .mcp_commands import mcp
from .model_commands import register
from .notes import show_notes
from .options import (
    DEFAULT_PROJECT,
    EyesOption,
    ImageOption,
    ModelOption,
    PlannerOption,
    ProjectOption,
    SeedOption,
    ThreadOption,
    fail,
    loaders_of,
)
from .script_commands import export, replay, run
from .tool_commands import WithTools
from .tracing import keep_traces_here

if TYPE_CHECKING:
    pass

STARTED = time.monotonic()
EXIT_CODES = {"done": 0, "failed": 1, "asked": 2, "stopped": 130}

app = typer.Typer(
    cls=WithTools,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn a sentence into pictures and picture books, and change them turn by turn.",
)


@app.callback()
def prepare() -> None:
    """Whatever a name or a text holds can be printed, and models say how they are loaded."""
    keep_traces_here()
    show_notes()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@app.command()
def make(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What you want, such as “a red fox in the snow”.")],
    image: ImageOption = None,
    project: ProjectOption = DEFAULT_PROJECT,
    thread: ThreadOption = "main",
    seed: SeedOption = None,
    model: ModelOption = "pocket",
    eyes: EyesOption = None,
    planner: PlannerOption = "phrasebook",
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it even where it costs more than the limits.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Do what TEXT asks: draw, change the last picture, or make a picture book."""
    from .assembly import Choice, Refused, open_project  # noqa: PLC0415
    from .terminal import run_turn  # noqa: PLC0415

    try:
        with open_project(project, Choice(model, eyes, planner), loaders_of(context)) as opened:
            result = run_turn(opened, text, image or [], seed, thread=thread, yes=yes, quiet=as_json)
    except Refused as error:
        if as_json:
            print(json.dumps({"outcome": "refused", "error": str(error)}, ensure_ascii=False))
        fail(str(error))
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    raise typer.Exit(EXIT_CODES[result["outcome"]])


@app.command()
def chat(
    context: typer.Context,
    project: ProjectOption = DEFAULT_PROJECT,
    thread: ThreadOption = "main",
    model: ModelOption = "pocket",
    eyes: EyesOption = None,
    planner: PlannerOption = "phrasebook",
) -> None:
    """Talk, in the terminal or from a script: one message a line, /help lists the commands."""
    from .assembly import Choice, Refused, open_project  # noqa: PLC0415
    from .chat_terminal import converse  # noqa: PLC0415

    try:
        with open_project(project, Choice(model, eyes, planner), loaders_of(context)) as opened:
            converse(opened, thread)
    except Refused as error:
        fail(str(error))


@app.command()
def plan(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="What you might want.")] = None,
    image: ImageOption = None,
    images: Annotated[
        int, typer.Option(min=0, help="So many more pictures come with it, never mind which.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    batch: Annotated[Path | None, typer.Option(help="Plan each line of this JSONL file instead.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the answers to a batch go.")] = None,
    project: Annotated[Path, typer.Option(help="The project whose measured costs count.")] = DEFAULT_PROJECT,
    model: ModelOption = "pocket",
    eyes: EyesOption = None,
    planner: PlannerOption = "phrasebook",
) -> None:
    """Say what would be done and what it would cost; nothing is painted."""
    from .assembly import Choice, Refused  # noqa: PLC0415
    from .planning import plan_batch, plan_text  # noqa: PLC0415

    choice, loaders = Choice(model, eyes, planner), loaders_of(context)
    try:
        if batch and out and text is None:
            code = plan_batch(batch, out, project, choice, loaders, STARTED)
        elif text is not None and not batch and not out:
            code = plan_text(text, image or [], images, project, choice, loaders, as_json=as_json)
        else:
            fail("plan takes either TEXT, or --batch IN.jsonl with --out OUT.jsonl; give one of them")
    except Refused as error:
        fail(str(error))
    raise typer.Exit(code)


@app.command()
def ui(
    context: typer.Context,
    project: ProjectOption = DEFAULT_PROJECT,
    model: ModelOption = "pocket",
    eyes: EyesOption = None,
    planner: PlannerOption = "phrasebook",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 is any.")] = 7860,
) -> None:
    """Open the web page."""
    from .assembly import Choice, Refused, from_environment, load_models  # noqa: PLC0415
    from .projects import opened  # noqa: PLC0415
    from .server import launched  # noqa: PLC0415
    from .studio_settings import StudioSettings  # noqa: PLC0415

    try:
        settings = from_environment(StudioSettings)
        models = load_models(Choice(model, eyes, planner), loaders_of(context))
        with opened(project, models, settings) as projects, launched(projects, host, port) as url:
            print(f"Triptych is at {url} (Ctrl-C ends it)", flush=True)
            threading.Event().wait()
    except Refused as error:
        fail(str(error))
    except OSError:
        fail(f"port {port} of {host} cannot be used; choose another with --port")


@app.command()
def teach(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            help="Image sets: a folder each (1.png, 2.png … caption.txt), or canvases with texts."
        ),
    ],
    name: Annotated[str, typer.Option(help="The name that tools will use it by, such as “storyboard”.")],
    project: ProjectOption = DEFAULT_PROJECT,
    model: ModelOption = "pocket",
    eyes: EyesOption = None,
    steps: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="How long.", show_default="the painter's own")
    ] = None,
) -> None:
    """Teach the painter from 5 to 100 image sets; the adapter is then used by its name."""
    from .assembly import Choice, Refused  # noqa: PLC0415
    from .teach import teach_folder  # noqa: PLC0415

    try:
        code = teach_folder(folder, name, project, Choice(model, eyes), loaders_of(context), steps)
    except Refused as error:
        fail(str(error))
    raise typer.Exit(code)


@app.command()
def probe(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="A painter; `triptych models` lists them.")] = "pocket",
) -> None:
    """Find out what the layers of a painter do, which edits in two branches need to know; takes minutes."""
    from .probe import probe_model  # noqa: PLC0415

    probe_model(model, loaders_of(context))


app.command()(run)
app.command()(export)
app.command()(replay)
app.command()(mcp)
register(app)


@app.command()
def tools() -> None:
    """List what can be done to pictures; each tool is a command, too, such as `triptych edit --help`."""
    from .tables import print_tools  # noqa: PLC0415

    print_tools()


def main() -> None:
    """The entry point of `triptych`."""
    app()


if __name__ == "__main__":
    main()
