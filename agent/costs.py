"""What a picture costs in seconds, measured: a running mean for each painter, in the project's folder.

Knows no plan. Pictures painted side by side share the time they took together.
"""

import contextlib
import json
import threading
import time
from pathlib import Path
from typing import Protocol

from pydantic import NonNegativeFloat, PositiveInt, TypeAdapter, ValidationError

from ..models.image_model import ImageModel
from ..tools.files import write_atomically

BEFORE_THE_FIRST = 5.0
"""Seconds a picture, until one was measured."""
MEMORY = 20
"""About how many of the last pictures the mean remembers."""


_MEASURED = TypeAdapter(dict[str, tuple[PositiveInt, NonNegativeFloat]])


class Named(Protocol):
    """A painter, or its card."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def revision(self) -> str: ...  # noqa: D102


class Costs:
    """The measured means; without a file they are forgotten with this value. Safe to use from threads."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._measured = _read(file)
        self._running = 0
        self._shared, self._looked = 0.0, time.monotonic()

    def seconds_a_picture(self, painter: Named) -> float:
        """The mean for a painter, or a guess before the first measurement."""
        measured = self.measured(painter)
        return BEFORE_THE_FIRST if measured is None else measured

    def measured(self, painter: Named) -> float | None:
        """Seconds a picture, None before the first one."""
        return self._measured[_key(painter)][1] if _key(painter) in self._measured else None

    def begin(self) -> float:
        """A painting begins: the time on a clock that runs the slower the more are painted at once."""
        with self._guard:
            self._tick()
            self._running += 1
            return self._shared

    def end(self, begun: float) -> float:
        """A painting ended, finished or not: its share of the seconds since `begun`."""
        with self._guard:
            self._tick()
            self._running -= 1
            return self._shared - begun

    def learn(self, painter: ImageModel, seconds: float) -> None:
        """Take a finished picture into the mean, and keep it over restarts."""
        with self._guard:
            number, mean = self._measured.get(_key(painter), (0, 0.0))
            number = min(number + 1, MEMORY)
            self._measured[_key(painter)] = number, mean + (seconds - mean) / number
            if self._file:
                # What a picture costs is a convenience: a full disk is for the store to report.
                with contextlib.suppress(OSError):
                    write_atomically(self._file, json.dumps(self._measured, indent=1).encode())

    def _tick(self) -> None:
        now = time.monotonic()
        self._shared += (now - self._looked) / max(1, self._running)
        self._looked = now


def _key(painter: Named) -> str:
    return f"{painter.name}@{painter.revision}"


def _read(file: Path | None) -> dict[str, tuple[int, float]]:
    """What was measured before; a file that somebody changed counts as none."""
    try:
        return _MEASURED.validate_json(file.read_bytes()) if file else {}
    except (OSError, ValidationError):
        return {}
