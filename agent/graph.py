"""The way of one turn, on one screen:

parse → plan → (approve) → act → critique → (refine → act) → compose → reply

Each arrow is a checkpoint, so a finished step is never lost. Knows no screen and no folder.
"""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from .act import act
from .approve import approve
from .compose import compose
from .context import Context
from .critique import critique
from .parse import parse
from .plan import plan
from .ready import ready, side_by_side
from .refine import corrections
from .reply import reply
from .state import State

SIDE_BY_SIDE = 2
"""Steps that run at once: what a laptop has cores for, and the most that a crash can cost."""

Graph = CompiledStateGraph[State, Context, State, State]


def build_graph(checkpointer: BaseCheckpointSaver[Any]) -> Graph:
    """The compiled graph; `Context` comes with each run."""
    graph = StateGraph(State, context_schema=Context)
    for node in (parse, plan, approve, act, critique, compose, reply):
        graph.add_node(node)
    graph.add_edge(START, "parse")
    graph.add_edge("parse", "plan")
    graph.add_edge("plan", "approve")
    graph.add_conditional_edges("approve", onward, ["act", "compose"])
    graph.add_edge("act", "critique")
    graph.add_conditional_edges("critique", onward, ["act", "compose"])
    graph.add_edge("compose", "reply")
    graph.add_edge("reply", END)
    return graph.compile(checkpointer=checkpointer)


def onward(state: State, runtime: Runtime[Context]) -> list[Send] | str:
    """Correct what came out wrong before anything is made from it; then what is ready; then compose."""
    if state["problem"] or state["answered"] == "refused":
        return "compose"
    works = corrections(state, runtime.context) or ready(state)
    wave = side_by_side(works[:SIDE_BY_SIDE])
    return [Send("act", {"turn": state["turn"], "work": work}) for work in wave] or "compose"
