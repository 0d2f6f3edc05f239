"""The benchmarks that `make bench` runs, in the order of the table. Knows not what they find."""

import os
import sys
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime

from benchmarks.benchmark import Benchmark
from benchmarks.machine import commit, machine
from benchmarks.runs import Measured, Run
from benchmarks.table import Table

SUITE = (
    "skills",
    "image_sets",
    "books",
    "layout",
    "editing",
    "reflection",
    "mending",
    "upscaling",
    "eyes",
    "planner",
    "turns",
    "speed",
)


def run(chosen: Mapping[str, Benchmark]) -> Run:
    """Run them one after another."""
    begun, here, at = datetime.now(UTC), machine(), commit()
    return Run(
        when=begun,
        commit=at,
        machine=here,
        benchmarks={name: _measured(name, one) for name, one in chosen.items()},
    )


def _measured(name: str, benchmark: Benchmark) -> Measured:
    print(f"\n{name} …", file=sys.stderr, flush=True)
    begun, cpu = time.monotonic(), _cpu_seconds()
    try:
        table = benchmark.run()
    except Exception as error:  # what the others found is kept
        traceback.print_exc()
        table = Table(rows=(), notes=(f"failed: {type(error).__name__}: {error}",))
    return Measured(
        options=benchmark.model_dump(mode="json", exclude_defaults=True),
        seconds=round(time.monotonic() - begun, 1),
        cpu_seconds=round(_cpu_seconds() - cpu, 1),
        table=table,
    )


def _cpu_seconds() -> float:
    """Of this process and of those that it waited for: what a busy machine takes, too."""
    return sum(os.times()[:4])
