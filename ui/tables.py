"""The tools as a table in a terminal."""

from rich.console import Console
from rich.table import Table

from ..tools.tool import toolbox


def print_tools() -> None:
    """The tools with their arguments."""
    table = Table("tool", "arguments", "what it does", show_lines=True)
    for name, tool in toolbox().items():
        fields = tool.model_fields.items()
        arguments = "\n".join(
            f"{field}{'' if info.is_required() else '?'}: {info.description}" for field, info in fields
        )
        table.add_row(name, arguments, tool.about())
    Console().print(table)
