"""The editing benchmark counts what obeyed and what was kept."""

from benchmarks.editing import figures
from benchmarks.editing_judge import Verdict


def test_an_edit_is_right_where_it_obeys_and_keeps() -> None:
    nothing = float("nan")
    verdicts = [
        Verdict(obeyed=True, kept=True, in_place=True, arrived=True, leaked=False, untouched=30, beyond=40),
        Verdict(
            obeyed=True, kept=False, in_place=False, arrived=True, leaked=False, untouched=20, beyond=nothing
        ),
    ]
    rows = {row.name: row for row in figures("recolor, branches", verdicts, main=True)}
    assert [rows[name].value for name in ("obeyed", "kept", "both", "in place", "arrived")] == [
        1,
        0.5,
        0.5,
        0.5,
        1,
    ]
    assert (rows["untouched"].value, rows["untouched"].unit) == (25, "dB")
    assert rows["beyond"].n == 1
    assert [name for name, row in rows.items() if row.main] == ["both"]
