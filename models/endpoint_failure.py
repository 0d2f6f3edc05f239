"""What went wrong in a call to a chat server: in one sentence without secrets, and whether to try again.

Each provider has its own exceptions. They are told apart by what they share — an HTTP status, the names of
their base classes — so that no provider's library must be installed to read them.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import ValidationError

from .vision_model import VisionError

LONGEST_PAUSE = 20.0
LONGEST_TEXT = 200
TIMED_OUT = {"TimeoutException", "APITimeoutError", "TimeoutError"}
UNREACHED = {"TransportError", "APIConnectionError", "ConnectionError"}


class EndpointError(VisionError):
    """A call to a chat server failed for good; `failure` says how."""

    def __init__(self, sentence: str, failure: "Failure") -> None:
        super().__init__(sentence)
        self.failure = failure


@dataclass(frozen=True)
class Failure:
    """A failed call: what the server or its library said, with the HTTP status of a refusal.

    `tokens` is what it took nevertheless, where the server told.
    """

    text: str
    status: int | None = None
    timed_out: bool = False
    unreached: bool = False
    retry_after: float | None = None
    tokens: int | None = None

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        """Read an exception of any provider's library."""
        chain = list(_chain(error))
        kinds = {kind.__name__ for link in chain for kind in type(link).__mro__}
        status = next(filter(None, map(_status, chain)), None)
        return cls(
            text=_said(error, chain),
            status=status,
            timed_out=status is None and bool(kinds & TIMED_OUT),
            unreached=status is None and bool(kinds & UNREACHED),
            retry_after=next(filter(None, map(_retry_after, chain)), None),
            tokens=next(filter(None, map(_tokens, chain)), None),
        )

    @property
    def passing(self) -> bool:
        """Whether the same call may succeed later. A time-out is not: another would take as long again."""
        if self.status is not None:
            return self.status == 429 or self.status >= 500
        return self.unreached and not self.timed_out

    @property
    def refused(self) -> bool:
        """Whether the server read the request and rejects what it asks for."""
        return self.status in {400, 422}

    @property
    def costless(self) -> bool:
        """Whether no model ran: an error instead of a reply, or no connection."""
        return self.status is not None or (self.unreached and not self.timed_out)

    def pause(self, tries: int) -> float | None:
        """Seconds to wait after so many tries; None where the server wants too long a wait."""
        if self.retry_after is None:
            return float(min(LONGEST_PAUSE, 0.25 * 2**tries) * random.uniform(0.5, 1.0))
        return self.retry_after if self.retry_after <= LONGEST_PAUSE else None

    def explained(self, tries: int, seconds: float) -> tuple[str, str]:
        """What happened, and what to do about it."""
        times = f"{tries} tries" if tries > 1 else "1 try"
        if self.timed_out:
            return f"no answer within {seconds:g} seconds", "raise TRIPTYCH_VLM_TIMEOUT_SECONDS"
        if self.unreached:
            return (
                f"no connection in {times}",
                "check that the server runs and TRIPTYCH_VLM_BASE_URL is its",
            )
        if self.status is None:
            return "no valid answer", "ask again or choose a model that follows json_schema"
        if self.status in {401, 403}:
            return f"refused with status {self.status}", "check TRIPTYCH_VLM_API_KEY"
        if self.retry_after and self.retry_after > LONGEST_PAUSE:
            return f"status {self.status}, busy for {self.retry_after:.0f} seconds", "try again then"
        remedy = "try again later" if self.passing else "check the model's name and what the server can do"
        return f"status {self.status} in {times}", remedy


def one_line(text: str, secret: str = "") -> str:
    """The text on one short line, without the key and those in the environment."""
    keys = {value for name, value in os.environ.items() if name.endswith("_API_KEY")} | {secret}
    for key in sorted(keys, key=len, reverse=True):
        # A placeholder such as "none" is no secret, and a word of every sentence.
        text = text.replace(key, "***") if len(key) >= 6 else text
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _status(error: BaseException) -> int | None:
    places = (error, getattr(error, "response", None))
    codes = (getattr(place, name, None) for place in places for name in ("status_code", "code"))
    return next((code for code in codes if isinstance(code, int) and 300 <= code < 600), None)


def _retry_after(error: BaseException) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after") or "")
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _tokens(error: BaseException) -> int | None:
    try:
        tokens = error.response.json()["usage"]["total_tokens"]  # type: ignore[attr-defined]
    except Exception:  # there may be no reply, or anything in it
        return None
    return tokens if isinstance(tokens, int) and tokens > 0 else None


def _said(error: Exception, chain: list[BaseException]) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))
    if isinstance(error, IndexError):
        return "the reply holds no choices"
    response = getattr(error, "response", None)
    if getattr(response, "status_code", None) == 200:
        return f"not a chat completion: {str(getattr(response, 'text', ''))[: 2 * LONGEST_TEXT]}"
    return str(chain[-1]) or type(chain[-1]).__name__
