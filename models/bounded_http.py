"""An HTTP client that bounds what it reads, in bytes and in time. Knows no protocol above HTTP."""

import functools
import ssl
import time
from collections.abc import Iterator

import httpx2

from .vision_model import VisionError


class _BoundedStream(httpx2.SyncByteStream):
    """A body that ends with an error past `most_bytes` or past `deadline`."""

    def __init__(self, stream: httpx2.SyncByteStream, most_bytes: int, deadline: float) -> None:
        self._stream = stream
        self._most_bytes = most_bytes
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for chunk in self._stream:
            read += len(chunk)
            if read > self._most_bytes:
                raise VisionError(
                    f"the server's reply is longer than {self._most_bytes} bytes and was not read on; "
                    "ask for less, or check that it is a chat server"
                )
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("the reply did not end in time")
            yield chunk

    def close(self) -> None:
        """Close the connection's own stream."""
        self._stream.close()


@functools.cache
def _certificates() -> ssl.SSLContext:
    # Reading them is the slowest part of making a client.
    return httpx2.create_ssl_context()


def bounded_client(seconds: float, most_bytes: int) -> httpx2.Client:
    """A client for calls of `seconds` and replies of `most_bytes`; it follows no redirect.

    A redirect would carry the key and the pictures to a host that nobody named. The time between two chunks
    is bounded by `seconds`, too, so that a dripping server is left after twice that time at the latest.
    """

    def start(request: httpx2.Request) -> None:
        request.extensions["deadline"] = time.monotonic() + seconds

    def bound(response: httpx2.Response) -> None:
        # A short compressed body may unpack to gigabytes; we asked for none.
        if response.headers.get("content-encoding", "identity") != "identity":
            raise VisionError("the server compressed its reply though it was asked not to; switch that off")
        assert isinstance(response.stream, httpx2.SyncByteStream)
        deadline: float = response.request.extensions["deadline"]
        response.stream = _BoundedStream(response.stream, most_bytes, deadline)

    return httpx2.Client(
        verify=_certificates(),
        timeout=seconds,
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"request": [start], "response": [bound]},
    )
