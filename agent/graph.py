"""The way of one turn, on one screen: parse → plan → act (step by step) → reply.

Each arrow is a checkpoint, so a finished step is never lost. Knows no screen and no folder.
"""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from .act import act, more_to_do
from .context import Context
from .parse import parse
from .plan import plan
from .reply import reply
from .state import State

Graph = CompiledStateGraph[State, Context, State, State]


def build_graph(checkpointer: BaseCheckpointSaver[Any]) -> Graph:
    """The compiled graph; `Context` comes with each run."""
    graph = StateGraph(State, context_schema=Context)
    graph.add_node(parse)
    graph.add_node(plan)
    graph.add_node(act)
    graph.add_node(reply)
    graph.add_edge(START, "parse")
    graph.add_edge("parse", "plan")
    graph.add_conditional_edges("plan", more_to_do, ["act", "reply"])
    graph.add_conditional_edges("act", more_to_do, ["act", "reply"])
    graph.add_edge("reply", END)
    return graph.compile(checkpointer=checkpointer)
