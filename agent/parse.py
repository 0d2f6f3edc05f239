"""The node that understands: text and pictures of the thread → Brief. Knows no tools.

The eyes look first at uploads that nothing is known of.
"""

from dataclasses import replace

from langgraph.runtime import Runtime

from ..models.vision_model import Usage
from ..tools.adapters import adapter_names
from ..tools.in_context import most_references
from ..tools.members import Members
from .context import Context
from .locks import respecting_locks
from .looking import looked_at
from .remember import situation
from .situation import Situation
from .sketches import sketches
from .state import Brief, State
from .versions import at


def parse(state: State, runtime: Runtime[Context]) -> State:
    """Ask the planner, unless the message came as a brief."""
    context = runtime.context
    table = at(state.get("moments", ()), state.get("head", ""))
    if preset := state.get("preset"):
        return {"brief": respecting_locks(preset, table)}
    if context.cancelled.is_set():  # a stopped turn asks no language model any more
        wishes = tuple(state.get("wishes", ()))
        return {"brief": Brief(task="chat", operation="chat", wishes=wishes)}
    uploads, usage = looked_at(state["uploads"], context)
    brief = context.planner.brief(state["text"], situation_in({**state, "uploads": uploads}, context))
    spent = Usage(brief.spent.calls + usage.calls, brief.spent.tokens + usage.tokens)
    brief = brief.model_copy(update={"spent": spent})
    return {"brief": respecting_locks(brief, table), "uploads": uploads}


def situation_in(state: State, context: Context) -> Situation:
    """What the message of this turn comes into."""
    painter, store = context.painter, context.store
    most = most_references(painter.max_references, painter.abilities)
    known = situation(state, painter.settings, most, painter.abilities)
    names = adapter_names(store.folder) if "adapters" in painter.abilities else ()
    cast = Members(store.folder).listed()
    return replace(known, adapters=names, cast=cast, sketch=sketches(store.open))
