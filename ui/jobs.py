"""Turns that run on their own, whoever watches: a closed or refreshed page neither stops nor loses one.

One turn paints at a time, in the order in which they came. Knows no widgets.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..agent.events import Event
from ..agent.session import Project, Session, SessionError
from .view import CUT_OFF, TurnView, as_view, question_view, table_of

LOG = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.15

Act = Callable[[Session], Iterator[Event]]
"""What a session is to do."""


class Job:
    """One running turn; `version` grows with everything that can be seen of it."""

    def __init__(self, session: Session, view: TurnView, act: Act) -> None:
        self.view = view
        self.version = 0
        self.over = threading.Event()
        self._session = session
        self._act = act
        self._stopped = threading.Event()

    def run(self, project: Project) -> None:
        """Do the turn, on the thread that calls."""
        try:
            if self._stopped.is_set():
                self.view.fail("Stopped. It had not begun yet.")
                return
            for event in self._act(self._session):
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
        self._left: set[str] = set()  # threads whose cut-off turn nobody wants to go on
        self._guard = threading.Lock()
        self._painters = ThreadPoolExecutor(max_workers=1, thread_name_prefix="turn")

    def start(self, thread: str, text: str, images: Sequence[Path] = ()) -> bool:
        """Say something; False where the thread is still busy."""
        view = TurnView(text, uploads=list(images))
        return self._begin(thread, view, lambda session: session.say(text, images))

    def undo(self, thread: str) -> bool:
        """One step back; False where the thread is still busy."""
        return self._begin(thread, TurnView("Undo"), Session.undo)

    def redo(self, thread: str) -> bool:
        """One step forth; False where the thread is still busy."""
        return self._begin(thread, TurnView("Redo"), Session.redo)

    def answer(self, thread: str, *, yes: bool) -> bool:
        """Answer what the thread asks: to approve a plan, or to go on with a turn that was cut off."""
        view = self.open_question(thread)
        if view is None or self.running(thread):
            return False
        if view.outcome == CUT_OFF and not yes:
            self._left.add(thread)
            return True
        if view.outcome == CUT_OFF:
            return self._begin(thread, view.begun(), Session.resume)
        return self._begin(thread, view.begun(), Session.approve if yes else Session.refuse)

    def _begin(self, thread: str, view: TurnView, act: Act) -> bool:
        with self._guard:
            if self.running(thread):
                return False
            job = Job(self.project.session(thread), view, act)
            self._running[thread] = job
            self._left.discard(thread)
            self._painters.submit(job.run, self.project)
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

    def open_question(self, thread: str) -> TurnView | None:
        """The plan that waits for approval or the turn that was cut off, also in an earlier process."""
        session, job = self.project.session(thread), self._running.get(thread)
        pending, asked = session.pending, session.waiting
        if pending is None or (asked is None and thread in self._left):
            return None
        return question_view(pending, asked, job.view if job else None, self.project.store)

    def follow(self, thread: str) -> Iterator[list[TurnView]]:
        """All turns of a thread, again whenever something new can be seen, until nothing runs."""
        job = self._running.get(thread)
        stored = self.project.session(thread).turns()
        before = [as_view(turn, self.project.store) for turn in stored]
        if job is None:
            yield self._at_rest(thread, before)
            return
        seen = -1
        while True:
            over, version = job.over.is_set(), job.version
            if version != seen:
                seen = version
                turns = [*(view for view in before if view.turn != job.view.turn), job.view]
                yield self._at_rest(thread, turns) if over else turns
            if over:
                return
            job.over.wait(LOOK_AGAIN_S)

    def _at_rest(self, thread: str, turns: list[TurnView]) -> list[TurnView]:
        """What the thread asks comes last; where the last turn made nothing, the table is shown."""
        if turns and not turns[-1].pictures:
            table = self.project.session(thread).history().table
            turns[-1].table = table_of(table, turns, self.project.store)
        question = self.open_question(thread)
        if question is None:
            return turns
        return [*(view for view in turns if view.turn != question.turn), question]
