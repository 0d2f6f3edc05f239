"""The Model Context Protocol over HTTP, as a part of the studio's server. Knows no tool."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .assembly import Refused
from .jobs import Jobs
from .mcp import mcp_server
from .projects import Projects

PATH = "/mcp"
HERE = ["127.0.0.1:*", "localhost:*", "[::1]:*"]


class McpOverHttp:
    """Answers whoever may enter; where anybody may, only requests that were meant for this machine."""

    def __init__(self, projects: Projects, user_of: Callable[[Request], str | None]) -> None:
        self._projects, self._user_of = projects, user_of
        # Without a login a page from elsewhere must not reach it by a name that points here.
        security = TransportSecuritySettings(
            enable_dns_rebinding_protection=not projects.settings.users,
            allowed_hosts=HERE,
            allowed_origins=[f"http://{host}" for host in HERE],
        )
        server = mcp_server(self._jobs, version("triptych"))
        self.manager = StreamableHTTPSessionManager(app=server, security_settings=security)

    def serve_on(self, app: FastAPI) -> None:
        """Answer at `PATH` of the app, which has to run `manager` for as long as it runs."""
        app.router.routes.append(Route(PATH, endpoint=self))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        try:
            self._jobs(Request(scope))
        except Refused as error:
            await JSONResponse({"detail": str(error)}, 401)(scope, receive, send)
        else:
            await self.manager.asgi_app(scope, receive, send)

    def _jobs(self, request: Any) -> Jobs:
        return self._projects.jobs(self._user_of(request))
