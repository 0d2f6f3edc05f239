"""A turn as programs follow it: begun among the jobs, so that the page shows it, too. Knows no protocol."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Literal

from ..agent.direct import words_of
from ..agent.events import ApprovalAsked, Event, Replied
from ..agent.session import Session
from ..tools.tool import Tool
from .assembly import Refused
from .job import Act
from .jobs import Jobs
from .view import BROKE, NOT_BEGUN, TurnView

LOOK_AGAIN_S = 0.05
NO_REPLY = {
    BROKE: "something broke inside, and the log of the server says what; what was finished is kept",
    NOT_BEGUN: "stopped before it had begun",
}


class Busy(Refused):
    """The thread does something else just now."""


class Told:
    """A turn that was begun. It goes on whether its events are read or not."""

    def __init__(self, jobs: Jobs, thread: str, view: TurnView, act: Act) -> None:
        """Begin it, from within the loop that will read. Raises `Busy`, and `SessionError` of a bad name."""
        self._jobs, self._thread, self._view = jobs, thread, view
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        if not jobs.begin(thread, view, lambda session: self._heard(act(session))):
            raise Busy(f"the thread {thread!r} is busy with another turn; wait for its end, or cancel it")

    async def events(self) -> AsyncIterator[Event]:
        """Its events, the last one `Replied` or `ApprovalAsked`; `Refused` where there was no such end."""
        last: Event | None = None
        while not (self._is_over() and self._events.empty()):
            try:
                # Not `wait_for`: in Python 3.11 it loses a cancellation that meets an event.
                async with asyncio.timeout(LOOK_AGAIN_S):
                    last = await self._events.get()
            except TimeoutError:
                continue
            yield last
        ended = isinstance(last, ApprovalAsked) or (
            isinstance(last, Replied) and self._view.outcome == last.outcome
        )
        if not ended:
            raise Refused(self._view.reply or NO_REPLY.get(self._view.outcome, NO_REPLY[BROKE]))

    def stop(self) -> None:
        """Stop it within one step; finished pictures stay."""
        if not self._is_over():
            self._jobs.stop(self._thread)

    def _heard(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)
            yield event

    def _is_over(self) -> bool:
        job = self._jobs.running(self._thread)
        return job is None or job.view is not self._view


def said(jobs: Jobs, thread: str, text: str, images: Sequence[str], seed: int | None) -> Told:
    """Say something in a thread, with stored pictures by their ids."""
    paths = [jobs.project.store.path(id) for id in images]

    def act(session: Session) -> Iterator[Event]:
        return session.say(text, paths, seed=seed)

    told = Told(jobs, thread, TurnView(text, coming=len(paths)), act)
    jobs.titles.begin(thread, text)
    return told


def called(jobs: Jobs, thread: str, call: Tool) -> Told:
    """Do a tool call in a thread, as a turn of its own."""
    return Told(jobs, thread, TurnView(words_of(call)), lambda session: session.run(call))


def answered(jobs: Jobs, thread: str, *, yes: bool) -> Told:
    """Answer what a thread asks: to do a plan or not, or to go on with a turn that was cut off."""
    session, question = jobs.project.session(thread), jobs.open_question(thread)
    if question is None:
        raise Refused(f"nothing waits for an answer in the thread {thread!r}; say what you want")
    if session.waiting:
        return Told(jobs, thread, question.go_on(), Session.approve if yes else Session.refuse)
    if not yes:
        raise Refused(f"the last turn of {thread!r} was cut off; go on with it, or say something else")
    return Told(jobs, thread, question.go_on(), Session.resume)


def moved(jobs: Jobs, thread: str, move: Literal["undo", "redo"]) -> Told:
    """One step back or forth in the version tree."""
    act = Session.undo if move == "undo" else Session.redo
    return Told(jobs, thread, TurnView(move, moves=True), act)
