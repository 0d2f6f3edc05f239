"""What references in context cost: `python -m benchmarks.in_context_speed --runs 7 --json in_context.json`.

The ways of in_context_ways.py side by side on one thread, with a new prompt in each run. FLOPs are exact;
seconds are CPU time, the ways in turn forwards and backwards, so that a busy minute meets all alike.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count
from triptych.models import catalog
from triptych.models.flux2 import Flux2Painter

from benchmarks.in_context_ways import Way, Ways


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


def lines(row: str, ways: dict[str, Cost]) -> list[dict[str, Any]]:
    """A row's ways, each with how many times less it costs than the first."""
    first = next(iter(ways.values()))
    return [
        {
            "row": row,
            "way": way,
            "gflops": round(cost.gflops, 3),
            "seconds": round(median(cost.seconds), 4),
            "times fewer flops": round(first.saved_by(cost)[0], 2),
            "times faster": round(first.saved_by(cost)[1], 2),
        }
        for way, cost in ways.items()
    ]


def counted_lines(row: str, ways: dict[str, float]) -> list[dict[str, Any]]:
    """As `lines`, of operations alone."""
    first = next(iter(ways.values()))
    return [
        {"row": row, "way": way, "gflops": round(value, 3), "times fewer flops": round(first / value, 2)}
        for way, value in ways.items()
    ]


def main() -> None:
    """Measure, print, write JSON."""
    parser = argparse.ArgumentParser(description="What references in context cost.")
    parser.add_argument("--runs", type=int, default=7, help="pictures a way is timed with")
    parser.add_argument("--side", type=int, default=256, help="pixels of a panel's side")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--guidance", type=float, default=1.0)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    painter = catalog.load("pocket")
    assert isinstance(painter, Flux2Painter)
    table = measured(Ways(painter, arguments.side, arguments.steps, arguments.guidance), arguments.runs)
    rows = [line for row, ways in table.items() for line in lines(row, ways)]
    rows += counted_lines("the fourth reference", added(table))
    kind = type(painter.vae)
    with torch.device("meta"):
        embedded, full = kind.from_config(painter.vae.config), kind()
    rows += counted_lines(f"the embedded VAE, {arguments.side}²", vae_gflops(embedded, arguments.side))
    rows += counted_lines("FLUX.2's VAE, 1024²", vae_gflops(full, 1024))
    print(f"{'':24}{'':18}{'GFLOPs':>10}{'fewer':>8}{'seconds':>10}{'faster':>8}   {arguments}")
    for line in rows:
        timed = f"{line['seconds']:10.3f}{line['times faster']:7.2f}×" if "seconds" in line else ""
        counted = f"{line['gflops']:10.2f}{line['times fewer flops']:7.2f}×"
        print(f"{line['row']:24}{line['way']:18}{counted}{timed}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
