"""Serves what a user's project holds: pictures and thumbnails by id, files of books by name. Never a path."""

import io
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse
from PIL import Image

from ..tools.assets import Store
from ..tools.records import StoreError
from .assembly import Refused
from .projects import Projects

THUMBNAIL = 384
FOR_GOOD = {"Cache-Control": "private, max-age=31536000, immutable"}
"""A picture never changes under its id; only its user may keep it."""


def pictures(projects: Projects, user_of: Callable[[Request], str | None]) -> APIRouter:
    """The routes over the projects; `user_of` says who asks."""
    router = APIRouter()

    def store(request: Request) -> Store:
        try:
            return projects.store(user_of(request))
        except Refused as error:
            raise HTTPException(401, str(error)) from error

    @router.get("/images/{id}.png")
    def image(id: str, request: Request) -> Response:
        return FileResponse(_path(store(request), id), media_type="image/png", headers=FOR_GOOD)

    @router.get("/thumbnails/{id}.webp")
    def thumbnail(id: str, request: Request) -> Response:
        try:
            small = made_small(store(request).open(id), THUMBNAIL)
        except StoreError as error:
            raise HTTPException(404, str(error)) from error
        return Response(small, media_type="image/webp", headers=FOR_GOOD)

    @router.get("/records/{id}.json")
    def record(id: str, request: Request) -> Response:
        try:
            known = store(request).get(id).model_dump_json(exclude_none=True, indent=1)
        except StoreError as error:
            raise HTTPException(404, str(error)) from error
        return Response(known, media_type="application/json", headers=FOR_GOOD)

    @router.get("/exports/{name:path}")
    def export(name: str, request: Request) -> Response:
        folder = store(request).exports.resolve()
        path = (folder / name).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            raise HTTPException(404, f"there is no file {name[:80]!r} among the books; ask for it again")
        return FileResponse(path)

    return router


def made_small(image: Image.Image, side: int) -> bytes:
    """WebP of a picture with `side` pixels on its longer side at most."""
    image.thumbnail((side, side))
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=88)
    return buffer.getvalue()


def _path(store: Store, id: str) -> Path:
    try:
        return store.path(id)
    except StoreError as error:
        raise HTTPException(404, str(error)) from error
