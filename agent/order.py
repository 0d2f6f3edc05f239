"""Lets steps that run side by side hand in their pictures in the plan's order, so that ids count up with it.

Knows no pictures, only which try at which one is made.
"""

import threading
import time
from collections.abc import Sequence

TO_BEGIN_S = 1.0
"""How long a step may take to begin after its neighbour; one that was done before a restart never does."""

Try = tuple[int, int]
"""The number of a picture, and of the draft of it."""


class Order:
    """The steps of one run of a turn. A step waits for those before it, and never for one after it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._begun: dict[Try, float] = {}
        self._over: set[Try] = set()

    def begin(self, this: Try) -> None:
        """The work on it begins."""
        with self._changed:
            self._begun[this] = time.monotonic()
            self._changed.notify_all()

    def end(self, this: Try) -> None:
        """It is handed in, or never will be."""
        with self._changed:
            self._over.add(this)
            self._changed.notify_all()

    def wait(self, this: Try, before: Sequence[Try]) -> None:
        """Until those `before` are over."""
        with self._changed:
            latest = self._begun[this] + TO_BEGIN_S
            self._changed.wait_for(
                lambda: all(other in self._begun for other in before), latest - time.monotonic()
            )
            self._changed.wait_for(
                lambda: all(other in self._over for other in before if other in self._begun)
            )
