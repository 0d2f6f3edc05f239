"""The editing benchmark counts what obeyed, what was kept, and who stayed in place."""

from triptych.models.flux2 import Flux2Painter

from benchmarks.editing import figures
from benchmarks.editing_cases import SIZE, cases
from benchmarks.editing_judge import Judge, Verdict


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


def test_who_moved_is_not_in_place(pocket: Flux2Painter) -> None:
    judge = Judge(pocket)
    (case,) = cases("recolor", 1)
    right = case.after.picture(SIZE)
    aside = case.after.model_copy(update={"spot": "left" if case.after.spot != "left" else "center"})
    assert judge.verdict(case, right).in_place
    assert not judge.verdict(case, aside.picture(SIZE)).in_place
    assert judge.verdict(case, case.before.picture(SIZE)).in_place
    assert not judge.verdict(case, case.before.picture(SIZE)).obeyed
    (elsewhere,) = cases("background", 1)
    assert judge.verdict(elsewhere, elsewhere.after.picture(SIZE)).in_place is None
