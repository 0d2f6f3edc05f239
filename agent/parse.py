"""The node that understands: text and pictures of the thread → Brief. Knows no tools."""

from langgraph.runtime import Runtime

from .context import Context
from .phrasebook.phrasebook import Phrasebook
from .situation import Situation
from .state import State


def parse(state: State, runtime: Runtime[Context]) -> State:
    """Read the text as the phrasebook does."""
    painter = runtime.context.painter
    situation = Situation(
        painter.settings,
        painter.max_references,
        seen=tuple(state.get("seen", ())),
        uploads=tuple(state["uploads"]),
    )
    return {"brief": Phrasebook(painter.vocabulary).brief(state["text"], situation)}
