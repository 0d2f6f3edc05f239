"""Turns that run on their own, whoever watches: a closed or refreshed page neither stops nor loses one.

A thread does one thing at a time; the painters say how many paint at once. Knows no widgets.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

from ..agent.events import Event
from ..agent.session import Project, Session, SessionError
from ..agent.versions import History
from .scene import Scene
from .thread_titles import ThreadTitles
from .view import CUT_OFF, TurnView, as_view, question_view

LOG = logging.getLogger(__name__)
LOOK_AGAIN_S = 0.1

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


@dataclass(frozen=True)
class _Stored:
    """What the project's files say of a thread."""

    turns: tuple[TurnView, ...]
    history: History
    threads: list[tuple[str, str]]


class Jobs:
    """The running turns of a project, one a thread at most, and the finished ones."""

    def __init__(self, project: Project, painters: Executor) -> None:
        self.project = project
        self.titles = ThreadTitles(project)
        self._painters = painters
        self._running: dict[str, Job] = {}
        self._futures: dict[str, Future[None]] = {}
        self._stored: dict[str, tuple[Job | None, _Stored]] = {}  # read after that job, or before any
        self._left: set[str] = set()  # threads whose cut-off turn nobody wants to go on
        self._guard = threading.Lock()

    def say(self, thread: str, text: str, images: Sequence[Path] = ()) -> bool:
        """Say something; False where the thread is still busy."""
        view = TurnView(text, coming=len(images))
        if not self.begin(thread, view, lambda session: session.say(text, images)):
            return False
        self.titles.begin(thread, text)
        return True

    def undo(self, thread: str) -> bool:
        """One step back; False where the thread is still busy."""
        return self.begin(thread, TurnView("Undo"), Session.undo)

    def redo(self, thread: str) -> bool:
        """One step forth; False where the thread is still busy."""
        return self.begin(thread, TurnView("Redo"), Session.redo)

    def answer(self, thread: str, *, yes: bool) -> bool:
        """Answer what the thread asks: to approve a plan, or to go on with a turn that was cut off."""
        view = self.open_question(thread)
        if view is None or self.running(thread):
            return False
        if view.outcome == CUT_OFF and not yes:
            self._left.add(thread)
            self._stored.pop(thread, None)
            return True
        if view.outcome == CUT_OFF:
            return self.begin(thread, view.begun(), Session.resume)
        return self.begin(thread, view.begun(), Session.approve if yes else Session.refuse)

    def begin(self, thread: str, view: TurnView, act: Act) -> bool:
        """Let a session do anything, shown as `view`; False where the thread is still busy."""
        with self._guard:
            if self.running(thread):
                return False
            job = Job(self.project.session(thread), view, act)
            self._stored_of(thread)  # what was there before this turn
            self._running[thread] = job
            self._left.discard(thread)
            self._futures[thread] = self._painters.submit(job.run, self.project)
            return True

    def close(self) -> None:
        """Stop what runs, and wait until it has ended."""
        for job in self._running.values():
            job.stop()
        for future in self._futures.values():
            future.result()

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
        return question_view(pending, asked, job.view if job else None)

    def scene(self, thread: str) -> Scene:
        """The thread as it is now."""
        job = self.running(thread)
        stored = self._stored_of(thread)
        turns = stored.turns
        if job:
            turns = (*(view for view in turns if view.turn != job.view.turn or not view.turn), job.view)
        threads = tuple(stored.threads)
        return Scene(thread, turns, stored.history, job is not None, self.project.store, threads=threads)

    async def watch(self, thread: str) -> AsyncIterator[Scene]:
        """The thread now, and again whenever something new can be seen of it, for as long as it is asked."""
        if not self.running(thread):
            self._stored.pop(thread, None)  # another process may have gone on with it
        seen: object = None
        while True:
            if (now := self._version(thread)) != seen:
                seen = now
                yield await asyncio.to_thread(self.scene, thread)
            await asyncio.sleep(LOOK_AGAIN_S)

    def _version(self, thread: str) -> object:
        """Differs from the one before where something new can be seen."""
        job = self._running.get(thread)
        return id(job), job and job.version, job and job.over.is_set(), thread in self._left

    def _stored_of(self, thread: str) -> _Stored:
        """As it was read when the last turn ended; one that runs is not among it."""
        job = self._running.get(thread)
        known = self._stored.get(thread)
        if known and (known[0] is job or (job and not job.over.is_set())):
            return known[1]
        stored = self._read(thread, job)
        self._stored[thread] = job, stored
        return stored

    def _read(self, thread: str, job: Job | None) -> _Stored:
        session = self.project.session(thread)
        turns = [as_view(turn, self.project.store) for turn in session.turns()]
        if job:  # what is only in memory, such as why it failed
            turns = [*(view for view in turns if view.turn != job.view.turn), job.view]
        question = self.open_question(thread)
        if question:
            turns = [*(view for view in turns if view.turn != question.turn), question]
        return _Stored(tuple(turns), session.history(), self.titles.listed())
