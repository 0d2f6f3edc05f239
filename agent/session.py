"""The public face: a `Project` is a folder, a `Session` a thread in it that one talks to.

Takes messages in and gives events out. Knows no screen.
"""

import os
import secrets
import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from ..models.image_model import ImageModel
from ..models.vision_model import VisionModel
from ..tools.assets import Store
from ..tools.records import StoreError
from ..tools.tool import Tool
from .aio import AsyncEvents, followed
from .approve import first_seed
from .book_work import BookWork
from .checkpoints import ThreadsError, open_threads, thread_names
from .context import Context
from .costs import Costs
from .direct import brief_of, plan_of, words_of
from .events import ApprovalAsked, Event
from .finished import Pending, as_pending, as_turn, told_before
from .graph import build_graph
from .limits import Limits
from .message import MessageError
from .plan_check import problem_with
from .planner import Planner
from .prepare import prepared
from .recognition import shown_in
from .request import brief_of_move, brief_of_pictures, checked, new_turn
from .rules import rules
from .state import Brief, Operation, Plan, Seen, Turn
from .thread import SessionError, Thread
from .versions import History
from .workshop import Workshop

__all__ = ["Project", "Session", "SessionError"]

Events = Generator[Event, None, None]


class Project:
    """A folder with pictures, books and threads; safe to open several times."""

    def __init__(
        self,
        folder: str | os.PathLike[str],
        painter: ImageModel,
        *,
        planner: Planner | None = None,
        eyes: VisionModel | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Open the project in `folder`, making it where it does not exist.

        `painter` draws, `planner` understands (`rules`, where none is given), and `eyes` judge.
        """
        try:
            self.limits = limits or Limits()
            self.store = Store(folder)
            self._threads = open_threads(self.store.folder / "threads.db")
        except ValidationError as error:
            raise SessionError(_wrong_limit(error)) from error
        except (StoreError, ThreadsError) as error:
            raise SessionError(str(error)) from error
        self.painter = painter
        self._planner = planner or rules(painter.vocabulary)
        self.eyes = eyes
        self._costs = Costs(self.store.folder / "costs.json")
        self.ended: dict[str, dict[str, Turn]] = {}  # thread → checkpoint → the turn that ended there
        self.workshop = Workshop(build_graph(self._threads), self._threads, self.store.folder, self._context)

    def session(self, thread: str = "main") -> "Session":
        """The thread of that name, new or as it was left."""
        return Session(self, thread)

    def threads(self) -> list[str]:
        """The names of the threads that anything was said in, the one used last first."""
        return thread_names(self._threads)

    def close(self) -> None:
        """Let go of the project's files."""
        self._threads.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _context(self, cancelled: threading.Event) -> Context:
        return Context(
            self.store,
            self.painter,
            self._planner,
            self.eyes.for_turn() if self.eyes else None,
            self.limits,
            self._costs,
            cancelled=cancelled,
        )


class Session:
    """One thread: what was said and made in it comes back in a new process."""

    def __init__(self, project: Project, thread: str) -> None:
        self.thread = thread
        self._project = project
        self._turns = Thread(project.workshop, thread)

    def say(
        self, text: str, images: Sequence[str | os.PathLike[str]] = (), *, seed: int | None = None
    ) -> Events:
        """Do what `text` asks, with uploaded pictures; yields events, at last `Replied` or `ApprovalAsked`.

        Raises `SessionError` before anything is stored where the input cannot be read. Closing the
        iterator stops the turn as `cancel` does. A plan that still waits is refused by saying something
        else, and a turn that was cut off ends there: its finished pictures stay, as those of a stopped turn.
        """
        return self._said(_fresh(), text, images, seed)

    def asay(
        self, text: str, images: Sequence[str | os.PathLike[str]] = (), *, seed: int | None = None
    ) -> AsyncEvents:
        """As `say`, for `async for`; a task that is cancelled stops the turn."""
        turn = _fresh()
        return followed(self._said(turn, text, images, seed), lambda: self.cancel(turn))

    def run(self, call: Tool, *, words: str = "") -> Events:
        """Do a tool call as a turn of its own, as a planner's; yields what `say` yields.

        `words` tell it to those who read the thread; left out, the call itself does. The pictures are not
        judged and not made anew: they are what was asked for. Raises `SessionError` where the call names a
        picture that does not exist.
        """
        return self._called(_fresh(), call, words)

    def arun(self, call: Tool) -> AsyncEvents:
        """As `run`, for `async for`."""
        turn = _fresh()
        return followed(self._called(turn, call, ""), lambda: self.cancel(turn))

    def show(self, images: Sequence[str | os.PathLike[str]]) -> Events:
        """Take pictures in and do nothing with them yet; later turns can speak of them."""
        return self._shown(_fresh(), images)

    def repeat(
        self, text: str, images: Sequence[str | os.PathLike[str]], brief: Brief, plan: Plan, seed: int
    ) -> Events:
        """As `say`, understood and planned as before, whoever the planner is."""
        return self._said(_fresh(), text, images, seed, preset=brief, given=plan)

    def approve(self, plan: Plan | None = None) -> Events:
        """Do the plan that waits, or another one in its place."""
        with self._turns.alone():
            asked = self._must_wait()
            if plan and (problem := self._problem_with(plan, asked)):
                raise SessionError(problem)
            yield from self._turns.answer(approved=True, plan=plan)

    def refuse(self) -> Events:
        """Leave the plan that waits; the turn ends, and nothing is painted."""
        with self._turns.alone():
            self._must_wait()
            yield from self._turns.answer(approved=False)

    def cancel(self, turn: str | None = None) -> None:
        """Stop the running turn, or only that one, within one denoising step; finished pictures stay.

        Safe from any thread, and by any session of the same project and thread.
        """
        self._project.workshop.switches.stop(self.thread, turn)

    def undo(self) -> Events:
        """One step back in the version tree."""
        yield from self._move("undo")

    def redo(self) -> Events:
        """One step forth, where the last undo came from."""
        yield from self._move("redo")

    def branch(self, turn: str) -> Events:
        """Go to the moment of a turn, "" for the empty table; the next change grows from there."""
        if turn and turn not in {moment.turn for moment in self.history().moments}:
            raise SessionError(f"there is no turn {turn[:40]!r} in the history; take one that it shows")
        yield from self._move("branch", turn)

    def resume(self) -> Events:
        """Go on with a turn that was cut off, painting nothing twice; nothing where none was."""
        with self._turns.alone():
            if self._turns.unfinished:
                yield from told_before(self._turns.state, self._project.store)
                yield from self._turns.go_on()

    @property
    def waiting(self) -> ApprovalAsked | None:
        """The plan that waits for `approve` or `refuse`, also after a restart."""
        return self._turns.waiting

    @property
    def unfinished(self) -> bool:
        """Whether the last turn was cut off, by a crash or a kill, and can be resumed."""
        return self._turns.unfinished

    @property
    def pending(self) -> Pending | None:
        """What was said in the turn that waits or was cut off, also after a restart."""
        return as_pending(self._turns.state) if self.waiting or self.unfinished else None

    @property
    def book(self) -> BookWork:
        """Work on the book that lies on the table, or waits to be painted."""
        return BookWork(self._turns, self._project.store, self._project.painter)

    def history(self) -> History:
        """The version tree."""
        state = self._turns.state
        return History(moments=tuple(state.get("moments", ())), head=state.get("head", ""))

    def turns(self) -> list[Turn]:
        """The finished turns, oldest first; only those that ended since they were last asked for are read."""
        known = self._project.ended.get(self.thread, {})
        newer = {end: as_turn(state) for end, state in self._turns.ends(known)}
        self._project.ended[self.thread] = turns = {**known, **dict(reversed(newer.items()))}
        return list(turns.values())

    def _said(
        self,
        turn: str,
        text: str,
        images: Sequence[str | os.PathLike[str]],
        seed: int | None,
        **understood: Any,
    ) -> Events:
        text = _readable(text, images)
        with self._turns.alone():
            uploads = self._take_in(images, turn)
            yield from self._turns.begin(new_turn(turn, text, uploads=uploads, seed=seed, **understood))

    def _shown(self, turn: str, images: Sequence[str | os.PathLike[str]]) -> Events:
        _readable("", images)
        with self._turns.alone():
            uploads = self._take_in(images, turn)
            brief = brief_of_pictures(self._turns.state, [seen.id for seen in uploads])
            yield from self._turns.begin(new_turn(turn, "", uploads=uploads, preset=brief))

    def _called(self, turn: str, call: Tool, words: str) -> Events:
        with self._turns.alone():
            state = self._turns.state
            brief = brief_of(call, state)
            plan = plan_of(call, brief)
            if problem := problem_with(prepared(plan, 0), brief, self._project.store):
                raise SessionError(problem)
            yield from self._turns.begin(new_turn(turn, words or words_of(call), preset=brief, given=plan))

    def _move(self, operation: Operation, target: str = "") -> Events:
        with self._turns.alone():
            brief = brief_of_move(self._turns.state, operation, target)
            yield from self._turns.begin(new_turn(_fresh(), operation, preset=brief))

    def _must_wait(self) -> ApprovalAsked:
        if asked := self.waiting:
            return asked
        raise SessionError(f"no plan waits for an answer in the thread {self.thread!r}; say what you want")

    def _problem_with(self, plan: Plan, asked: ApprovalAsked) -> str:
        plan = prepared(plan, first_seed(asked.plan))
        return problem_with(plan, self._turns.state["brief"], self._project.store)

    def _take_in(self, images: Sequence[str | os.PathLike[str]], turn: str) -> list[Seen]:
        store = self._project.store
        return [
            Seen(id=store.take_in(path, turn=turn).id, shows=shown_in(Path(path)), turn=turn)
            for path in images
        ]


def _readable(text: str, images: Sequence[str | os.PathLike[str]]) -> str:
    try:
        return checked(text, images)
    except (MessageError, StoreError) as error:
        raise SessionError(str(error)) from error


def _fresh() -> str:
    """The id of a new turn."""
    return secrets.token_hex(6)


def _wrong_limit(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name, given = ".".join(map(str, first["loc"])), str(first["input"])[:40]
    return f"the limit TRIPTYCH_{name.upper()} is {given!r}: {first['msg']}; correct it"
