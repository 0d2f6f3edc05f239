"""A real local HTTP server that speaks OpenAI's chat-completions protocol with scripted replies.

    with ChatServer([gives({"yes": True}), fails(500), says("hello")]) as server:
        ...  # server.url is the base_url; server.requests are what came in

Each request takes the next reply, whatever it asks; `itertools.repeat` and generators do, too. A reply may be
a function of the request. When none is left, the server answers with status 400.
"""

import base64
import io
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from PIL import Image


@dataclass(frozen=True)
class Request:
    """What came in: the path, the headers with names in lower case, and the JSON of the body."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The content blocks of all messages."""
        contents = [message["content"] for message in self.body["messages"]]
        return [
            part
            for content in contents
            for part in ([{"type": "text", "text": content}] if isinstance(content, str) else content)
        ]

    @property
    def text(self) -> str:
        """All that was said in words."""
        return "\n".join(part["text"] for part in self.parts if part["type"] == "text")

    @property
    def images(self) -> list[Image.Image]:
        """The pictures that were sent as data URLs."""
        urls = [part["image_url"]["url"] for part in self.parts if part["type"] == "image_url"]
        return [Image.open(io.BytesIO(base64.b64decode(url.partition("base64,")[2]))) for url in urls]

    @property
    def schema(self) -> dict[str, Any] | None:
        """The `json_schema` that the answer must have: its name, whether it is strict, and the schema."""
        wanted = self.body.get("response_format")
        return wanted["json_schema"] if wanted else None


@dataclass(frozen=True)
class Reply:
    """What goes out: after `delay` seconds, and only the first `cut` bytes, then the connection is closed.

    With `drip`, a pause of so many seconds follows each byte of the body.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    drip: float = 0.0


Scripted = Reply | Callable[[Request], Reply]


def says(text: str | None, *, tokens: int | None = 30, logprobs: Any = None, **message: Any) -> Reply:
    """A chat completion with this text. Without `tokens`, the server does not tell what it took."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, **message},
        "finish_reason": "stop",
        "logprobs": logprobs,
    }
    return completion([choice], tokens)


def completion(choices: Any, tokens: int | None = 30) -> Reply:
    """A chat completion with these choices, well-formed or not."""
    told: dict[str, Any] = {"id": "c1", "object": "chat.completion", "created": 1, "model": "eyes-1"}
    if tokens is not None:
        told["usage"] = {"prompt_tokens": tokens - 10, "completion_tokens": 10, "total_tokens": tokens}
    return Reply(json.dumps(told | {"choices": choices}).encode())


def gives(value: Any, *, tokens: int | None = 30) -> Reply:
    """A chat completion whose text is this value as JSON."""
    return says(json.dumps(value), tokens=tokens)


def refuses(reason: str) -> Reply:
    """The model declines to answer."""
    return says(None, refusal=reason)


def begins(**logprobs: float) -> Reply:
    """A chat completion with logprobs of the first token, given by token."""
    tokens = [{"token": token, "logprob": value, "bytes": None} for token, value in logprobs.items()]
    return says(next(iter(logprobs)), logprobs={"content": [{**tokens[0], "top_logprobs": tokens}]})


def fails(status: int, message: str = "out of order", **headers: str) -> Reply:
    """An error in OpenAI's form; `retry_after="1"` is the header Retry-After."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps({"error": {"message": message, "type": "error"}}).encode(), status, names)


def late(reply: Reply, seconds: float) -> Reply:
    """The same reply, later."""
    return replace(reply, delay=seconds)


def cut_off(reply: Reply) -> Reply:
    """The first half of a reply; then the connection is closed."""
    return replace(reply, cut=len(reply.body) // 2)


class ChatServer:
    """The server, running while its `with` block does."""

    def __init__(self, replies: Iterable[Scripted]) -> None:
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._replies = iter(replies)
        self._lock = threading.Lock()
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        """The base URL for a client of OpenAI's protocol."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def reply_to(self, request: Request) -> Reply:
        """The next scripted reply; the request is kept."""
        with self._lock:
            self.requests.append(request)
            scripted = next(self._replies, fails(400, "no scripted reply is left"))
        return scripted if isinstance(scripted, Reply) else scripted(request)

    def __enter__(self) -> "ChatServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, chat: ChatServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chat = chat

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the script."""


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.chat.reply_to(Request(self.path, headers, body)))

    def _send(self, reply: Reply) -> None:
        self.server.chat.closing.wait(reply.delay)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        for piece in _pieces(reply):
            self.wfile.write(piece)
            self.server.chat.closing.wait(reply.drip)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _pieces(reply: Reply) -> Iterable[bytes]:
    body = reply.body[: reply.cut]
    return (body[at : at + 1] for at in range(len(body))) if reply.drip else [body]
