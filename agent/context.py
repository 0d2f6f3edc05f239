"""What the nodes of the graph may use, handed to them by LangGraph's `Runtime`."""

import threading
from dataclasses import dataclass, field

from ..models.image_model import ImageModel
from ..tools.assets import Store


@dataclass(frozen=True)
class Context:
    """The project's store, its painter, and the switch that stops the turn."""

    store: Store
    painter: ImageModel
    cancelled: threading.Event = field(default_factory=threading.Event)
