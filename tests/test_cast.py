"""The cast of a project: kept, changed, locked, told, and there again in another process."""

from pathlib import Path
from typing import Any

import pytest
from fakes import FakePainter
from PIL import Image
from triptych.tools.assets import Store
from triptych.tools.members import Member, Members
from triptych.tools.tool import Bench, ToolError, make_call

MIA = {"name": "Mia", "kind": "cat", "color": "orange", "clothing": "hat", "clothing_color": "blue"}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    store = Store(tmp_path)
    for color in ("orange", "blue"):
        store.add(Image.new("RGB", (64, 64), color))
    return Bench(store, FakePainter())


def cast(bench: Bench, **arguments: Any) -> str:
    return make_call("cast", arguments).run(bench).note


def listed(bench: Bench) -> tuple[Member, ...]:
    return Members(bench.store.folder).listed()


def test_who_is_kept_is_there_again_and_is_told(bench: Bench) -> None:
    assert "Nobody is in the cast yet" in cast(bench)
    assert "Mia is in the cast: an orange cat wearing a blue hat (i1)." in cast(
        bench, keep=[{**MIA, "sheet": ["i1", "i2"]}]
    )
    (mia,) = listed(bench)
    assert (mia.name, mia.looks, mia.sheet) == ("Mia", ("cat", "orange", "hat", "blue"), ("i1", "i2"))
    assert cast(bench) == "In the cast: Mia, an orange cat wearing a blue hat (i1)."


def test_one_of_the_same_name_is_changed(bench: Bench) -> None:
    cast(bench, keep=[{**MIA, "sheet": ["i1"]}])
    cast(bench, keep=[{"name": "mia", "kind": "cat", "color": "blue", "sheet": ["i2"]}])
    assert [(one.name, one.color, one.sheet) for one in listed(bench)] == [("mia", "blue", ("i2",))]


def test_who_is_locked_stays_and_another_gets_a_number(bench: Bench) -> None:
    cast(bench, keep=[{**MIA, "sheet": ["i1"]}])
    assert cast(bench, lock=["mia"]) == "Mia is locked now, and stays so."
    cast(bench, keep=[{**MIA, "color": "red", "sheet": ["i2"]}])
    cast(bench, keep=[{**MIA, "sheet": ["i2"]}])
    assert [(one.name, one.color, one.sheet[0]) for one in listed(bench)] == [
        ("Mia", "orange", "i1"),
        ("Mia 2", "red", "i2"),
    ]
    with pytest.raises(ToolError, match="Mia is locked; unlock Mia first"):
        cast(bench, remove=["Mia"])
    cast(bench, unlock=["Mia"])
    assert "no longer in the cast" in cast(bench, remove=["Mia"])
    assert [one.name for one in listed(bench)] == ["Mia 2"]


def test_who_is_not_there_cannot_be_locked(bench: Bench) -> None:
    cast(bench, keep=[{**MIA, "sheet": ["i1"]}])
    with pytest.raises(ToolError, match="nobody called 'Tom' in the cast; those in it are Mia"):
        cast(bench, lock=["Tom"])


def test_a_sheet_that_does_not_exist_is_refused(bench: Bench) -> None:
    with pytest.raises(ToolError, match="no image 'i9'"):
        cast(bench, keep=[{**MIA, "sheet": ["i9"]}])
    assert listed(bench) == ()
