"""What a message comes into: the thread's pictures and version tree, and what the painter can do."""

from collections.abc import Callable
from dataclasses import dataclass

from ..models.image_model import Ability, Settings
from ..tools.members import Member
from ..tools.sketch import Blob
from .state import Brief, Moment, Seen


@dataclass(frozen=True)
class Situation:
    """`seen` are the thread's pictures that are not deleted, oldest first, without this message's `uploads`.

    `moments` is the version tree in the order it grew, `head` the turn of the moment that is on the table
    ("" before the first). `wishes` stand from earlier turns. `last` is the brief that made the moment on the
    table, where that is known. `abilities` are what the painter can do beside prompt and references.
    `adapters` are the names of the project's LoRAs, `cast` its characters. `sketch` gives the patches of a
    picture by its id. `language` is the code of the message's, whatever it was translated to.
    """

    settings: Settings
    most_references: int
    seen: tuple[Seen, ...] = ()
    uploads: tuple[Seen, ...] = ()
    moments: tuple[Moment, ...] = ()
    head: str = ""
    wishes: tuple[str, ...] = ()
    last: Brief | None = None
    abilities: frozenset[Ability] = frozenset()
    adapters: tuple[str, ...] = ()
    cast: tuple[Member, ...] = ()
    sketch: Callable[[str], tuple[Blob, ...]] = lambda _: ()
    language: str = "en"

    @property
    def table(self) -> Moment | None:
        """The moment that the user looks at."""
        return next((moment for moment in self.moments if moment.turn == self.head), None)
