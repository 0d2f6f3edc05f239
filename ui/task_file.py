"""Serves a thread as a task file that replays it: YAML, or a ZIP where it shows pictures of its own.

Knows the thread by its name, and whose it is; what is written in the file is `agent/script/export.py`'s.
"""

import io
import zipfile
from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response

from ..agent.script.export import Exported, exported
from ..agent.session import SessionError
from ..tools.files import slug
from .assembly import Refused
from .projects import Projects

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The same thread gives the same bytes; ZIP knows no earlier year."""


def task_files(projects: Projects, user_of: Callable[[Request], str | None]) -> APIRouter:
    """The route over the projects; `user_of` says who asks."""
    router = APIRouter()

    @router.get("/tasks/{thread}")
    def task(thread: str, request: Request) -> Response:
        try:
            jobs = projects.jobs(user_of(request))
        except Refused as error:
            raise HTTPException(401, str(error)) from error
        name = slug(jobs.titles.of(thread))
        try:
            return _sent(exported(jobs.project, thread, f"{name}.yaml"), name)
        except SessionError as error:
            raise HTTPException(404, str(error)) from error

    return router


def _sent(task: Exported, name: str) -> Response:
    """The file to be kept under its name."""
    if len(task.files) == 1:
        (content,), kind, suffix = task.files.values(), "application/yaml", "yaml"
    else:
        content, kind, suffix = _zipped(task), "application/zip", "zip"
    told = f"attachment; filename*=UTF-8''{quote(name)}.{suffix}"
    return Response(
        content, media_type=kind, headers={"Content-Disposition": told, "Cache-Control": "no-store"}
    )


def _zipped(task: Exported) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in task.files.items():
            archive.writestr(zipfile.ZipInfo(path, FIRST_MOMENT), content)
    return buffer.getvalue()
