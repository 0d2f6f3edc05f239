"""Turns that run on their own: a closed or refreshed page neither stops nor loses one. Knows no widgets."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from ..agent.events import Event
from ..agent.session import Project, Session
from ..agent.state import Plan
from ..agent.versions import History
from .job import Act, Job
from .painters import Painters
from .quota import Quota
from .scene import Scene
from .stored_view import as_view, question_view
from .thread_titles import ThreadTitles
from .view import CAN_GO_ON, TurnView

LOOK_AGAIN_S = 0.05
MOST_UNSAVED = 20


@dataclass(frozen=True)
class _Stored:
    """What is known of a thread at rest."""

    turns: tuple[TurnView, ...]
    history: History
    threads: tuple[tuple[str, str], ...]


class Jobs:
    """The running turns of a project, one a thread at most, and the finished ones."""

    def __init__(self, project: Project, painters: Painters, *, pictures_per_hour: int = 0) -> None:
        self.project = project
        self.titles = ThreadTitles(project)
        self._painters = painters
        self._quota = Quota(project.store, pictures_per_hour)
        self._running: dict[str, Job] = {}
        self._futures: dict[str, Future[None]] = {}
        self._stored: dict[str, tuple[Job | None, _Stored]] = {}  # read after that job, or before any
        self._unsaved: dict[str, list[tuple[int, TurnView]]] = {}  # refused before anything was stored
        self._left: set[str] = set()  # threads whose cut-off turn nobody wants to go on
        self._changes = 0
        self._guard = threading.RLock()

    def say(self, thread: str, text: str, images: Sequence[Path] = ()) -> bool:
        """Say something; False where the thread is still busy."""
        view = TurnView(text, coming=len(images))
        if not self.begin(thread, view, lambda session: session.say(text, images)):
            return False
        self.titles.begin(thread, text)
        return True

    def undo(self, thread: str) -> bool:
        """One step back; False where the thread is still busy."""
        return self.begin(thread, TurnView("undo", moves=True), Session.undo)

    def redo(self, thread: str) -> bool:
        """One step forth; False where the thread is still busy."""
        return self.begin(thread, TurnView("redo", moves=True), Session.redo)

    def branch(self, thread: str, turn: str) -> bool:
        """Go to the moment of a turn; False where the thread is still busy."""
        return self.begin(thread, TurnView("branch", moves=True), lambda session: session.branch(turn))

    def amend(self, thread: str, turn: str, text: str) -> bool:
        """Say something else in the place of an earlier message, with its pictures: what came of that stays,
        as another branch. False where the thread is still busy, or knows no such turn.
        """
        session = self.project.session(thread)
        turns = session.turns()
        number = next((n for n, one in enumerate(turns) if one.id == turn), None)
        if number is None:
            return False
        before = _moment_before(session.history(), turn, [one.id for one in turns[:number]])
        images = [self.project.store.path(id) for id in turns[number].uploads]

        def act(session: Session) -> Iterator[Event]:
            if session.history().head != before:
                for _ in session.branch(before):
                    pass
            yield from session.say(text, images)

        return self.begin(thread, TurnView(text, coming=len(images)), act)

    def answer(self, thread: str, *, yes: bool, plan: Plan | None = None) -> bool:
        """Answer what the thread asks: to approve a plan, or another in its place, or to go on with a turn
        that was cut off. False where it asks nothing, or is busy.
        """
        view = self.open_question(thread)
        if view is None or self.running(thread):
            return False
        if view.outcome in CAN_GO_ON and not yes:
            self._left.add(thread)
            self._forget(thread)
            return True
        if view.outcome in CAN_GO_ON:
            return self.begin(thread, view.go_on(), Session.resume)
        act: Act = (lambda session: session.approve(plan)) if yes else Session.refuse
        return self.begin(thread, view.go_on(), act)

    def begin(self, thread: str, view: TurnView, act: Act) -> bool:
        """Let a session do anything, shown as `view`; False where the thread is still busy."""
        with self._guard:
            if self.running(thread):
                return False
            job = Job(self.project.session(thread), view, act)
            self._at_rest(thread)  # what was there before this turn
            self._running[thread] = job
            self._left.discard(thread)
            self._futures[thread] = self._painters.submit(job, lambda: job.run(self.project, self._quota))
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

    def rename(self, thread: str, title: str) -> None:
        """Call a thread something else."""
        self.titles.rename(thread, title)
        self._forget(thread)

    def open_question(self, thread: str) -> TurnView | None:
        """The plan that waits for approval or the turn that was cut off, also in an earlier process."""
        session, job = self.project.session(thread), self._running.get(thread)
        pending, asked = session.pending, session.waiting
        if pending is None or (asked is None and thread in self._left):
            return None
        return question_view(pending, asked, job.view if job else None)

    def scene(self, thread: str) -> Scene:
        """The thread as it is now."""
        with self._guard:
            job = self.running(thread)
            stored = self._at_rest(thread)
        turns = stored.turns
        if job:
            turns = (*(view for view in turns if view.turn != job.view.turn or not view.turn), job.view)
        before = self._painters.before(job) if job else 0
        threads = self.titles.with_new(thread, stored.threads)
        store = self.project.store
        return Scene(thread, turns, stored.history, job is not None, store, threads=threads, before=before)

    async def watch(self, thread: str) -> AsyncIterator[Scene]:
        """The thread now, and again whenever something new can be seen of it, for as long as it is asked."""
        if not self.running(thread):
            self._forget(thread)  # another process may have gone on with it
        seen: object = None
        while True:
            if (now := self._version(thread)) != seen:
                seen = now
                yield await asyncio.to_thread(self.scene, thread)
            await asyncio.sleep(LOOK_AGAIN_S)

    def _version(self, thread: str) -> object:
        """Differs from the one before where something new can be seen."""
        job = self._running.get(thread)
        if job is None:
            return self._changes
        return self._changes, id(job), job.version, job.over.is_set(), self._painters.before(job)

    def _forget(self, thread: str) -> None:
        """What was read of a thread is read again."""
        with self._guard:
            self._stored.pop(thread, None)
            self._changes += 1

    def _at_rest(self, thread: str) -> _Stored:
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
        question = self.open_question(thread)
        if job:
            self._keep(thread, turns, question, job.view)
            turns = [job.view if view.turn == job.view.turn else view for view in turns]
        if question:
            turns = [*(view for view in turns if view.turn != question.turn), question]
        for place, view in reversed(self._unsaved.get(thread, [])):
            turns.insert(place, view)
        return _Stored(tuple(turns), session.history(), tuple(self.titles.listed()))

    def _keep(self, thread: str, turns: list[TurnView], question: TurnView | None, view: TurnView) -> None:
        """Remember, for as long as the server runs, a message that was refused before it was stored."""
        stored = {one.turn for one in turns} | ({question.turn} if question else set())
        unsaved = self._unsaved.setdefault(thread, [])
        if view.turn not in stored and not any(view is one for _, one in unsaved):
            self._unsaved[thread] = [*unsaved, (len(turns), view)][-MOST_UNSAVED:]


def _moment_before(history: History, turn: str, earlier: Sequence[str]) -> str:
    """The moment that a turn began at; the newest of the turns before it where it made none."""
    made = next((moment for moment in history.moments if moment.turn == turn), None)
    if made:
        return made.parent
    return next((moment.turn for moment in reversed(history.moments) if moment.turn in earlier), "")
