"""A run as Markdown, which is read as well in a terminal. Knows runs, no benchmark."""

from collections.abc import Sequence

from benchmarks.runs import Run, compared
from benchmarks.table import Row

MARKS = {"worse": "▼ worse", "better": "▲ better", "as before": "=", "": ""}


def said(run: Run, before: Run | None, *, main_rows: bool) -> str:
    """The machine, one table of all figures, or of the main ones, and the notes."""
    chosen = [
        (name, row)
        for name, one in run.benchmarks.items()
        for row in one.table.rows
        if row.main or not main_rows
    ]
    others = list(dict.fromkeys(other for _, row in chosen for other in row.beside))
    head = ["benchmark", "figure", "value", "95% interval", "n", "chance", *others, "judge", "baseline"]
    lines = [_cells(run, before, name, row, others) for name, row in chosen]
    notes = [f"- {name}: {note}" for name, one in run.benchmarks.items() for note in one.table.notes]
    return "\n".join([machine(run), "", *table(head, lines), *(["", *notes] if notes else [])])


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell; an empty last column is left away."""
    if not any(line[-1] for line in lines):
        head, lines = head[:-1], [line[:-1] for line in lines]
    widths = [max(2, *(len(line[n]) for line in (head, *lines))) for n in range(len(head))]
    rule = [("-" * width) if n < 2 else "-" * (width - 1) + ":" for n, width in enumerate(widths)]
    return [_line(one, widths) for one in (head, rule, *lines)]


def machine(run: Run) -> str:
    """Where and when, in one sentence."""
    it = run.machine
    parts = run.benchmarks.values()
    minutes, cpu = sum(one.seconds for one in parts) / 60, sum(one.cpu_seconds for one in parts) / 60
    gpus = f", {', '.join(it['accelerators'])}" if it.get("accelerators") else ""
    versions = ", ".join(f"{name} {it[name]}" for name in ("python", "torch", "diffusers", "transformers"))
    return (
        f"{run.when:%Y-%m-%d}, commit {run.commit or 'unknown'}: {it['cpu']}, {it['cores']} cores, "
        f"{it['memory GiB']} GiB{gpus}, {it['threads']} threads, load {it['load before']} before; "
        f"{versions}; "
        f"{minutes:.1f} minutes, {cpu:.1f} of them on the CPU."
    )


def figure(value: float | None, unit: str = "") -> str:
    """ "0.835", "2.41 s", "–"."""
    if value is None:
        return "–"
    return f"{value:.2f} {unit}" if unit else f"{value:.3f}"


def _cells(run: Run, before: Run | None, name: str, row: Row, others: Sequence[str]) -> list[str]:
    interval = f"{figure(row.low)}–{figure(row.high)}"
    beside = [figure(row.beside.get(other)) for other in others]
    return [
        name.replace("_", " "),
        f"{row.part}: {row.name}" if row.part else row.name,
        figure(row.value, row.unit),
        interval if not row.unit else f"{row.low:.2f}–{row.high:.2f}",
        str(row.n),
        figure(row.chance),
        *beside,
        row.judge,
        MARKS[compared(run, before, name, row)],
    ]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if n < 2 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
