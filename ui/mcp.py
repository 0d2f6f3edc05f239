"""Triptych for other assistants, by the Model Context Protocol: every tool, and a conversation in threads.

Tools and their arguments are those of the toolbox. Pictures come as small previews and as resources by id;
a full picture is only read when it is asked for. Progress is told; a cancelled call stops its turn.
"""

import asyncio
import base64
from collections.abc import Callable
from typing import Any

from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from pydantic import ValidationError

from ..agent.events import Event, Progress
from ..agent.session import SessionError
from ..tools.records import StoreError
from ..tools.tool import ToolError, make_call
from .as_json import Json, event_json, image_json, session_json
from .assembly import Refused
from .jobs import Jobs
from .mcp_results import PREVIEW, URI, answer, link, png, preview, refused
from .mcp_tools import MAIN, TALK, Answer, Arguments, GetImage, History, Redo, Say, Undo, talk, tools
from .told import Told, answered, called, moved, said

INSTRUCTIONS = (
    "Makes pictures, sets of pictures and picture books, and changes them. `say` takes plain words and plans "
    "by itself; the other tools do one thing. Pictures have ids such as i3; `get_image` shows one."
)
Context = ServerRequestContext[Any, Any]


def mcp_server(jobs_of: Callable[[Any], Jobs], version: str) -> Server[Any]:
    """The server; `jobs_of` gives the jobs of whoever sent an HTTP request, which is None on stdio."""

    async def list_tools(_: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[*talk(), *tools()])

    async def call_tool(context: Context, call: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            return await _called(jobs_of(context.request), call.name, call.arguments or {}, context)
        except (Refused, SessionError, StoreError, ToolError) as error:
            return refused(str(error))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            return refused(f"{call.name} cannot take {where} = {str(first['input'])[:80]!r}: {first['msg']}")

    async def templates(
        _: Context, __: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            name="image", uri_template=URI, mime_type="image/png", description="a picture by its id, in full"
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read(context: Context, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        data = await asyncio.to_thread(png, jobs_of(context.request).project.store, str(asked.uri))
        content = types.BlobResourceContents(
            uri=asked.uri, mime_type="image/png", blob=base64.b64encode(data).decode()
        )
        return types.ReadResourceResult(contents=[content])

    return Server(
        "triptych",
        version=version,
        title="Triptych",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resource_templates=templates,
        on_read_resource=read,
    )


async def _called(jobs: Jobs, name: str, arguments: Json, context: Context) -> types.CallToolResult:
    if name in TALK:
        return await _talked(jobs, TALK[name].model_validate(arguments), context)
    given = dict(arguments)
    thread = History(thread=given.pop("thread", MAIN)).thread
    return await _done(called(jobs, thread, make_call(name, given)), jobs, context)


async def _talked(jobs: Jobs, asked: Arguments, context: Context) -> types.CallToolResult:
    match asked:
        case History():
            told = await asyncio.to_thread(session_json, jobs.project.session(asked.thread))
            return answer(f"{len(told['turns'])} turns", told)
        case GetImage():
            record = jobs.project.store.get(asked.id)
            shown = await asyncio.to_thread(preview, jobs.project.store, asked.id, asked.size)
            return answer(record.id, image_json(record), shown)
        case Say():
            turn = said(jobs, asked.thread, asked.text, asked.images, asked.seed)
        case Answer():
            turn = answered(jobs, asked.thread, yes=asked.yes)
        case Undo() | Redo():
            turn = moved(jobs, asked.thread, "undo" if isinstance(asked, Undo) else "redo")
    return await _done(turn, jobs, context)


async def _done(turn: Told, jobs: Jobs, context: Context) -> types.CallToolResult:
    """What came of a turn; who cancels the call stops the turn."""
    last: Event | None = None
    farthest = 0.0
    try:
        async for last in turn.events():
            if isinstance(last, Progress):
                done = last.picture - 1 + last.step / last.steps
                farthest = max(farthest, done)
                await context.session.report_progress(farthest, last.of, last.prompt)
    finally:
        turn.stop()
    assert last is not None
    result = event_json(last, jobs.project.store)
    images = [image["id"] for image in result.get("images", [])]
    store = jobs.project.store
    previews = [await asyncio.to_thread(preview, store, id, PREVIEW) for id in images]
    text = result.get("reply") or " ".join(result.get("reasons", [])) or "It waits for an answer."
    return answer(text, result, *(link(id) for id in images), *previews)
