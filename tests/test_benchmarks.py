"""The benchmarks' one command: options from fields, one table, a history, and what became worse."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import Field, ValidationError

from benchmarks import command_line, markdown, runs, suite
from benchmarks.benchmark import Benchmark, find
from benchmarks.machine import machine
from benchmarks.runs import Measured, Run, compared
from benchmarks.table import Row, Table, mean_row, share_row, time_row
from benchmarks.wilson import Share

MACHINE = {
    "cpu": "a chip",
    "cores": 2,
    "memory GiB": 8.0,
    "load before": 0.1,
    "threads": 2,
    "accelerators": [],
    "python": "3.11",
    "torch": "2",
    "diffusers": "1",
    "transformers": "5",
}


class Guess(Benchmark):
    """How well one guesses.

    Not well.
    """

    quick: ClassVar[Mapping[str, Any]] = {"n": 2}

    n: int = Field(default=10, ge=1, description="guesses")
    kinds: tuple[str, ...] = Field(default=("a", "b"), description="100% of the kinds")
    loud: bool = Field(default=False, description="say so")
    folder: Path | None = Field(default=None, description="a folder")

    def run(self) -> Table:
        """All right."""
        row = share_row("right", Share(self.n, self.n), judge="nobody", main=True)
        return Table(about={"model": "guess"}, rows=(row,))


class Broken(Benchmark):
    """Ends in the middle."""

    def run(self) -> Table:
        """Ends."""
        raise ValueError("the model is gone; bring it back")


def of(row: Row, model: str = "guess", **changed: object) -> Run:
    """A run of one figure."""
    measured = Measured(
        options={}, seconds=90, cpu_seconds=60, table=Table(about={"model": model}, rows=(row,))
    )
    return Run(
        when=datetime(2026, 1, 2, tzinfo=UTC),
        commit="abc",
        machine={**MACHINE, **changed},
        benchmarks={"guess": measured},
    )


def share(hits: int, n: int) -> Row:
    """A row."""
    return share_row("right", Share(hits, n), judge="nobody", chance=0.5, main=True)


def made(*words: str) -> Benchmark:
    """What a command line asks for."""
    parser = command_line.parser_of("guess", Guess)
    common, given = command_line.parsed(parser, words)
    return command_line.made(parser, Guess, given, quick=common.quick)


def test_fields_are_options() -> None:
    assert made() == Guess()
    assert made("--n", "4", "--kinds", "x", "y", "--loud", "--folder", "f") == Guess(
        n=4, kinds=("x", "y"), loud=True, folder=Path("f")
    )


def test_quick_gives_way_to_what_is_said() -> None:
    assert made("--quick") == Guess(n=2)
    assert made("--quick", "--n", "7") == Guess(n=7)


@pytest.mark.parametrize("words", [("--n", "0"), ("--n", "many"), ("--colour", "red")])
def test_wrong_options_are_refused(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        made(*words)
    assert words[0] in capsys.readouterr().err


def test_help_reads_as_the_class_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        made("--help")
    said = capsys.readouterr().out
    assert "How well one guesses. Not well." in said
    assert "100% of the kinds" in said


@pytest.mark.parametrize("name", ["nothing", "../runs", "wilson", "cases"])
def test_only_benchmarks_are_found(name: str) -> None:
    assert find(name) is None


@pytest.mark.parametrize("name", [name for name in suite.SUITE if find(name)])
def test_quick_options_fit_their_benchmark(name: str) -> None:
    kind = find(name)
    assert kind is not None
    assert kind.__doc__
    kind(**(kind.quick or {}))
    with pytest.raises(ValidationError):
        kind.model_validate({"no_such_option": 1})


def test_a_broken_benchmark_does_not_take_the_others_along(capsys: pytest.CaptureFixture[str]) -> None:
    run = suite.run({"broken": Broken(), "guess": Guess(n=3)})
    assert run.benchmarks["guess"].table.rows[0].n == 3
    assert run.benchmarks["broken"].table.notes == ("failed: ValueError: the model is gone; bring it back",)
    assert "bring it back" in capsys.readouterr().err


def test_the_machine_is_told() -> None:
    found = machine()
    assert found["cores"] >= 1
    assert found["cpu"]
    assert found["torch"].startswith("2.")


def test_history_is_kept_line_by_line(tmp_path: Path) -> None:
    first, second = of(share(1, 2)), of(share(2, 2))
    for run in (first, second):
        runs.keep(run, tmp_path / "history.jsonl")
    assert runs.history(tmp_path / "history.jsonl") == [first, second]
    assert runs.history(tmp_path / "none.jsonl") == []


def test_a_baseline_is_any_run(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert runs.baseline(path) is None
    path.write_text(of(share(1, 2)).model_dump_json(), encoding="utf-8")
    assert runs.baseline(path) == of(share(1, 2))


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [
        (share(10, 100), share(90, 100), "worse"),
        (share(90, 100), share(10, 100), "better"),
        (share(85, 100), share(90, 100), "as before"),
        (share(2, 3), share(90, 100), "as before"),  # three cases prove nothing
        (time_row("wait", [9.0, 9.2]), time_row("wait", [3.0, 3.2]), "worse"),
        (time_row("wait", [3.0]), time_row("wait", [9.0]), "better"),
        (time_row("wait", [3.6]), time_row("wait", [3.0]), "as before"),
        (share(1, 3), time_row("wait", [9.0]), ""),
    ],
)
def test_a_drop_out_of_the_interval_is_worse(now: Row, then: Row, verdict: str) -> None:
    assert compared(of(now), of(then), "guess", now) == verdict


def test_other_models_and_other_machines_are_not_compared() -> None:
    low, high = share(10, 100), share(90, 100)
    assert compared(of(low), of(high, model="other"), "guess", low) == ""
    assert compared(of(low), of(high, cpu="another"), "guess", low) == "worse"
    slow, fast = time_row("wait", [9.0]), time_row("wait", [3.0])
    assert compared(of(slow), of(fast, cpu="another"), "guess", slow) == ""
    assert compared(of(slow), None, "guess", slow) == ""


def test_means_have_intervals_and_are_the_same_each_time() -> None:
    row = mean_row("score", [0.0, 1.0] * 50, judge="nobody")
    assert row == mean_row("score", [0.0, 1.0] * 50, judge="nobody")
    assert row.value == 0.5
    assert 0.38 < row.low < 0.43
    assert 0.57 < row.high < 0.62
    assert mean_row("score", [0.3], judge="nobody").low == 0.3


def test_times_are_medians_between_least_and_most() -> None:
    row = time_row("wait", [3.0, 1.0, 2.0])
    assert (row.value, row.low, row.high, row.better) == (2.0, 1.0, 3.0, "lower")


def test_the_table_says_it_all() -> None:
    row = share(10, 100).model_copy(update={"part": "all", "beside": {"renders": 0.99}})
    said = markdown.said(of(row), of(row.model_copy(update={"value": 0.9, "low": 0.8})), main_rows=True)
    assert "a chip, 2 cores, 8.0 GiB" in said
    assert "commit abc" in said
    assert "1.5 minutes, 1.0 of them on the CPU" in said
    (line,) = [line for line in said.splitlines() if "all: right" in line]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells == [
        "guess",
        "all: right",
        "0.100",
        "0.055–0.174",
        "100",
        "0.500",
        "0.990",
        "nobody",
        "▼ worse",
    ]


def test_only_main_rows_stand_in_the_table_of_all() -> None:
    row = share(1, 2).model_copy(update={"main": False})
    assert "right" not in markdown.said(of(row), None, main_rows=True)
    assert "right" in markdown.said(of(row), None, main_rows=False)
