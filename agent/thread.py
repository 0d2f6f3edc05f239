"""One LangGraph thread as turns run in it: one at a time, stoppable, going on where it was cut off.

Knows requests and events, not what is said.
"""

import contextlib
import logging
import re
import threading
from collections.abc import Container, Generator, Iterator, Sequence
from typing import Any, cast

from filelock import FileLock, Timeout
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot

from .checkpoints import forget_the_way
from .events import ApprovalAsked, Event
from .state import State
from .workshop import Workshop

LOG = logging.getLogger(__name__)
STEP_LIMIT = 1000


class SessionError(ValueError):
    """Something that cannot be said to a session; one sentence: value, expectation, remedy."""


class Thread:
    """A thread by its name, which is no path."""

    def __init__(self, workshop: Workshop, name: str) -> None:
        if not re.fullmatch(r"[\w-]{1,64}", name):
            raise SessionError(
                f"the thread name {name[:80]!r} cannot be used; take letters, digits and hyphens"
            )
        self.name = name
        self._workshop = workshop
        self._config: RunnableConfig = {"configurable": {"thread_id": name}, "recursion_limit": STEP_LIMIT}
        self._lock = FileLock(workshop.folder / f".{name}.lock", timeout=0, thread_local=False)

    @property
    def snapshot(self) -> StateSnapshot:
        """The state as it is stored."""
        return self._workshop.graph.get_state(self._config)

    @property
    def state(self) -> State:
        """Its values; empty before the first turn."""
        return cast("State", self.snapshot.values)

    def ends(self, known: Container[str] = ()) -> Iterator[tuple[str, State]]:
        """(checkpoint, state) at the end of each finished turn, the newest first, down to one that is known.

        Each is read when it is asked for: LangGraph holds all that it is asked for at once, and each state
        remembers those before it. An end stays as it is, whatever is said later.
        """
        read = self._workshop.graph.get_state_history
        before: RunnableConfig | None = None
        while snapshot := next(read(self._config, before=before, limit=1), None):
            if _id(snapshot) in known:
                return
            if _is_over(snapshot) and "reply" in snapshot.values:
                yield _id(snapshot), cast("State", snapshot.values)
            before = snapshot.config

    @property
    def waiting(self) -> ApprovalAsked | None:
        """The plan that waits for an answer."""
        return _asked(self.snapshot)

    @property
    def unfinished(self) -> bool:
        """Whether a turn was cut off, and can go on."""
        snapshot = self.snapshot
        return not _is_over(snapshot) and not snapshot.interrupts

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """No other turn in this thread meanwhile, in no process."""
        try:
            self._lock.acquire()
        except Timeout as error:
            raise SessionError(
                f"the thread {self.name!r} is still busy with another message; wait for it or stop it"
            ) from error
        try:
            yield
        finally:
            self._lock.release()

    def begin(self, request: State) -> Generator[Event, None, None]:
        """A new turn. One that waits is refused first, and one that was cut off ends as stopped."""
        try:
            if self.waiting:
                _exhaust(self.answer(approved=False))
            elif self.unfinished:
                _exhaust(self._run(None, self.state["turn"], stopped=True))
        except Exception:  # whatever broke it for good must not silence the thread
            LOG.exception("the turn before could not be ended; its pictures stay in the store")
        yield from self._run(request, request["turn"])

    def answer(self, *, approved: bool, plan: Any = None, brief: Any = None) -> Generator[Event, None, None]:
        """Go on with a turn that waits."""
        answer = {"approved": approved, "plan": plan, "brief": brief}
        yield from self._run(Command(resume=answer), self.state["turn"])

    def go_on(self) -> Generator[Event, None, None]:
        """Go on with a turn that was cut off."""
        yield from self._run(None, self.state["turn"])

    def _run(
        self, request: State | Command[Any] | None, turn: str, *, stopped: bool = False
    ) -> Generator[Event, None, None]:
        cancelled = threading.Event()
        if stopped:
            cancelled.set()
        running = self._workshop.switches.running
        running[self.name] = turn, cancelled
        stream = self._workshop.graph.stream(
            request,
            self._config,
            context=self._workshop.context(cancelled),
            stream_mode="custom",
            durability="sync",
        )
        events = cast("Iterator[Event]", stream)
        try:
            for event in events:  # noqa: UP028 (closing this must not close the graph's stream)
                yield event
        finally:
            # A turn that nobody follows any more still ends properly, and remembers its pictures.
            cancelled.set()
            _exhaust(events)
            del running[self.name]
        snapshot = self.snapshot
        if asked := _asked(snapshot):
            yield asked
        elif _is_over(snapshot):
            # Undo and branch move along the version tree, not along checkpoints.
            forget_the_way(self._workshop.saver, self.name, _id(snapshot))


def _is_over(snapshot: StateSnapshot) -> bool:
    """Whether nothing is left to run. `next` lacks what was done when a kill came before its checkpoint."""
    return not snapshot.tasks


def _id(snapshot: StateSnapshot) -> str:
    return str(snapshot.config["configurable"]["checkpoint_id"])


def _asked(snapshot: StateSnapshot) -> ApprovalAsked | None:
    if not snapshot.interrupts:
        return None
    reasons: Sequence[str] = snapshot.interrupts[0].value
    return ApprovalAsked(snapshot.values["turn"], snapshot.values["plan"], tuple(reasons))


def _exhaust(events: Iterator[Event]) -> None:
    for _ in events:
        pass
