"""How many pictures one user may have painted within an hour: counted in the store, over restarts."""

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
        told = f"{len(painted)} pictures were painted for you in the last hour, this takes {more} more"
        free = painted[0] + HOUR - datetime.now(UTC) if painted else timedelta()
        wait = f"go on in {max(1, round(free.total_seconds() / 60))} min, " if painted else ""
        return (
            f"{told}, and {self.most} are allowed; {wait}ask for fewer, or have this studio's "
            "TRIPTYCH_PICTURES_PER_HOUR raised"
        )

    def _painted(self) -> list[datetime]:
        since = datetime.now(UTC) - HOUR
        painted = (record.created for record in self.store.records() if not record.upload)
        return [created for created in painted if created > since]
