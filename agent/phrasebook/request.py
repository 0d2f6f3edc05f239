"""One message, ready to be read: its words and quotations, what it comes into, and which wishes stand."""

from dataclasses import dataclass, replace

from ..situation import Situation
from ..state import Seen
from .quotes import released
from .standing import Standing
from .table import Table


@dataclass(frozen=True)
class Request:
    """`text` holds private characters for its `quotes`; `about` is the picture that is meant by "it".

    `languages` are those that a new book is asked for in, where they are named; see `take_languages`.
    """

    text: str
    situation: Situation
    standing: Standing
    quotes: tuple[str, ...] = ()
    about: Seen | None = None
    languages: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        """What the user looks at."""
        return Table.of(self.situation)

    @property
    def uploads(self) -> tuple[Seen, ...]:
        """The pictures that came with the message."""
        return self.situation.uploads

    def saying(self, text: str) -> "Request":
        """The same with another text."""
        return replace(self, text=text)

    def own_words(self, text: str) -> str:
        """A part of the text with its quotations, as the user wrote it."""
        return released(text, self.quotes)
