"""Turns that run on their own, whoever watches: a closed or refreshed page neither stops nor loses one.

One turn paints at a time, in the order in which they came. Knows no widgets.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..agent.session import Project, Session, SessionError
from .view import TurnView, as_view

LOG = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.15


class Job:
    """One running turn; `version` grows with everything that can be seen of it."""

    def __init__(self, session: Session, view: TurnView) -> None:
        self.view = view
        self.version = 0
        self.over = threading.Event()
        self._session = session
        self._stopped = threading.Event()

    def run(self, project: Project, images: Sequence[Path]) -> None:
        """Do the turn, on the thread that calls."""
        try:
            if self._stopped.is_set():
                self.view.fail("Stopped before it began.")
                return
            for event in self._session.say(self.view.text, images):
                self.view.take(event, project.store)
                self.version += 1
                if self._stopped.is_set():
                    self._session.cancel()
        except SessionError as error:
            self.view.fail(str(error))
        except Exception:
            LOG.exception("a turn broke")
            self.view.fail(
                "Something broke inside, and the log says what. What was finished is kept; please try again."
            )
        finally:
            self.version += 1
            self.over.set()

    def stop(self) -> None:
        """Stop within one step, or before it began."""
        self._stopped.set()
        self._session.cancel()


class Jobs:
    """The running turns of a project, one a thread at most, and the finished ones."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._running: dict[str, Job] = {}
        self._guard = threading.Lock()
        self._painters = ThreadPoolExecutor(max_workers=1, thread_name_prefix="turn")

    def start(self, thread: str, text: str, images: Sequence[Path] = ()) -> bool:
        """Begin a turn; False where the thread is still busy with one."""
        with self._guard:
            if self.running(thread):
                return False
            job = Job(self.project.session(thread), TurnView(text, uploads=list(images)))
            self._running[thread] = job
            self._painters.submit(job.run, self.project, images)
            return True

    def close(self) -> None:
        """Stop what runs, and wait until it has ended."""
        for job in self._running.values():
            job.stop()
        self._painters.shutdown()

    def running(self, thread: str) -> Job | None:
        """The turn that a thread is busy with."""
        job = self._running.get(thread)
        return None if job is None or job.over.is_set() else job

    def stop(self, thread: str) -> None:
        """Stop what runs in a thread."""
        if job := self.running(thread):
            job.stop()

    def finished(self, thread: str) -> list[TurnView]:
        """The turns of a thread that are over and stored."""
        return [as_view(turn, self.project.store) for turn in self.project.session(thread).turns()]

    def follow(self, thread: str) -> Iterator[list[TurnView]]:
        """All turns of a thread, again whenever something new can be seen, until nothing runs."""
        job, before = self._running.get(thread), self.finished(thread)
        if job is None:
            yield before
            return
        seen = -1
        while True:
            over, version = job.over.is_set(), job.version
            if version != seen:
                seen = version
                yield [*(view for view in before if view.turn != job.view.turn), job.view]
            if over:
                return
            job.over.wait(LOOK_AGAIN_S)
