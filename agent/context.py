"""What the nodes of the graph may use, handed to them by LangGraph's `Runtime`."""

import threading
from dataclasses import dataclass, field

from ..models.image_model import ImageModel
from ..models.vision_model import VisionModel
from ..tools.assets import Store
from .limits import Limits
from .planner import Planner


@dataclass(frozen=True)
class Context:
    """The project's store, painter, planner and critic, its limits, and the switch that stops the turn.

    Without eyes nothing is judged, and the first draft is delivered.
    """

    store: Store
    painter: ImageModel
    planner: Planner
    eyes: VisionModel | None = None
    limits: Limits = Limits()
    cancelled: threading.Event = field(default_factory=threading.Event)
