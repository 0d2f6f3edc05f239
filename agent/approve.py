"""The node that asks before it costs: a plan over a limit waits for the user, also over a restart."""

from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from .approval import reasons
from .context import Context
from .events import Understood
from .plan import priced
from .prepare import prepared
from .state import Plan, State
from .told_otherwise import told_otherwise


def approve(state: State, runtime: Runtime[Context]) -> State:
    """Wait for the answer, {"approved": bool, "plan": Plan or None, "brief": Brief or None}, where there is
    a reason to ask.

    A plan that comes with the answer takes the place of ours, and so does the brief that it follows; whoever
    sends them has checked them. Without such a brief, what the painter is told otherwise is not judged.
    """
    context, plan = runtime.context, state["plan"]
    brief = state["brief"]
    why = reasons(plan, context.limits, brief.language, waits=brief.waits)
    if not why or context.cancelled.is_set():
        return {}
    answer: dict[str, Any] = interrupt(why)
    if not answer["approved"]:
        return {"answered": "refused"}
    if edited := answer["plan"]:
        # The first seed of the old plan, so that a step that the user left as it was paints the same.
        edited = edited.model_copy(update={"spent": plan.spent})
        brief = answer.get("brief") or told_otherwise(brief, plan, edited)
        plan = priced(prepared(edited, first_seed(plan)), brief, context)
    runtime.stream_writer(Understood(state["turn"], (), plan))
    return {"answered": "approved", "plan": plan, "brief": brief}


def first_seed(plan: Plan) -> int:
    """The seed that the turn began with."""
    return min((int(step.arguments["seed"]) for step in plan.steps if "seed" in step.arguments), default=0)
