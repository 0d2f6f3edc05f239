"""Puts the studio's own style and script at the very head of the page, before anything of Gradio runs.

What Gradio is given as `head` comes only after it has chosen a language and painted once.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEAD = b"<head>"


class EarlyHead:
    """Adds to the HTML at `/`; whatever else is served passes through as it comes."""

    def __init__(self, app: ASGIApp, html: str) -> None:
        self._app = app
        self._html = html.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"] == "/":
            send = self._adding(send)
        await self._app(scope, receive, send)

    def _adding(self, send: Send) -> Send:
        start: list[Message] = []
        body: list[bytes] = []

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.append(message.get("body", b""))
            if message.get("more_body"):
                return
            page = b"".join(body).replace(HEAD, HEAD + self._html, 1)
            headers = [pair for pair in start[0]["headers"] if pair[0].lower() != b"content-length"]
            headers.append((b"content-length", str(len(page)).encode()))
            await send({**start[0], "headers": headers})
            await send({"type": "http.response.body", "body": page})

        return adding
