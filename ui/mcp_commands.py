"""`triptych mcp`: the tools for another assistant, on standard input and output."""

import asyncio
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .options import DEFAULT_PROJECT, EyesOption, ModelOption, PlannerOption, ProjectOption, fail, loaders_of

if TYPE_CHECKING:
    from .assembly import Choice, Loaders


def mcp(
    context: typer.Context,
    project: ProjectOption = DEFAULT_PROJECT,
    model: ModelOption = "pocket",
    eyes: EyesOption = None,
    planner: PlannerOption = "phrasebook",
) -> None:
    """Serve every tool to another assistant (MCP over standard input and output); `ui` has it at /mcp."""
    from .assembly import Choice, Refused  # noqa: PLC0415 (slow to import)

    try:
        asyncio.run(_serve(project, Choice(model, eyes, planner), loaders_of(context)))
    except Refused as error:
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(0)


async def _serve(project: Path, choice: "Choice", loaders: "Loaders") -> None:
    from mcp.server.stdio import stdio_server  # noqa: PLC0415

    from .assembly import load_models  # noqa: PLC0415
    from .mcp import mcp_server  # noqa: PLC0415
    from .projects import opened  # noqa: PLC0415
    from .studio_settings import StudioSettings  # noqa: PLC0415

    with opened(project, load_models(choice, loaders), StudioSettings(users={})) as projects:
        server = mcp_server(lambda _: projects.jobs(None), version("triptych"))
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
