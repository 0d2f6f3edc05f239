"""Each tool of the toolbox as a command: `triptych edit i3 "make the hat green"`.

Generated from the tool's pydantic class: required fields are arguments in the order of declaration, the
others options; lists are written with commas. Knows no tool by name.
"""

import inspect
import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typing_extensions import override

from .interrupt import stopped_by_interrupt
from .options import DEFAULT_PROJECT, EyesOption, ModelOption, ProjectOption, fail, loaders_of

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from ..tools.tool import Bench, Tool, ToolResult

STOPPED = 130
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]
COMMON: Mapping[str, tuple[Any, Any]] = {
    "project": (ProjectOption, DEFAULT_PROJECT),
    "model": (ModelOption, "pocket"),
    "eyes": (EyesOption, None),
    "as_json": (JsonOption, False),
}


class WithTools(TyperGroup):
    """A group of commands that finds those of tools when they are asked for, so that others start fast."""

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        from ..tools.tool import toolbox  # noqa: PLC0415 - only when no other command has this name

        tool = super().get_command(ctx, cmd_name) or toolbox().get(cmd_name.replace("-", "_"))
        return _command(tool) if isinstance(tool, type) else tool


class _Switch(threading.Event):
    def cancel(self) -> None:
        """As Ctrl-C asks."""
        self.set()


def _command(tool: "type[Tool]") -> Any:
    """The tool as a command of its own."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    settings = {"ignore_unknown_options": True}  # or a number below 0 would be taken for an option
    app.command(
        name=tool.name.replace("_", "-"),
        help=tool.about(),
        context_settings=settings,
    )(_with_signature(tool))
    return typer.main.get_command(app)


def _with_signature(tool: "type[Tool]") -> Callable[..., None]:
    """What Typer reads options from: a function whose parameters are the tool's fields."""

    def command(context: typer.Context, **given: Any) -> None:
        common = {name: given.pop(name) for name in COMMON}
        _run(context, tool, {name: text for name, text in given.items() if text is not None}, **common)

    annotated = {name: _annotation(name, info) for name, info in tool.model_fields.items()}
    kinds = {"context": (typer.Context, inspect.Parameter.empty), **annotated, **COMMON}
    command.__annotations__ = {name: kind for name, (kind, _) in kinds.items()}
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in kinds.items()
        ]
    )
    return command


def _annotation(name: str, info: "FieldInfo") -> tuple[Any, None]:
    """Everything is read as text; pydantic makes values of it, and says what is missing."""
    if info.is_required():
        return Annotated[str | None, typer.Argument(help=info.description)], None
    option = typer.Option(f"--{name.replace('_', '-')}", help=info.description, metavar="VALUE")
    return Annotated[str | None, option], None


def _run(
    context: typer.Context,
    tool: "type[Tool]",
    given: Mapping[str, str],
    *,
    project: Path,
    model: str,
    eyes: str | None,
    as_json: bool,
) -> None:
    from ..models.image_model import ModelError  # noqa: PLC0415
    from ..models.vision_model import VisionError  # noqa: PLC0415
    from ..tools.assets import Store  # noqa: PLC0415
    from ..tools.records import StoreError  # noqa: PLC0415
    from ..tools.tool import Bench, Cancelled, ToolError, make_call  # noqa: PLC0415
    from .assembly import Refused, eyes_of  # noqa: PLC0415

    loaders, switch = loaders_of(context), _Switch()
    try:
        call = make_call(tool.name, {name: _value(tool, name, text) for name, text in given.items()})
        bench = Bench(Store(project), loaders.painter(model), cancelled=switch, eyes=eyes_of(eyes, loaders))
        with stopped_by_interrupt(switch):
            result = call.run(bench)
    except Cancelled:
        raise typer.Exit(STOPPED) from None
    except (ToolError, StoreError, ModelError, VisionError, Refused) as error:
        _refused(str(error), as_json=as_json)
    (_print_json if as_json else _print)(result, bench)


def _value(tool: "type[Tool]", name: str, text: str) -> Any:
    """Lists and objects as JSON, or lists with commas; all else as it is written."""
    shape = tool.model_json_schema()["properties"][name]
    kinds = {part.get("type") for part in shape.get("anyOf", [shape])}
    if not kinds & {"array", "object"} and "$ref" not in json.dumps(shape):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return [part.strip() for part in text.split(",")]


def _refused(sentence: str, *, as_json: bool) -> NoReturn:
    if as_json:
        print(json.dumps({"outcome": "refused", "error": sentence}, ensure_ascii=False))
    fail(sentence)


def _print(result: "ToolResult", bench: "Bench") -> None:
    if result.note:
        print(result.note)
    for record in result.images:
        print(f"  {record.id}  {bench.store.path(record.id)}")
    for path in result.files:
        print(f"  {path.suffix[1:]}  {path}")


def _print_json(result: "ToolResult", bench: "Bench") -> None:
    images = [
        {"id": one.id, "path": str(bench.store.path(one.id)), "seed": one.seed, "report": one.report}
        for one in result.images
    ]
    files = [str(path) for path in result.files]
    told = {"outcome": "done", "images": images, "files": files, "note": result.note}
    print(json.dumps(told, ensure_ascii=False))
