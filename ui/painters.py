"""Who paints when: one turn at a time, in the order in which they came. Knows no project and no user."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class Painters:
    """A line of turns before one brush."""

    def __init__(self) -> None:
        self._brush = ThreadPoolExecutor(max_workers=1, thread_name_prefix="turn")
        self._line: list[object] = []
        self._guard = threading.Lock()

    def submit(self, who: object, run: Callable[[], None]) -> "Future[None]":
        """Let `who` paint, when it is their turn."""
        with self._guard:
            self._line.append(who)
        return self._brush.submit(self._paint, who, run)

    def before(self, who: object) -> int:
        """How many others paint or wait before them; 0 as soon as they paint."""
        with self._guard:
            return next((place for place, other in enumerate(self._line) if other is who), 0)

    def close(self) -> None:
        """Wait until nobody paints."""
        self._brush.shutdown()

    def _paint(self, who: object, run: Callable[[], None]) -> None:
        try:
            run()
        finally:
            with self._guard:
                self._line = [other for other in self._line if other is not who]
