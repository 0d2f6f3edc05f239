"""Runs a task file in a project: turn by turn, going on where a run was cut off, painting nothing twice.

What was done is read from the thread itself: whatever a kill cuts off, nothing is done twice. Knows no
screen: it tells in events.
"""

import secrets
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from ...tools.arguments import resolve_seed
from ...tools.made_with import made_with
from ...tools.tool import ToolError, make_call
from ..approval import over_budget
from ..events import Event
from ..prepare import takes_seed
from ..session import Events, Project, Session, SessionError
from ..state import Turn as Done
from .format import Call, GoTo, Move, Say, Show, Turn
from .load import Planned, Script
from .manifest import Manifest, TurnReport, read_manifest
from .names import Names, Unknown
from .reporting import Ended, report_of, told_in
from .results import ResultsError, results_in
from .understood import brief_and_plan

BETWEEN_SEEDS = 1000


@dataclass(frozen=True)
class TurnBegan:
    """Turn `number` of `of` begins; `told` is what is said or called."""

    number: int
    of: int
    told: str


@dataclass(frozen=True)
class TurnEnded:
    """A turn is over, in this run or, where `before`, in an earlier one."""

    report: TurnReport
    of: int
    before: bool


RunEvent = TurnBegan | TurnEnded | Event


@dataclass(frozen=True)
class Run:
    """A script, the project it runs in, and its result folder; `events()` does it.

    `seed` and `thread` None are those of the file, and a thread of its own. `approve` says yes to plans over
    the limits, too.
    """

    script: Script
    project: Project
    folder: Path
    seed: int | None = None
    thread: str | None = None
    approve: bool = False

    def events(self) -> Generator[RunEvent, None, Manifest]:
        """Do all turns; returns the manifest, which is also written after each turn.

        Raises `ResultsError` where the folder cannot be used.
        """
        with results_in(self.folder):
            manifest = self._begun().write(self.folder)
            session, names = self.project.session(manifest.thread), Names()
            for number, planned in enumerate(self.script.turns, start=1):
                of, report = len(self.script.turns), manifest.report(number)
                before = report is not None
                if report is None:
                    yield TurnBegan(number, of, told_in(planned.turn))
                    ended = yield from self._done(number, planned, session, manifest, names)
                    report = report_of(number, planned.turn, ended, self.project, self.folder, names)
                    manifest = manifest.with_turn(report).write(self.folder)
                if report.name:
                    names.remember(
                        report.name, [one.id for one in report.pictures], report.uploads, report.turn
                    )
                yield TurnEnded(report, of, before)
            held = all(report.held for report in manifest.turns)
            return manifest.model_copy(update={"held": held}).write(self.folder)

    def _begun(self) -> Manifest:
        """The manifest of the run that this one goes on with, or a new one."""
        painter, eyes = self.project.painter, self.project.eyes
        try:
            known = read_manifest(self.folder)
        except ValueError as error:
            raise ResultsError(str(error)) from error
        if known:
            return self._gone_on_with(known)
        thread = self.thread or f"run-{secrets.token_hex(4)}"
        seed = self.script.file.seed if self.seed is None else self.seed
        return Manifest(
            file=self.script.path.name,
            title=self.script.file.title,
            script=self.script.sha256,
            seed=resolve_seed(seed),
            thread=thread,
            before=len(self.project.session(thread).turns()),
            model=painter.name,
            revision=painter.revision,
            eyes=f"{eyes.name} {eyes.revision}" if eyes else None,
            made_with=made_with(),
        )

    def _gone_on_with(self, known: Manifest) -> Manifest:
        painter = self.project.painter
        given = {
            "task": (known.script, self.script.sha256),
            "seed": (known.seed, known.seed if self.seed is None else self.seed),
            "painter": (f"{known.model} {known.revision}", f"{painter.name} {painter.revision}"),
            "thread": (known.thread, self.thread or known.thread),
        }
        if other := [name for name, (then, now) in given.items() if then != now]:
            raise ResultsError(
                f"the results in {str(self.folder)!r} are of another {other[0]}; give --out with a new folder"
            )
        return known

    def _done(
        self, number: int, planned: Planned, session: Session, manifest: Manifest, names: Names
    ) -> Generator[Event, None, Ended]:
        """The turn in the thread, done now where it is not there yet."""
        seed = seed_of(number, planned.turn, manifest.seed)
        began, ended = time.monotonic(), Ended(None, seed=seed)
        try:
            if (done := _in_thread(number, session, manifest)) is None:
                refused = yield from self._acted(planned, session, seed, names)
                done = _in_thread(number, session, manifest)
                ended = replace(ended, refused=refused)
            ended = replace(ended, done=done)
        except (SessionError, ToolError, Unknown) as error:
            ended = replace(ended, problem=str(error))
        return replace(ended, seconds=time.monotonic() - began)

    def _acted(
        self, planned: Planned, session: Session, seed: int | None, names: Names
    ) -> Generator[Event, None, tuple[str, ...]]:
        """A turn that was cut off goes on, and a plan that waits is answered; why it was refused."""
        if session.unfinished:
            yield from session.resume()
        elif not session.waiting:
            yield from begun(planned, session, seed, names)
        asked = session.waiting
        if asked is None:
            return ()
        over = over_budget(asked.plan.estimate, self.project.limits)
        if planned.turn.answer == "approve" or (planned.turn.answer is None and (self.approve or not over)):
            yield from session.approve()
            return ()
        yield from session.refuse()
        return tuple(over) if planned.turn.answer is None else ()


def begun(planned: Planned, session: Session, seed: int | None, names: Names) -> Events:
    """The turn's events, from its beginning."""
    turn = planned.turn
    match turn:
        case Say(say=text, understood=None):
            return session.say(names.used(text), planned.images, seed=seed)
        case Say(say=text, understood=understood):
            assert understood is not None
            assert seed is not None
            brief, plan = brief_and_plan(understood, names.found)
            return session.repeat(names.used(text), planned.images, brief, plan, seed)
        case Show():
            return session.show(planned.images)
        case Call(tool=tool, arguments=arguments):
            given = names.used(arguments)
            return session.run(make_call(tool, {"seed": seed, **given} if takes_seed(tool) else given))
        case Move(do=do):
            return session.undo() if do == "undo" else session.redo()
        case GoTo(go_to=name):
            return session.branch(names.found(f"{name}.turn"))


def seed_of(number: int, turn: Turn, seed: int) -> int | None:
    """The seed of turn `number` in a run with that seed; None where the turn paints nothing."""
    if not isinstance(turn, Say | Call):
        return None
    own = turn.seed if isinstance(turn, Say) else turn.arguments.get("seed")
    return seed + BETWEEN_SEEDS * (number - 1) if own is None else int(own)


def _in_thread(number: int, session: Session, manifest: Manifest) -> Done | None:
    """The thread's turn that is turn `number` of the script; those that could not begin are not there."""
    skipped = sum(not one.turn for one in manifest.turns if one.number < number)
    turns = session.turns()[manifest.before :]
    at = number - 1 - skipped
    return turns[at] if at < len(turns) else None
