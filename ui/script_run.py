"""`triptych run FILE`: a task file done in a terminal, with its progress. Knows no keys of the file."""

import logging
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from ..agent.events import Progress
from ..agent.script.format import Say, TaskFile, Value
from ..agent.script.load import Script, load_script
from ..agent.script.manifest import NAME, Manifest, TurnReport, as_json
from ..agent.script.reading import ScriptError
from ..agent.script.results import ResultsError
from ..agent.script.runner import Run, TurnBegan, TurnEnded
from ..agent.session import SessionError
from .assembly import NO_EYES, PHRASEBOOK, Choice, Loaders, Refused, load_models
from .bars import Bars
from .run_batch import run_batch

LOG = logging.getLogger(__name__)
STOPPED = 130


class Broken(Exception):
    """Something broke that no input explains; the same run goes on where it was."""


def run_file(
    path: Path,
    choice: Choice,
    loaders: Loaders,
    *,
    out: Path | None,
    project: Path | None,
    thread: str | None,
    seed: int | None,
    variables: Mapping[str, Value],
    yes: bool,
    quiet: bool,
) -> tuple[Manifest, Path]:
    """Do what the file says; what came of it, and the folder with the results."""
    try:
        script = load_script(path, variables)
        chosen = _chosen(script.file, choice)
        if script.asks and chosen.eyes == NO_EYES:
            raise Refused("the file asks questions about its pictures, and there are no eyes; give --eyes")
        models = load_models(chosen, loaders)
        models = replace(models, limits=script.file.limits.over(models.limits))
        folder = _folder(script, out)
        with models.project(project or folder / "project") as opened:
            run = Run(script, opened, folder, seed=seed, thread=thread, approve=yes)
            return _followed(run, quiet=quiet), folder
    except (ScriptError, ResultsError, SessionError) as error:
        raise Refused(str(error)) from error


def batch_code(
    source: Path,
    target: Path,
    project: Path,
    choice: Choice,
    loaders: Loaders,
    seed: int | None,
    *,
    yes: bool,
) -> int:
    """Do many prompts; the exit code."""
    chosen = _chosen(TaskFile(turns=[Say(say="")]), choice)
    if not source.is_file():
        raise Refused(f"there is no file {str(source)!r}; give a file with a line of JSON for each prompt")
    if not target.absolute().parent.is_dir():
        raise Refused(f"there is no folder {str(target.absolute().parent)!r} for {target.name}; make it")
    before = signal.signal(signal.SIGINT, _leave)
    try:
        with load_models(chosen, loaders).project(project) as opened:
            return run_batch(source, target, opened, seed=seed, yes=yes)
    finally:
        signal.signal(signal.SIGINT, before)


def exit_code(manifest: Manifest) -> int:
    """0 where all held that was expected."""
    return 0 if manifest.held else 1


def as_told(manifest: Manifest, folder: Path) -> dict[str, object]:
    """The manifest for programs, and where the results are."""
    return {**as_json(manifest), "folder": str(folder)}


def _chosen(file: TaskFile, choice: Choice) -> Choice:
    """The command line comes first, then the file; then what is usual."""
    return Choice(
        choice.model or file.model or "pocket",
        choice.eyes or file.eyes,
        choice.planner or file.planner or PHRASEBOOK,
    )


def _folder(script: Script, out: Path | None) -> Path:
    """Where the results go; nothing that a file says leads out of the folder that it is in."""
    if out is not None:
        return out.expanduser()
    base = script.path.parent
    folder = base / (script.file.out or f"{script.path.stem}-results")
    if not folder.resolve().is_relative_to(base.resolve()):
        raise Refused(f"{str(folder)!r} leads out of the folder of the file, by a link; give --out")
    return folder


def _followed(run: Run, *, quiet: bool) -> Manifest:
    console = Console(quiet=quiet, highlight=False, soft_wrap=True)
    bars: Bars | None = None
    events = run.events()
    before = signal.signal(signal.SIGINT, _leave)
    try:
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                manifest: Manifest = end.value
                break
            except (ResultsError, SessionError):
                raise
            except Exception as error:  # a painter may break in any way
                LOG.exception("a turn broke")
                raise Broken(
                    f"it broke inside ({type(error).__name__}: {error}); run it again to go on"
                ) from error
            match event:
                case TurnBegan(number=number, of=of, told=told):
                    console.print(f"[bold]{number}/{of}[/]  {escape(told[:200])}")
                    bars = Bars(Console(stderr=True), hidden=quiet)
                    bars.__enter__()
                case Progress() if bars:
                    bars.advance(event)
                case TurnEnded(report=report, of=of, before=done_before):
                    if bars:
                        bars.__exit__()
                    bars = None
                    _tell(console, report, of, before=done_before)
    finally:
        if bars:
            bars.__exit__()
        signal.signal(signal.SIGINT, before)
    _tell_end(console, manifest, run.folder)
    return manifest


def _leave(_: int, __: FrameType | None) -> None:
    """A turn that nobody follows to its end counts as stopped; one that is cut off goes on. So cut it off."""
    print("\nstopped; the same command goes on from here", file=sys.stderr, flush=True)
    os._exit(STOPPED)


def _tell(console: Console, report: TurnReport, of: int, *, before: bool) -> None:
    if before:
        console.print(f"[bold]{report.number}/{of}[/]  {escape(report.told[:200])} [dim](done before)[/]")
    console.print(f"     {escape(report.problem or report.reply)}")
    for picture in report.pictures:
        console.print(f"     {picture.id}  {escape(picture.file)}")
    for one in report.expectations:
        if not one.held:
            console.print(f"     [red]expected[/] {escape(one.expected)}; it was {escape(one.found)}")


def _tell_end(console: Console, manifest: Manifest, folder: Path) -> None:
    expected = [one for report in manifest.turns for one in report.expectations]
    held = sum(one.held for one in expected)
    console.print(f"{held} of {len(expected)} expectations held; {escape(str(folder / NAME))}")
