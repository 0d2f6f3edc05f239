"""Figures of a benchmark with their 95% intervals, one a row. Knows no model and no judge but by name."""

from collections.abc import Sequence
from statistics import median
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from benchmarks.wilson import Share

RESAMPLES = 2000


class Row(BaseModel):
    """One figure and the interval that holds the true one with 95% confidence; of times, least and most.

    A share has no unit and lies in 0..1. `chance` is what somebody reaches who knows nothing, None where
    there is no such thing; `beside` are other figures to compare with. `main` rows stand in the table of all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: str = ""
    name: str
    value: float
    low: float
    high: float
    n: int
    unit: str = ""
    judge: str
    chance: float | None = None
    beside: dict[str, float] = {}
    better: Literal["higher", "lower", "neither"] = "higher"
    main: bool = False


class Table(BaseModel):
    """What a benchmark found: `about` says of whom, `details` each case where somebody may want to look.

    `notes` are sentences that the figures must not be read without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: dict[str, Any] = {}
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    details: list[Any] = []


def share_row(name: str, share: Share, **more: Any) -> Row:
    """How many of all, with Wilson's interval."""
    low, high = share.interval()
    return Row(name=name, value=_kept(share.value), low=_kept(low), high=_kept(high), n=share.n, **more)


def mean_row(name: str, values: Sequence[float], **more: Any) -> Row:
    """A mean over cases; its interval is the bootstrap's percentiles (Efron 1979), the same each time."""
    data = np.asarray(values, float)
    picks = np.random.default_rng(0).integers(0, len(data), (RESAMPLES, len(data)))
    low, high = np.quantile(data[picks].mean(1), (0.025, 0.975))
    return Row(name=name, value=_kept(data.mean()), low=_kept(low), high=_kept(high), n=len(values), **more)


def time_row(name: str, seconds: Sequence[float], **more: Any) -> Row:
    """The median of a few runs, between the least and the most; less is better."""
    return Row(
        name=name,
        value=_kept(median(seconds)),
        low=_kept(min(seconds)),
        high=_kept(max(seconds)),
        n=len(seconds),
        unit="s",
        **{"judge": "clock", "better": "lower", **more},
    )


def _kept(value: float) -> float:
    return round(float(value), 4)
