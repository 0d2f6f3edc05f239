"""`triptych teach`: a folder of image sets → an adapter, with a bar, sheets on the way, and Ctrl-C.

Ctrl-C keeps what was learnt: the same command goes on from there. Knows no training.
"""

import threading
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..models.image_model import ModelError
from ..models.vision_model import VisionError
from ..tools.adapters import checked_name
from ..tools.assets import Store
from ..tools.records import StoreError
from ..tools.teaching import AdapterReady, teach_adapter
from ..tools.teaching_sets import read_sets
from .assembly import Choice, Loaders, Refused, eyes_of
from .interrupt import stopped_by_interrupt

if TYPE_CHECKING:
    from ..models.lora_training import TeachingStep

Lessons = Generator["TeachingStep | AdapterReady", None, None]
STOPPED = 130


def teach_folder(
    folder: Path, name: str, project: Path, choice: Choice, loaders: Loaders, steps: int | None
) -> int:
    """Teach, and print where the adapter is; 130 where it was stopped."""
    out, err = (Console(stderr=stderr, highlight=False, soft_wrap=True) for stderr in (False, True))
    try:
        checked_name(name)
        store, painter = Store(project), loaders.painter(choice.model)
        sets = read_sets(folder.expanduser(), small_world=painter.vocabulary is not None)
        eyes = None if all(one.caption for one in sets) else eyes_of(choice.eyes, loaders)
        lessons = teach_adapter(store.folder, painter, name, sets, eyes=eyes, steps=steps)
        ready = followed(lessons, name, err)
    except (StoreError, ModelError, VisionError) as error:
        raise Refused(str(error)) from error
    if ready is None:
        err.print(f"Stopped. What {name} had learnt is kept; the same command goes on from there.")
        return STOPPED
    _say(out, ready)
    return 0


class _Switch(threading.Event):
    def cancel(self) -> None:
        """As Ctrl-C asks."""
        self.set()


def followed(lessons: Lessons, name: str, console: Console) -> AdapterReady | None:
    """The adapter; None where it was stopped."""
    switch = _Switch()
    with closing(lessons) as events, stopped_by_interrupt(switch), _bar(console) as bar:
        task = bar.add_task(f"teaching {name}", total=None)
        for event in events:
            if isinstance(event, AdapterReady):
                return event
            bar.update(task, completed=event.index, total=event.of)
            if event.sheet:
                console.print(f"step {event.index} of {event.of}: there is a new sheet in adapters/.{name}")
            if switch.is_set():
                break
    return None


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("[cyan]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("steps"),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _say(console: Console, ready: AdapterReady) -> None:
    card = ready.card
    width, height = card.columns * card.panel_width, card.rows * card.panel_height
    console.print(
        f"{card.name} is ready: {card.sets} sets, {card.rows} × {card.columns} panels, "
        f"{width}×{height} pixels for {card.model}"
    )
    for path in (ready.path, ready.path.with_suffix(".toml"), ready.path.with_suffix(".png")):
        console.print(f"  {path.suffix[1:]}  {escape(str(path))}")
