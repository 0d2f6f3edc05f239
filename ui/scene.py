"""What the page shows of a thread at one moment. Knows no widgets."""

from dataclasses import dataclass

from ..agent.versions import History
from ..tools.assets import Store
from .stored_view import table_of
from .view import PictureView, TurnView


@dataclass(frozen=True)
class Scene:
    """A thread as it is now: its turns, oldest first, the version tree, and whether it is being painted.

    While a turn runs, `history` is that of before. `store` knows what the pictures are. `language` is that
    of whom the page is shown to. `threads` are all of the project, (name, title), the one used last first.
    `before` are the turns of others that are painted before this one.
    """

    thread: str
    turns: tuple[TurnView, ...]
    history: History
    busy: bool
    store: Store
    language: str = "en"
    threads: tuple[tuple[str, str], ...] = ()
    before: int = 0

    @property
    def last(self) -> TurnView | None:
        """The turn that runs, asks, or ended last."""
        return self.turns[-1] if self.turns else None

    @property
    def table(self) -> list[PictureView]:
        """What is being painted, or else the pictures that lie on the table."""
        if self.busy and self.last and self.last.pictures:
            return self.last.pictures
        return table_of(self.history.table, self.turns)
