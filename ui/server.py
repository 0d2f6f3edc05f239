"""The studio's server: the page, and what is stored, by id and name, each user their own.

One FastAPI app. Programs are served beside the page: REST under `/api/v1`, MCP at `/mcp`.
"""

import asyncio
import base64
import binascii
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from gradio.routes import App
from starlette.routing import Mount

from .app import STYLES, build
from .early_head import EarlyHead
from .lost import Lost
from .mcp_http import McpOverHttp
from .pictures import pictures
from .projects import Projects
from .rest import PREFIX, rest
from .task_file import task_files
from .theme import HEAD, theme
from .words import LABELS

UserOf = Callable[[Request], str | None]
"""Who asks: the name of a user, or None, which is nobody where there are users."""


def application(projects: Projects) -> FastAPI:
    """The whole studio."""
    app = FastAPI(
        title="Triptych",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lambda app: app.state.mcp.manager.run(),
    )
    user_of = _asking(projects, app)
    app.state.mcp = mcp = McpOverHttp(projects, user_of)
    mcp.serve_on(app)
    app.mount(PREFIX, rest(projects, user_of))
    app.include_router(pictures(projects, user_of))
    app.include_router(task_files(projects, user_of))
    users = projects.settings.users
    gr.mount_gradio_app(
        app,
        build(projects),
        path="",
        auth=projects.may_enter if users else None,
        max_file_size=f"{projects.settings.upload_mb}mb",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        show_error=True,
        i18n=LABELS,
        theme=theme(),
        css_paths=STYLES,
    )
    app.add_middleware(EarlyHead, html=HEAD)
    app.add_middleware(Lost)
    return app


def _asking(projects: Projects, app: FastAPI) -> UserOf:
    """Knows a user by the page's login, and a program by a token, or a name and password (HTTP Basic)."""

    def user_of(request: Request) -> str | None:
        page = next(
            route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, App)
        )
        for cookie in ("access-token", "access-token-unsecure"):
            if user := page.tokens.get(request.cookies.get(f"{cookie}-{page.cookie_id}")):
                return str(user)
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return projects.user_with(value)
        name, password = _basic(value) if kind.lower() == "basic" else ("", "")
        return name if name and projects.may_enter(name, password) else None

    return user_of


def _basic(value: str) -> tuple[str, str]:
    """Name and password; ("", "") of what is none."""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password


@contextmanager
def launched(projects: Projects, host: str, port: int) -> Iterator[str]:
    """The address of the studio, while it is served; port 0 is any free one."""
    up: Future[uvicorn.Server] = Future()
    with socket.create_server((host, port)) as listening:
        # Gradio looks for the running loop when the page is built, so that happens there, too.
        thread = threading.Thread(target=lambda: asyncio.run(_serve(projects, listening, up)), name="server")
        thread.start()
        try:
            up.result()
            yield f"http://{host}:{listening.getsockname()[1]}/"
        finally:
            if up.done() and not up.exception():
                up.result().should_exit = True
            thread.join()


async def _serve(projects: Projects, listening: socket.socket, up: "Future[uvicorn.Server]") -> None:
    """Serve until the server is told to end; why it could not begin goes to whoever waits for it."""
    try:
        config = uvicorn.Config(application(projects), log_level="warning", timeout_graceful_shutdown=1)
        await _Server(config, up).serve([listening])
    except Exception as error:
        if up.done():
            raise
        up.set_exception(error)


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, up: "Future[uvicorn.Server]") -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._up.set_result(self)
