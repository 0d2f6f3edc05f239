"""What all threads of a project share: the graph, its checkpoints, and the switches that stop turns.

Runs nothing itself.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from langgraph.checkpoint.sqlite import SqliteSaver

from .context import Context
from .graph import Graph


@dataclass
class Switches:
    """What stops the running turns of a project: thread → (turn, switch). Shared by all its sessions."""

    running: dict[str, tuple[str, threading.Event]] = field(default_factory=dict)

    def stop(self, thread: str, turn: str | None) -> None:
        """Stop the turn that runs in a thread, where it is that one or none is named."""
        running, switch = self.running.get(thread, ("", threading.Event()))
        if turn in (None, running):
            switch.set()


@dataclass(frozen=True)
class Workshop:
    """What all threads of a project run on; `context` makes what a run of a turn may use, with its switch."""

    graph: Graph
    saver: SqliteSaver
    folder: Path
    context: Callable[[threading.Event], Context]
    switches: Switches = field(default_factory=Switches)
