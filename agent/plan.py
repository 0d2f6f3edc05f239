"""The node that plans: Brief → Plan with everything decided, seeds too, and its price. Paints nothing."""

from langgraph.runtime import Runtime

from ..tools.arguments import resolve_seed
from .context import Context
from .estimate import estimate
from .events import Understood
from .parse import situation_in
from .plan_check import problem_with
from .prepare import prepared
from .state import Brief, Plan, State


def plan(state: State, runtime: Runtime[Context]) -> State:
    """Ask the planner for the steps, where none came with the brief, and tell them; a plan that cannot be
    followed ends the work.
    """
    context, brief = runtime.context, state["brief"]
    seed = resolve_seed(state["seed"])
    given = state.get("given") if brief.operation != "clarify" else None  # which may not be done then
    given = given or context.planner.plan(brief, situation_in(state, context), seed)
    drawn = prepared(given, seed)
    problem = problem_with(drawn, brief, context.store)
    drawn = Plan() if problem else priced(drawn, brief, context)
    runtime.stream_writer(Understood(state["turn"], brief.notes, drawn))
    return {"plan": drawn, "problem": problem}


def priced(plan: Plan, brief: Brief, context: Context) -> Plan:
    """The plan with its estimate."""
    return plan.model_copy(update={"estimate": estimate(plan, brief, context)})
