"""Wilson's interval for a share of right answers; knows only numbers."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Share:
    """`hits` of `n`."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share, 0..1; not a number where nothing was counted."""
        return self.hits / self.n if self.n else float("nan")

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        """The range that holds the true share with 95% confidence (Wilson 1927); all of 0..1 for n = 0."""
        if self.n == 0:
            return 0.0, 1.0
        p, n = self.value, self.n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)
