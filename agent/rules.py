"""The planner that needs no language model: every language of `languages/` over the phrasebook."""

from ..models.vocabulary import Vocabulary
from .planner import Planner


def rules(vocabulary: Vocabulary | None) -> Planner:
    """The default planner; `vocabulary` is what the painter can draw, None for all."""
    from .languages.polyglot import Polyglot  # noqa: PLC0415 - their words take seconds to load
    from .phrasebook.phrasebook import Phrasebook  # noqa: PLC0415

    return Polyglot(Phrasebook(vocabulary))
