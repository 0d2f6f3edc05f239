"""What needs no language model: the languages of `languages/` over the phrasebook, and a reader of pages."""

from ..models.vocabulary import Vocabulary
from ..tools.members import Member
from .board import Reader
from .planner import Planner


def rules(vocabulary: Vocabulary | None) -> Planner:
    """The default planner; `vocabulary` is what the painter can draw, None for all."""
    from .languages.polyglot import Polyglot  # noqa: PLC0415 - their words take seconds to load
    from .phrasebook.phrasebook import Phrasebook  # noqa: PLC0415

    return Polyglot(Phrasebook(vocabulary))


def reader(vocabulary: Vocabulary | None, cast: tuple[Member, ...]) -> Reader:
    """Who tells whom the pages of a changed storyboard show."""
    from .storyboard.rows import Rows  # noqa: PLC0415 - as above

    return Rows(vocabulary, cast)
