"""One turn in a terminal: notes, a progress bar a picture, then the reply with paths. Knows no commands."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from ..agent.approval import over_budget
from ..agent.events import Event, Progress, Understood
from ..agent.session import Project, Session, SessionError
from ..agent.wrong import critique_line
from .account import Account
from .assembly import Refused
from .bars import Bars
from .interrupt import stopped_by_interrupt


def run_turn(
    project: Project,
    text: str,
    images: Sequence[Path],
    seed: int | None,
    *,
    thread: str,
    yes: bool,
    quiet: bool,
) -> dict[str, Any]:
    """Say `text`, show what happens on stdout and stderr unless `quiet`, and return the outcome as JSON."""
    screen = _Screen(quiet=quiet)
    try:
        session = project.session(thread)
        screen.follow(session, session.say(text, images, seed=seed))
        if screen.account.asked:
            _check_budget(project, session, screen.account, yes=yes)
            screen.follow(session, session.approve())
    except SessionError as error:
        raise Refused(str(error)) from error
    screen.show_result(project)
    return screen.account.as_json(project.store)


def _check_budget(project: Project, session: Session, account: Account, *, yes: bool) -> None:
    """Only a plan over the hard budget needs more than the command itself as a yes."""
    assert account.asked is not None
    reasons = over_budget(account.asked.plan.estimate, project.limits)
    if reasons and not yes:
        for _ in session.refuse():
            pass
        raise Refused(f"{'; '.join(reasons)}; say --yes to do it all the same")


class _Screen:
    """What a turn leaves on the terminal: bars and notes while it runs, the result at the end."""

    def __init__(self, *, quiet: bool) -> None:
        self.account = Account()
        self._quiet = quiet
        self._out = Console(quiet=quiet, highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)

    def follow(self, session: Session, events: Iterable[Event]) -> None:
        with stopped_by_interrupt(session), Bars(self._err, hidden=self._quiet) as bars:
            for event in events:
                self.account.take(event)
                match event:
                    case Understood(notes=notes):
                        for note in notes:
                            self._out.print(f"[yellow]note[/] {escape(note)}")
                    case Progress():
                        bars.advance(event)

    def show_result(self, project: Project) -> None:
        replied = self.account.replied
        assert replied is not None
        done = replied.outcome in ("done", "stopped")
        (self._out if done else self._err).print(escape(replied.text))
        for picture in self.account.delivered(project.store):
            self._out.print(f"  {picture.record.id}  {escape(str(picture.path))}")
            if picture.critique:
                self._out.print(
                    f"      [dim]{escape(critique_line(picture.critique, self.account.language))}[/]"
                )
        for path in self.account.main_files():
            self._out.print(f"  {path.suffix[1:]}  {escape(str(path))}")
