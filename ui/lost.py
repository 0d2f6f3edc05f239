"""A page for somebody whose browser asked for what is not there, or is not theirs. Programs get their JSON.

It stands in the place of the answer's body; the status stays. Knows no routes.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .markup import markup
from .rest import PREFIX
from .words import language_of

LOST = {401: "not_let_in", 404: "nothing_here"}
"""Status → the key of the words for it; `<key>_hint` says what to do."""


class Lost:
    """Answers a browser that opens such an address; pictures within a page and programs get what they got."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and _looked_at(scope):
            send = _Instead(scope, send)
        await self._app(scope, receive, send)


class _Instead:
    """Sends the page in the place of what would be sent."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._sent = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in LOST:
            self._sent = True
            page = _page(self._scope, LOST[message["status"]]).encode()
            headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
            headers.append((b"content-length", str(len(page)).encode()))
            await self._send({**message, "headers": headers})
            await self._send({"type": "http.response.body", "body": page})
        elif not self._sent:
            await self._send(message)


def _looked_at(scope: Scope) -> bool:
    """Whether somebody opens the address in a browser."""
    read = scope["method"] == "GET" and not scope["path"].startswith((PREFIX, "/mcp"))
    return read and "text/html" in Headers(scope=scope).get("accept", "")


def _page(scope: Scope, key: str) -> str:
    language = language_of(Headers(scope=scope).get("accept-language", ""))
    return markup("lost", language, key=key, home=f"{scope.get('root_path', '')}/")
