"""The commands `triptych models`, `use`, `fetch` and `doctor`. Load nothing heavy before they run."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .options import fail

if TYPE_CHECKING:
    from ..models.card import Weights

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
Role = Literal["eyes", "planner"]


def models(as_json: JsonOption = False) -> None:
    """List the models: what is here, what fits this machine, what each can do."""
    from ..models.machine import measured  # noqa: PLC0415
    from .model_table import as_dicts, print_rows, rows  # noqa: PLC0415

    table = rows(measured())
    if as_json:
        print(json.dumps(as_dicts(table), ensure_ascii=False))
    else:
        print_rows(table)


def use(
    model: Annotated[str | None, typer.Argument(help="A model's name; none shows what is used.")] = None,
    project: Annotated[
        Path | None, typer.Option(help="Only for this project.", show_default="for you, in all projects")
    ] = None,
    role: Annotated[
        Role, typer.Option("--as", help="What a model that looks at pictures is used for.")
    ] = "eyes",
) -> None:
    """Remember a model: from now on it paints, judges (--as eyes) or plans (--as planner)."""
    from ..models.image_model import ModelError  # noqa: PLC0415
    from .remembered import known, read, remember  # noqa: PLC0415

    if model is None:
        names = known(read(project)).items()
        print("\n".join(f"{what}: {name}" for what, name in names) or "nothing is remembered")
        return
    try:
        what = _role(model, role)
        file = remember(project, **{what: model})
    except (ModelError, OSError) as error:
        fail(str(error))
    print(f"{what}: {model} (kept in {file})")


def fetch(
    model: Annotated[str, typer.Argument(help="A model's name; `triptych models` lists them.")],
    yes: Annotated[
        bool, typer.Option("--accept-licence", help="You have read the licence and accept it.")
    ] = False,
) -> None:
    """Get a model's weights; what broke off goes on where it stopped."""
    from ..models import fetching, licences  # noqa: PLC0415
    from ..models.image_model import ModelError  # noqa: PLC0415
    from ..models.machine import measured  # noqa: PLC0415

    try:
        card = _card(model)
        if not licences.accepted(card):
            _accept(card, yes=yes)
        fetching.fetch(card, measured(), lambda line: print(line, file=sys.stderr))
    except (ModelError, OSError) as error:
        fail(str(error))
    print(f"{model} is here")


def doctor(
    as_json: JsonOption = False,
    picture: Annotated[Path, typer.Option(help="Where the self-test's picture goes.")] = Path(
        "triptych-self-test.png"
    ),
    quick: Annotated[bool, typer.Option("--quick", help="Paint no picture.")] = False,
) -> None:
    """Say what this machine can do: device, memory, disk, versions, which models fit, and paint a picture."""
    from .doctor import print_report, report  # noqa: PLC0415

    try:
        told = report(None if quick else picture)
    except OSError as error:
        fail(f"{picture} cannot be written ({error.strerror}); choose another place with --picture")
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print_report(told)


def register(app: typer.Typer) -> None:
    """Add the four commands."""
    for command in (models, use, fetch, doctor):
        app.command()(command)


def _card(name: str) -> "Weights":
    """The card of any model; `ModelError` with all names where there is none."""
    from ..models import catalog  # noqa: PLC0415
    from ..models.image_model import ModelError  # noqa: PLC0415

    if name in catalog.endpoints():
        raise ModelError(f"{name} is a server, which has its own weights: {catalog.endpoints()[name].title}")
    every = {card.name: card for card in catalog.cards()}
    if name not in every:
        raise ModelError(f"there is no model {name[:40]!r}; the models are {', '.join(every)}")
    return every[name]


def _role(name: str, role: Role) -> str:
    """What a model is used for: a painter paints."""
    from ..models import catalog  # noqa: PLC0415

    if name in catalog.names():
        return "model"
    if name not in catalog.endpoints():
        catalog.vision_card(name)
    return role


def _accept(card: "Weights", *, yes: bool) -> None:
    """Show the licence, and remember that it was accepted; one sentence and exit code 2 where it was not."""
    from ..models import licences  # noqa: PLC0415

    print(f"{card.name} is under the {card.licence}: {card.terms}", file=sys.stderr)
    if not yes and not (
        sys.stdin.isatty() and typer.confirm("Have you read it, and do you accept it?", err=True)
    ):
        fail(f"nothing was fetched; read the licence, then run `triptych fetch {card.name} --accept-licence`")
    licences.accept(card)
