"""The benchmarks' one command: `python -m benchmarks [NAME] [--quick] [--json FILE] [options of NAME]`.

Without a name it runs the suite. Each run is compared with `baseline.json` and kept in `history.jsonl`.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import command_line, markdown, runs, suite
from benchmarks.benchmark import Benchmark, every, find


def main(words: Sequence[str] | None = None) -> None:
    """Run what was asked for and print the table."""
    words = sys.argv[1:] if words is None else words
    if words and not words[0].startswith("-"):
        return _one(words[0], words[1:])
    return _all(words)


def _one(name: str, words: Sequence[str]) -> None:
    kind = find(name)
    if kind is None:
        raise SystemExit(f"there is no benchmark {name[:40]!r}; the benchmarks are {', '.join(every())}")
    parser = command_line.parser_of(name, kind)
    common, given = command_line.parsed(parser, words)
    benchmark = command_line.made(parser, kind, given, quick=common.quick)
    _told({name: benchmark}, common.json, main_rows=False)


def _all(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="What Triptych can do, measured. With a name, one benchmark: see NAME --help.",
        parents=[command_line.common()],
    )
    parser.usage = "%(prog)s [NAME] [--quick] [--json FILE] [options of NAME]"
    if {"-h", "--help"} & set(words):
        parser.epilog = f"names: {', '.join(every())}"
    common = parser.parse_args(words)
    kinds = {name: found for name in suite.SUITE if (found := find(name))}
    chosen = {
        name: kind(**((kind.quick or {}) if common.quick else {}))
        for name, kind in kinds.items()
        if kind.quick is not None or not common.quick
    }
    _told(chosen, common.json, main_rows=True)


def _told(chosen: Mapping[str, Benchmark], json: Path | None, *, main_rows: bool) -> None:
    before = runs.baseline()
    run = suite.run(chosen)
    runs.keep(run)
    print(markdown.said(run, before, main_rows=main_rows))
    if json:
        json.write_text(run.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if failed := [name for name, one in run.benchmarks.items() if not one.table.rows]:
        raise SystemExit(f"no figures from {', '.join(failed)}; what went wrong is above")


if __name__ == "__main__":
    main()
