"""Ctrl-C while something runs. Knows no texts and no commands."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Protocol


class Stoppable(Protocol):
    """Anything that can be told to stop."""

    def cancel(self) -> None:
        """Stop soon."""
        ...


@contextlib.contextmanager
def stopped_by_interrupt(running: Stoppable) -> Iterator[None]:
    """Ctrl-C stops what runs and keeps what is finished; a second one ends the program."""

    def stop(_: int, __: FrameType | None) -> None:
        running.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
