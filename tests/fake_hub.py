"""A small hub of models: the answers of huggingface.co that fetching needs, from files in memory."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c" * 40
WEIGHTS = (".safetensors", ".gguf")


@dataclass
class FakeHub:
    """One repository, and what was `asked` of it.

    The first `broken` downloads of weights end in the middle; `lies` about their sha256; `claimed` is the
    size it says they have.
    """

    repository: str
    files: dict[str, bytes]
    gated: bool = False
    broken: int = 0
    lies: bool = False
    claimed: int | None = None
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)

    def info(self) -> bytes:
        """As `/api/models/…?blobs=true` tells, with the sha256 of large files."""
        siblings = [
            {"rfilename": path, "size": self.size(path), **self._lfs(path, content)}
            for path, content in self.files.items()
        ]
        return json.dumps({"id": self.repository, "sha": COMMIT, "siblings": siblings}).encode()

    def tree(self) -> bytes:
        """As `/api/models/…/tree/…` tells."""
        return json.dumps(
            [
                {
                    "type": "file",
                    "path": path,
                    "size": self.size(path),
                    "oid": hashlib.sha1(content).hexdigest(),
                }
                for path, content in self.files.items()
            ]
        ).encode()

    def size(self, path: str) -> int:
        """In bytes, as it is said to be."""
        large = path.endswith(WEIGHTS) and self.claimed
        return large or len(self.files[path])

    def _lfs(self, path: str, content: bytes) -> dict[str, object]:
        if not path.endswith(WEIGHTS):
            return {"blobId": hashlib.sha1(content).hexdigest()}
        digest = hashlib.sha256(content + b"?" * self.lies).hexdigest()
        return {"blobId": digest, "lfs": {"sha256": digest, "size": len(content), "pointerSize": 100}}


@contextmanager
def serving(*hubs: FakeHub) -> Iterator[str]:
    """The address of a hub with these repositories while it runs."""

    class Answers(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def log_message(self, *_: object) -> None:
            """Nothing."""

        def _answer(self, *, body: bool) -> None:
            path = self.path.partition("?")[0]
            hub = next(one for one in hubs if f"/{one.repository}" in path)
            hub.asked.append((self.command, path, self.headers.get("Range")))
            if hub.gated:
                self.send_response(403)
                self.send_header("X-Error-Code", "GatedRepo")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif path.startswith(f"/api/models/{hub.repository}"):
                told = hub.tree() if "/tree/" in path else hub.info()
                self._send(told, {"Content-Length": str(len(told))}, body=body)
            else:
                self._file(hub, path.partition(f"/resolve/{COMMIT}/")[2], body=body)

        def _file(self, hub: FakeHub, name: str, *, body: bool) -> None:
            content = hub.files.get(name)
            if content is None:
                self.send_response(404)
                self.send_header("X-Error-Code", "EntryNotFound")
                self.end_headers()
                return
            etag = hashlib.sha256(content).hexdigest()
            start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
            headers = {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
            cut = body and name.endswith(WEIGHTS) and hub.broken > 0
            hub.broken -= cut
            length = len(content) - start if body else hub.size(name)
            self._send(
                content[start:],
                {**headers, "Content-Length": str(length)},
                body=body,
                status=206 if start else 200,
                cut=cut,
            )

        def _send(
            self, content: bytes, headers: dict[str, str], *, body: bool, status: int = 200, cut: bool = False
        ) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if body:
                self.wfile.write(content[: len(content) // 2] if cut else content)
            if cut:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
