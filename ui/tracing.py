"""No trace of a conversation goes to a tracing service.

LangGraph sends what every node reads and writes to LangSmith where the environment says so, and it may say so
for another program. Knows no graph.
"""

import os

SWITCHES = ("LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING")


def keep_traces_here() -> None:
    """Take the switches out of this process; its first graph must not have run yet."""
    for switch in SWITCHES:
        os.environ.pop(switch, None)
