"""Writes what the tools' classes say into `docs/tools/`: `python -m docs.tool_pages`.

Each page has a part that is written here, between two marks; what stands around it is written by hand and
stays. A page that is missing is made, and the list of all tools. Knows no tool by name.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from triptych.tools.arguments import ImageId
from triptych.tools.tool import Tool, toolbox
from triptych.ui.cli import app

FOLDER = Path(__file__).parent / "tools"
BEGIN = "<!-- Written by `python -m docs.tool_pages`; change the tool's class instead. -->"
END = "<!-- End of what is written. -->"
ID_PATTERN = TypeAdapter(ImageId).json_schema()["pattern"]
OWN = "On the command line it has options of its own: see above."
MANY = 2000
"""Letters from which on a limit is not worth a word."""


def main() -> None:
    """Write all pages."""
    for name, text in pages(FOLDER).items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def pages(folder: Path) -> dict[str, str]:
    """File name → the page as it should be, with what is written by hand in `folder`."""
    found = {f"{name}.md": _page(tool, folder / f"{name}.md") for name, tool in toolbox().items()}
    return found | {"README.md": _index()}


def arguments(tool: type[Tool]) -> str:
    """What the class says: sentence, command, and a table of the arguments and of each value in them."""
    schema = tool.model_json_schema()
    inner = [
        f"**{name}** in `{where}`:\n\n{_table(part)}"
        for name, part in schema.get("$defs", {}).items()
        for where in [_where(name, schema)]
    ]
    command = OWN if tool.name in _own_commands() else f"```\n{_command(tool.name, schema)}\n```"
    return "\n\n".join(["## Arguments", tool.about(), command, _table(schema), *inner])


def _page(tool: type[Tool], path: Path) -> str:
    text = path.read_text(encoding="utf-8") if path.exists() else f"# {tool.name}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2].strip()
    written = f"{before.rstrip()}\n\n{BEGIN}\n\n{arguments(tool)}\n\n{END}\n"
    return f"{written}\n{after}\n" if after else written


def _index() -> str:
    lines = [f"- [{name}]({name}.md): {tool.about()}" for name, tool in toolbox().items()]
    said = (
        "The planner calls them; so do [task files](../task-files.md), [Python](../python.md), "
        "[MCP](../mcp.md) and the command line, with the same arguments. "
        "`triptych tools` lists those that are installed; [writing a tool](../writing-a-tool.md) adds one."
    )
    return "\n".join(["# Tools", "", BEGIN, "", said, "", *lines, ""])


@cache
def _own_commands() -> frozenset[str]:
    """Tools with a command that is written by hand, which goes before the one made of the class."""
    names = (command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands)
    return frozenset(name.replace("-", "_") for name in names)


def _command(name: str, schema: Mapping[str, Any]) -> str:
    """As the command line takes it: what is required in its order, then options."""
    required = schema.get("required", ())
    options = [
        f"[--{field.replace('_', '-')}{'' if _kind(value) == 'yes or no' else ' …'}]"
        for field, value in schema["properties"].items()
        if field not in required
    ]
    return " ".join(["triptych", name.replace("_", "-"), *(field.upper() for field in required), *options])


def _table(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = [
        f"| `{name}` | {_kind(value)} | {_default(value, required=name in required)} | {_said(value)} |"
        for name, value in schema["properties"].items()
    ]
    return "\n".join(["| argument | is | default | |", "| --- | --- | --- | --- |", *rows])


def _default(value: Mapping[str, Any], *, required: bool) -> str:
    default = value.get("default")
    if required:
        return "required"
    return "" if default in (None, "", []) else f"`{_plain(default)}`"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _kind(value: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2]
    if "anyOf" in value:
        return " or ".join(_kind(part) for part in value["anyOf"] if part.get("type") != "null")
    if "enum" in value:
        return _cell(", ".join(f"`{one}`" for one in value["enum"]))
    if "const" in value:
        return f"`{value['const']}`"
    return _of_type(value)


def _of_type(value: Mapping[str, Any]) -> str:
    match value.get("type"):
        case "boolean":
            return "yes or no"
        case "integer" | "number" as number:
            word = "whole number" if number == "integer" else "number"
            return " ".join([word, *_range(value)])
        case "array" if "prefixItems" in value:
            one = _kind(value["prefixItems"][0])
            return f"{len(value['prefixItems'])} {one.replace('number', 'numbers', 1)}"
        case "array":
            return " ".join(["list of", _kind(value["items"]), *_items(value)])
        case "string":
            return "picture id" if value.get("pattern") == ID_PATTERN else _text(value)
    return "value"


def _text(value: Mapping[str, Any]) -> str:
    most = value.get("maxLength", MANY)
    return "text" if most >= MANY else f"text of up to {most} letters"


def _range(value: Mapping[str, Any]) -> Iterator[str]:
    least, most = value.get("minimum"), value.get("maximum")
    if least is not None and most is not None:
        yield f"from {least:g} to {most:g}"
    elif most is not None:
        yield f"up to {most:g}"


def _items(value: Mapping[str, Any]) -> Iterator[str]:
    least, most = value.get("minItems"), value.get("maxItems")
    if most is not None:
        yield f"({least} to {most})" if least else f"(up to {most})"


def _where(name: str, schema: Mapping[str, Any]) -> str:
    """The argument that holds a value of this kind."""
    holds = (field for field, value in schema["properties"].items() if f"/{name}'" in str(value))
    return next(holds, name)


def _said(value: Mapping[str, Any]) -> str:
    return _cell(value.get("description", ""))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    main()
