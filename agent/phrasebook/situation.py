"""What a message comes into."""

from dataclasses import dataclass

from ...models.image_model import Settings
from ..state import Seen


@dataclass(frozen=True)
class Situation:
    """The thread's pictures (oldest first), the message's uploads, and what the painter can take and do."""

    settings: Settings
    most_references: int
    seen: tuple[Seen, ...] = ()
    uploads: tuple[Seen, ...] = ()
