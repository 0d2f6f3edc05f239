"""Ctrl-C while a turn runs. Knows no texts and no commands."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

from ..agent.session import Session


@contextlib.contextmanager
def stopped_by_interrupt(session: Session) -> Iterator[None]:
    """Ctrl-C stops the turn and keeps what is finished; a second one ends the program."""

    def stop(_: int, __: FrameType | None) -> None:
        session.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
