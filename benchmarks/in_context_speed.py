"""What references in context cost: `python -m benchmarks in_context_speed --runs 7`.

The ways of in_context_ways.py side by side on one thread, with a new prompt in each run. FLOPs are exact;
seconds are CPU time, the ways in turn forwards and backwards, so that a busy minute meets all alike.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import torch
from pydantic import Field
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count
from triptych.models import catalog
from triptych.models.flux2 import Flux2Painter

from benchmarks.benchmark import Benchmark
from benchmarks.in_context_ways import Way, Ways
from benchmarks.table import Row, Table, time_row


@dataclass(frozen=True)
class Cost:
    """Of one picture: billions of floating-point operations, and seconds in each run."""

    gflops: float
    seconds: tuple[float, ...]

    def saved_by(self, other: "Cost") -> tuple[float, float]:
        """How many times less the other one costs, in operations and in the median of seconds."""
        return self.gflops / other.gflops, median(self.seconds) / median(other.seconds)


def gflops(work: Callable[[], object]) -> float:
    """Of convolutions, matrix products and attention (which torch does not count on a CPU by itself)."""
    attention = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu

    def count(query: Any, key: Any, value: Any, *_: Any, **__: Any) -> int:
        return int(sdpa_flop_count(query, key, value))

    with FlopCounterMode(display=False, custom_mapping={attention: count}) as counter:
        work()
    return float(counter.get_total_flops()) / 1e9


def costs(ways: dict[str, Way], runs: int) -> dict[str, Cost]:
    """Each way's cost; forwards and backwards in turn, so that a busy minute meets all alike."""
    counted = {name: gflops(partial(way, "a cat")) for name, way in ways.items()}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for run in range(runs):
        order = list(ways) if run % 2 == 0 else list(reversed(ways))
        for name in order:
            begun = time.process_time()
            ways[name](f"{run} red cats in the snow")
            seconds[name].append(time.process_time() - begun)
    return {name: Cost(counted[name], tuple(seconds[name])) for name in ways}


def vae_gflops(vae: Any, side: int) -> dict[str, float]:
    """With three known references: the canvas against the one new picture decoded.

    ChatDiT paints with `FluxFillPipeline` (diffusers), which encodes the canvas twice, whole and masked, and
    decodes all of it. `vae` stands on the meta device: its operations are counted, not done.
    """
    panel, grid = (torch.empty(1, 3, n * side, n * side, device="meta") for n in (1, 2))
    with torch.no_grad():
        new, all_panels = (vae.encode(pixels).latent_dist.mode() for pixels in (panel, grid))
        encoded, decoded = gflops(lambda: vae.encode(grid)), gflops(lambda: vae.decode(all_panels))
        seen, painted = gflops(lambda: vae.encode(panel)), gflops(lambda: vae.decode(new))
    return {
        "ChatDiT": 2 * encoded + decoded,
        "canvas, read once": encoded + decoded,
        "ours, first turn": 3 * seen + painted,
        "ours, kept": painted,
    }


def measured(ways: Ways, runs: int) -> dict[str, dict[str, Cost]]:
    """Row → way → cost; the first way of a row is what the others are compared with."""
    table = {}
    for number in (1, 3, 7):
        seen = ways.pictures(number)
        rivals = {"canvas": ways.canvas(seen), "ours, first turn": ways.ours(seen, kept=False)}
        table[f"{number} known, 1 new"] = costs(rivals | {"ours, kept": ways.ours(seen, kept=True)}, runs)
    for number in (3, 4):
        seen = ways.pictures(number)
        rivals = {"in call": ways.in_call(seen)} if ways.guidance == 1 else {}
        rivals |= {"plain": ways.plain(seen), "ours, kept": ways.ours(seen, kept=True)}
        table[f"{number} known, second turn"] = costs(rivals, runs)
    return table


def added(table: dict[str, dict[str, Cost]]) -> dict[str, float]:
    """Way → operations that the fourth reference adds to a second turn; its time is lost in the noise."""
    three, four = table["3 known, second turn"], table["4 known, second turn"]
    return {way: four[way].gflops - three[way].gflops for way in ("plain", "ours, kept")}


def rows(part: str, ways: dict[str, Cost]) -> list[Row]:
    """Operations and seconds of each way, and how many times less it costs than the first."""
    first = next(iter(ways.values()))
    return [
        row
        for way, cost in ways.items()
        for row in (
            counted_row(part, way, cost.gflops, first.gflops),
            time_row(way, cost.seconds, part=part, judge="CPU time", beside=_times(first.saved_by(cost)[1])),
        )
    ]


def counted_row(part: str, way: str, gflops: float, first: float) -> Row:
    """Operations; they are exact."""
    value = round(gflops, 3)
    exact = {"value": value, "low": value, "high": value, "n": 1, "unit": "GFLOP", "better": "lower"}
    return Row(part=part, name=f"{way}, operations", judge="count", beside=_times(first / gflops), **exact)


def _times(fewer: float) -> dict[str, float]:
    return {"times less": round(fewer, 2)}


class InContextSpeed(Benchmark):
    """What references in context cost, in operations and in CPU time on one thread."""

    runs: int = Field(default=7, ge=1, description="pictures a way is timed with")
    side: int = Field(default=256, description="pixels of a panel's side")
    steps: int = Field(default=4, ge=1, description="denoising steps")
    guidance: float = Field(default=1.0, ge=1, description="guidance scale")

    def run(self) -> Table:
        """The ways side by side, then what the VAE alone would cost."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            return self._run()
        finally:
            torch.set_num_threads(threads)

    def _run(self) -> Table:
        painter = catalog.load("pocket")
        assert isinstance(painter, Flux2Painter)
        table = measured(Ways(painter, self.side, self.steps, self.guidance), self.runs)
        found = [row for part, ways in table.items() for row in rows(part, ways)]
        kind = type(painter.vae)
        with torch.device("meta"):
            embedded, full = kind.from_config(painter.vae.config), kind()
        counts = {
            "the fourth reference": added(table),
            f"the embedded VAE, {self.side}²": vae_gflops(embedded, self.side),
            "FLUX.2's VAE, 1024²": vae_gflops(full, 1024),
        }
        found += [
            counted_row(part, way, value, next(iter(ways.values())))
            for part, ways in counts.items()
            for way, value in ways.items()
        ]
        return Table(about={"model": painter.name, "revision": painter.revision}, rows=tuple(found))
