"""What the nodes of the graph may use, handed to them by LangGraph's `Runtime`."""

import threading
import time
from dataclasses import dataclass, field

from ..models.image_model import ImageModel
from ..models.vision_model import VisionModel
from ..tools.assets import Store
from .costs import Costs
from .limits import Limits
from .order import Order
from .planner import Planner


@dataclass(frozen=True)
class Context:
    """The project's store, painter, planner and critic, its limits, and the switch that stops the turn.

    Without eyes nothing is judged, and the first draft is delivered. `began` is when this run of the turn
    did, on the monotonic clock: time in which nothing ran counts for no limit.
    """

    store: Store
    painter: ImageModel
    planner: Planner
    eyes: VisionModel | None = None
    limits: Limits = field(default_factory=Limits)
    costs: Costs = field(default_factory=Costs)
    order: Order = field(default_factory=Order)
    began: float = field(default_factory=time.monotonic)
    cancelled: threading.Event = field(default_factory=threading.Event)
