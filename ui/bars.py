"""Progress bars in a terminal, one a picture. Knows no texts of a turn."""

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ..agent.events import Progress as Painting


class Bars:
    """The bars of one turn, only where the console is a terminal; others may print to it meanwhile."""

    def __init__(self, console: Console, *, hidden: bool = False) -> None:
        self._bars = Progress(
            TextColumn("[cyan]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps"),
            TimeElapsedColumn(),
            console=console,
            disable=hidden or not console.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._bar: dict[int, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def advance(self, event: Painting) -> None:
        """Show that a step is done; a new draft begins its bar anew."""
        if event.picture not in self._bar:
            description = f"picture {event.picture} of {event.of}"
            self._bar[event.picture] = self._bars.add_task(description, total=event.steps)
        self._bars.update(self._bar[event.picture], completed=event.step)

    def remove(self, picture: int) -> None:
        """The picture is told in another way."""
        if picture in self._bar:
            self._bars.remove_task(self._bar.pop(picture))
