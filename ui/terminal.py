"""One turn in a terminal: notes, a progress bar a picture, then the reply with paths. Knows no commands."""

import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ..agent.events import Event, PictureReady, Replied, Understood
from ..agent.events import Progress as Painting
from ..agent.session import Project, Session, SessionError
from ..models.image_model import ImageModel, ModelError


class Refused(Exception):
    """The input cannot be used; the message is one sentence for stderr."""


def open_project(folder: Path, load: Callable[[], ImageModel]) -> Project:
    """The project in `folder` with a loaded painter."""
    try:
        return Project(folder, load())
    except (SessionError, ModelError) as error:
        raise Refused(str(error)) from error


def run_turn(
    text: str,
    images: Sequence[Path],
    folder: Path,
    seed: int | None,
    load: Callable[[], ImageModel],
    *,
    quiet: bool,
) -> dict[str, Any]:
    """Say `text`, show what happens on stdout and stderr unless `quiet`, and return the outcome as JSON."""
    with open_project(folder, load) as project:
        session = project.session()
        with _stopped_by_interrupt(session), _Screen(quiet=quiet) as screen:
            try:
                for event in session.say(text, images, seed=seed):
                    screen.show(event)
            except SessionError as error:
                raise Refused(str(error)) from error
        screen.show_result(project)
        return screen.result(project)


@contextlib.contextmanager
def _stopped_by_interrupt(session: Session) -> Iterator[None]:
    """Ctrl-C stops the turn and keeps what is finished; a second one ends the program."""

    def stop(_: int, __: FrameType | None) -> None:
        session.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Screen:
    """What a turn leaves on the terminal: bars and notes while it runs, the result at the end."""

    def __init__(self, *, quiet: bool) -> None:
        self._out = Console(quiet=quiet, highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bars = Progress(
            TextColumn("[cyan]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps"),
            TimeElapsedColumn(),
            console=self._err,
            disable=quiet,
        )
        self._bar: dict[int, TaskID] = {}
        self._notes: tuple[str, ...] = ()
        self._ready: list[PictureReady] = []
        self._replied: Replied | None = None

    def __enter__(self) -> "_Screen":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def show(self, event: Event) -> None:
        match event:
            case Understood(notes=notes):
                self._notes = notes
                for note in notes:
                    self._out.print(f"[yellow]note[/] {escape(note)}")
            case Painting():
                self._advance(event)
            case PictureReady():
                self._ready.append(event)
            case Replied():
                self._replied = event

    def show_result(self, project: Project) -> None:
        assert self._replied is not None
        done = self._replied.outcome in ("done", "stopped")
        (self._out if done else self._err).print(escape(self._replied.text))
        for event in self._ready:
            self._out.print(f"  {event.record.id}  {escape(str(project.store.path(event.record.id)))}")
        for path in self._main_files():
            self._out.print(f"  {path.suffix[1:]}  {escape(str(path))}")

    def result(self, project: Project) -> dict[str, Any]:
        """The turn as one JSON object."""
        assert self._replied is not None
        return {
            "turn": self._replied.turn,
            "outcome": self._replied.outcome,
            "reply": self._replied.text,
            "notes": list(self._notes),
            "images": [
                {
                    "id": event.record.id,
                    "path": str(project.store.path(event.record.id)),
                    "prompt": (event.record.request or {}).get("prompt"),
                    "seed": event.record.seed,
                    "text": event.text,
                }
                for event in self._ready
            ],
            "files": [str(path) for path in self._replied.files],
        }

    def _main_files(self) -> list[Path]:
        assert self._replied is not None
        return [path for path in self._replied.files if path.parent.name != "pages"]

    def _advance(self, event: Painting) -> None:
        if event.picture not in self._bar:
            description = f"picture {event.picture} of {event.of}"
            self._bar[event.picture] = self._bars.add_task(description, total=event.steps)
        self._bars.update(self._bar[event.picture], completed=event.step)
