"""The studio for programs over HTTP: threads, turns as server-sent events, pictures by id. Version 1.

Pictures travel as ids and addresses. A turn goes on where its reader leaves; `cancel` stops it.
"""

import json
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, File, HTTPException, Request, UploadFile
from fastapi import Path as InPath
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.status import HTTP_204_NO_CONTENT

from ..agent.message import MOST_CHARACTERS, MOST_UPLOADS
from ..agent.session import SessionError
from ..tools.records import StoreError
from ..tools.tool import ToolError, make_call
from .as_json import Json, event_json, image_json, kind_of, session_json, tools_json
from .assembly import Refused
from .jobs import Jobs
from .projects import Projects
from .told import Busy, Told, answered, called, moved, said

PREFIX = "/api/v1"
ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"description": "nobody of this studio asked"},
    404: {"description": "there is no such picture"},
    409: {"description": "the thread is busy, or waits for nothing"},
    422: {"description": "something in the request cannot be used"},
}
STREAM: dict[str, Any] = {
    "response_class": StreamingResponse,
    "responses": {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
}
Thread = Annotated[str, InPath(pattern=r"^[\w-]{1,64}$", description="a thread's name")]
ImageId = Annotated[str, Field(pattern=r"^i[1-9][0-9]{0,8}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Message(_Body):
    """What is said, and stored pictures that come with it; they get new ids there, as uploads do."""

    text: str = Field(max_length=MOST_CHARACTERS)
    images: list[ImageId] = Field(default=[], max_length=MOST_UPLOADS)
    seed: int | None = Field(default=None, ge=0, lt=2**31)


class Call(_Body):
    """A tool call; `GET /tools` has the schemas of the arguments."""

    tool: str = Field(max_length=100)
    arguments: dict[str, JsonValue] = {}


class Answer(_Body):
    """An answer to what the thread asks."""

    yes: bool


def _jobs_of(request: Request) -> Jobs:
    try:
        jobs: Jobs = request.app.state.jobs_of(request)
    except Refused as error:
        raise HTTPException(401, str(error)) from error
    return jobs


Mine = Annotated[Jobs, Depends(_jobs_of)]
ROUTES = APIRouter()


@ROUTES.get("/tools")
def tools(_: Mine) -> list[Json]:
    """What can be done to pictures."""
    return tools_json()


@ROUTES.get("/threads")
def threads(jobs: Mine) -> list[Json]:
    """All threads, the one used last first."""
    return [{"thread": name, "title": title} for name, title in jobs.titles.listed()]


@ROUTES.get("/threads/{thread}")
def thread(thread: Thread, jobs: Mine) -> Json:
    """A thread: its turns, its version tree, and whether something waits for an answer."""
    return {**session_json(jobs.project.session(thread)), "busy": jobs.running(thread) is not None}


@ROUTES.post("/threads/{thread}/turns", **STREAM)
async def say(thread: Thread, message: Message, jobs: Mine) -> StreamingResponse:
    """Say something; the events of the turn, the last one `replied` or `approval_asked`."""
    told = said(jobs, thread, message.text, message.images, message.seed)
    return _stream(told, jobs)


@ROUTES.post("/threads/{thread}/calls", **STREAM)
async def call(thread: Thread, call: Call, jobs: Mine) -> StreamingResponse:
    """Call a tool, as a turn of its own."""
    return _stream(called(jobs, thread, make_call(call.tool, call.arguments)), jobs)


@ROUTES.post("/threads/{thread}/answer", **STREAM)
async def answer(thread: Thread, answer: Answer, jobs: Mine) -> StreamingResponse:
    """Do the plan that waits or not, or go on with a turn that was cut off."""
    return _stream(answered(jobs, thread, yes=answer.yes), jobs)


@ROUTES.post("/threads/{thread}/{move}", **STREAM)
async def move(thread: Thread, move: Literal["undo", "redo"], jobs: Mine) -> StreamingResponse:
    """One step back or forth in the version tree."""
    return _stream(moved(jobs, thread, move), jobs)


@ROUTES.delete("/threads/{thread}/turn", status_code=HTTP_204_NO_CONTENT)
def cancel(thread: Thread, jobs: Mine) -> None:
    """Stop what runs, within one denoising step; what is finished stays."""
    jobs.stop(thread)


@ROUTES.post("/images")
def upload(images: Annotated[list[UploadFile], File()], jobs: Mine, request: Request) -> list[Json]:
    """Take pictures in; say something with their ids."""
    if len(images) > MOST_UPLOADS:
        raise HTTPException(422, f"{len(images)} pictures at once, but at most {MOST_UPLOADS} are taken")
    return [_taken_in(image, jobs, request.app.state.upload_bytes) for image in images]


@ROUTES.get("/images/{id}")
def image(id: str, jobs: Mine) -> Json:
    """What is known of a picture."""
    return image_json(jobs.project.store.get(id))


@ROUTES.get("/images/{id}/file", response_class=FileResponse)
def file(id: str, jobs: Mine) -> FileResponse:
    """A picture as PNG, with its record in it."""
    return FileResponse(jobs.project.store.path(id), media_type="image/png")


STATUS: Mapping[type[Exception], int] = {
    Busy: 409,
    Refused: 409,
    StoreError: 404,
    SessionError: 422,
    ToolError: 422,
}


def rest(projects: Projects, user_of: Callable[[Request], str | None]) -> FastAPI:
    """The API over the projects; `user_of` says who asks."""
    api = FastAPI(title="Triptych", version="1", docs_url=None, redoc_url=None, responses=ERRORS)
    api.state.jobs_of = lambda request: projects.jobs(user_of(request))
    api.state.upload_bytes = projects.settings.upload_mb << 20
    for kind, status in STATUS.items():
        api.add_exception_handler(kind, _answering(status))
    api.include_router(ROUTES)
    return api


def _answering(status: int) -> Callable[[Request, Exception], JSONResponse]:
    """One sentence, in the way of FastAPI's own errors."""
    return lambda _, error: JSONResponse({"detail": str(error)}, status)


def _stream(told: Told, jobs: Jobs) -> StreamingResponse:
    return StreamingResponse(_lines(told, jobs), media_type="text/event-stream")


async def _lines(told: Told, jobs: Jobs) -> AsyncIterator[bytes]:
    try:
        async for event in told.events():
            data = json.dumps(event_json(event, jobs.project.store), ensure_ascii=False)
            yield format_sse_event(event=kind_of(event), data_str=data)
    except Refused as error:
        yield format_sse_event(event="failed", data_str=json.dumps({"event": "failed", "error": str(error)}))


def _taken_in(image: UploadFile, jobs: Jobs, most: int) -> Json:
    """Through a file that is gone afterwards; of its name only what is harmless is kept."""
    name = re.sub(r"[^\w.-]+", "_", Path(image.filename or "").name)[-80:].lstrip(".") or "picture"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(_read(image, most))
        try:
            return image_json(jobs.project.store.take_in(path))
        except StoreError as error:
            raise HTTPException(422, str(error).replace(str(path), name)) from error


def _read(image: UploadFile, most: int) -> bytes:
    data = image.file.read(most + 1)
    if len(data) > most:
        raise HTTPException(413, f"a picture may have {most >> 20} MiB; send a smaller one")
    return data
