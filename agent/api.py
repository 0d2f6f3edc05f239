"""Triptych for Python: the names to import. `docs/python.md` shows each of them at work.

    from triptych.agent.api import Project, load

Tools are imported from their own modules, such as `triptych.tools.recolor`; `toolbox()` has them all by name.
"""

from ..models.catalog import load, load_vision
from ..tools.tool import Tool, toolbox
from .events import ApprovalAsked, Event, PictureReady, Progress, Replied
from .limits import Limits
from .replay import replayed
from .script.export import exported
from .script.load import load_script
from .script.runner import Run
from .session import Project, Session, SessionError
from .state import Turn

__all__ = [
    "ApprovalAsked",
    "Event",
    "Limits",
    "PictureReady",
    "Progress",
    "Project",
    "Replied",
    "Run",
    "Session",
    "SessionError",
    "Tool",
    "Turn",
    "exported",
    "load",
    "load_script",
    "load_vision",
    "replayed",
    "toolbox",
]
