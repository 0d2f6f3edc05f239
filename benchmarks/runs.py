"""A run of one or more benchmarks as a value: kept in a file, and compared with the baseline.

Knows tables, no benchmark.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from benchmarks.table import Row, Table

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
HISTORY = HERE / "history.jsonl"
SLACK = 0.25


class Measured(BaseModel):
    """One benchmark's table, with the options that were no defaults and the seconds it took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    options: dict[str, Any]
    seconds: float
    cpu_seconds: float
    table: Table


class Run(BaseModel):
    """What was measured when, where, and at which commit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: datetime
    commit: str
    machine: dict[str, Any]
    benchmarks: dict[str, Measured]

    def row(self, benchmark: str, part: str, name: str) -> Row | None:
        """One figure; None where it was not measured."""
        measured = self.benchmarks.get(benchmark)
        rows = measured.table.rows if measured else ()
        return next((row for row in rows if (row.part, row.name) == (part, name)), None)


def baseline(path: Path = BASELINE) -> Run | None:
    """The run that others are compared with, if there is one: any run's JSON."""
    return Run.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


def keep(run: Run, path: Path = HISTORY) -> None:
    """One line more, without the details."""
    short = run.model_dump_json(exclude={"benchmarks": {"__all__": {"table": {"details"}}}})
    with path.open("a", encoding="utf-8") as file:
        file.write(short + "\n")


def history(path: Path = HISTORY) -> list[Run]:
    """All runs that were kept, the oldest first."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Run.model_validate_json(line) for line in lines]


def compared(now: Run, before: Run | None, benchmark: str, row: Row) -> str:
    """ "worse", "better", "as before", or "" where there is nothing to compare with.

    Worse and better are only told where each value lies outside of the other's interval. The same models must
    have been measured; seconds count on the same processor alone, and from a quarter on.
    """
    then = before.row(benchmark, row.part, row.name) if before else None
    if before is None or then is None or row.better == "neither":
        return ""
    if _who(now, benchmark) != _who(before, benchmark) or (row.unit == "s" and _where(now) != _where(before)):
        return ""
    if _holds(then, row.value) or _holds(row, then.value):
        return "as before"
    return "better" if (row.value > then.value) == (row.better == "higher") else "worse"


def _holds(row: Row, value: float) -> bool:
    """Whether the value may be the same; a few runs by the clock say nothing finer than `SLACK`."""
    slack = SLACK * row.value if row.judge == "clock" else 0
    return row.low - slack <= value <= row.high + slack


def _who(run: Run, benchmark: str) -> list[Any]:
    about = run.benchmarks[benchmark].table.about
    return [about.get(name) for name in ("model", "eyes", "planner")]


def _where(run: Run) -> list[Any]:
    return [run.machine.get(name) for name in ("cpu", "cores", "threads", "accelerators")]
