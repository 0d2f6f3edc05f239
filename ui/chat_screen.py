"""What a turn leaves on the terminal while it runs: plan, bars, pictures as paths, what the critic saw."""

from typing import Self

from rich.console import Console
from rich.markup import escape

from ..agent.events import ApprovalAsked, Event, Judged, PictureReady, Progress, Replied, Understood
from ..agent.wrong import critique_line
from ..tools.assets import Store
from .bars import Bars
from .plan_text import plan_lines


class ChatScreen:
    """Prints each event as it comes."""

    def __init__(self, console: Console, store: Store) -> None:
        self._console = console
        self._store = store
        self._bars = Bars(console)

    def __enter__(self) -> Self:
        self._bars.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.__exit__()

    def show(self, event: Event) -> None:
        """Print what an event tells."""
        match event:
            case Understood(notes=notes, plan=plan):
                self._print(*(f"note: {note}" for note in notes), style="yellow")
                self._print(*plan_lines(plan), style="dim")
            case ApprovalAsked(reasons=reasons):
                self._print(*reasons, style="yellow")
            case Progress():
                self._bars.advance(event)
            case PictureReady():
                self._picture(event)
            case Judged(critique=critique, best=best, language=language):
                worse = "" if best else " (an earlier one was better)"
                self._print(
                    f"      {critique.image}: {critique_line(critique, language)}{worse}", style="dim"
                )
            case Replied():
                self._reply(event)

    def _picture(self, event: PictureReady) -> None:
        self._bars.remove(event.picture)
        number = f"picture {event.picture} of {event.of}"
        again = f", try {event.draft}" if event.draft > 1 else ""
        path = self._store.path(event.record.id)
        self._print(f"  {event.record.id}  {path}  {number}{again}: {event.shows}")

    def _reply(self, replied: Replied) -> None:
        self._print(replied.text, style="bold")
        for path in replied.files:
            if path.parent.name != "pages":
                self._print(f"  {path.suffix[1:]}  {path}")

    def _print(self, *lines: str, style: str = "") -> None:
        for line in lines:
            self._console.print(escape(line), style=style)
