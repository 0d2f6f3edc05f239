"""How many pictures one user may have painted within an hour: counted in the store, over restarts."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..tools.assets import Store

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Quota:
    """At most `most` pictures an hour; 0 is no bound."""

    store: Store
    most: int

    def refusal(self, more: int = 1) -> str:
        """Why `more` pictures cannot be painted now, in one sentence; "" where they can."""
        if not self.most or not more:
            return ""
        painted = self._painted()
        if len(painted) + more <= self.most:
            return ""
        return (
            f"{len(painted)} pictures were painted for you in the last hour, this takes {more} more, and "
            f"{self.most} are allowed; {self._wait(painted, more)}ask for fewer, or ask whoever runs this "
            "studio to allow more"
        )

    def _wait(self, painted: list[datetime], more: int) -> str:
        """Until enough of an hour's pictures are older; no wait helps where it is more than the bound."""
        if more > self.most:
            return ""
        free = painted[len(painted) + more - self.most - 1] + HOUR - datetime.now(UTC)
        return f"go on in {max(1, math.ceil(free.total_seconds() / 60))} min, "

    def _painted(self) -> list[datetime]:
        since = datetime.now(UTC) - HOUR
        painted = (record.created for record in self.store.records() if not record.upload)
        return sorted(created for created in painted if created > since)
