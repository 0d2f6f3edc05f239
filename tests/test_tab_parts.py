"""What the tabs are made of: the tree's lanes, masks from the browser, the strip of pictures, drawn boxes."""

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
from agent_fakes import WordyPainter
from PIL import Image
from triptych.agent.session import Project
from triptych.agent.state import Moment
from triptych.agent.versions import History
from triptych.tools.assets import Store
from triptych.tools.tool import ToolError
from triptych.ui import asking
from triptych.ui.asking import painted
from triptych.ui.frames import Frame, frames
from triptych.ui.jobs import Jobs
from triptych.ui.layout_tab import last_layout
from triptych.ui.painters import Painters
from triptych.ui.scene import Scene
from triptych.ui.stored_view import as_view
from triptych.ui.version_tree import rows, width
from watching import rest


def tree(*edges: tuple[str, str]) -> History:
    """Moments and their parents, in the order in which they came; the head is the last."""
    return History(
        moments=tuple(Moment(turn=turn, parent=parent) for turn, parent in edges), head=edges[-1][0]
    )


def mask_uri(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return asking.PNG + base64.b64encode(buffer.getvalue()).decode()


def scene_of(project: Project, thread: str) -> Scene:
    session = project.session(thread)
    turns = tuple(as_view(turn, project.store) for turn in session.turns())
    return Scene(thread, turns, session.history(), False, project.store)


def test_each_branch_has_a_lane_of_its_own() -> None:
    history = tree(("a", ""), ("b", "a"), ("c", "a"), ("d", "c"))
    shown = rows(history)
    assert [row.moment.turn for row in shown] == ["d", "c", "b", "a", ""]
    lanes = {row.moment.turn: row.x for row in shown}
    assert lanes["a"] == lanes["b"] == lanes[""]
    assert lanes["c"] == lanes["d"] > lanes["a"]
    assert width(history) == 44
    assert [row.is_head for row in shown] == [True, False, False, False, False]


def test_every_moment_hangs_on_its_parent() -> None:
    shown = {row.moment.turn: row for row in rows(tree(("a", ""), ("b", "a"), ("c", "a")))}
    assert set(shown["b"].lines) == {"M33.0 0V100", "M11.0 50V100"}
    assert "M33.0 0C33.0 35 11.0 15 11.0 50" in shown["a"].lines
    assert shown[""].lines == ("M11.0 0C11.0 35 11.0 15 11.0 50",)


def test_a_mask_is_white_where_anything_is_painted() -> None:
    drawn = np.zeros((8, 8, 4), np.uint8)
    drawn[2:4, 2:4] = (217, 98, 63, 1)
    mask = np.asarray(painted(mask_uri(Image.fromarray(drawn))))
    assert set(np.unique(mask)) == {0, 255}
    assert (mask[..., 0] == 255).sum() == 4


@pytest.mark.parametrize(
    "mask", ["x", asking.PNG + "%%%", asking.PNG + "aGFsbG8=", "data:text/html;base64,aGk="]
)
def test_what_is_no_mask_is_refused(mask: str) -> None:
    with pytest.raises(ToolError, match="paint it again"):
        painted(mask)


def test_an_empty_mask_is_refused() -> None:
    with pytest.raises(ToolError, match="nothing is painted"):
        painted(mask_uri(Image.new("RGBA", (8, 8))))


def test_the_strip_knows_what_a_picture_came_from_and_what_is_gone(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        session = project.session("t")
        for text in ("a red cat", "make it blue", "a dog"):
            list(session.say(text))
        first, second, third = (
            next(frame for frame in frames(scene_of(project, "t")) if frame.id == id)
            for id in ("i1", "i2", "i3")
        )
        assert (first.source, second.source) == ("", "i1")
        assert (second.on_table, third.on_table) == (False, True)
        assert [frame.id for frame in (third, second, first)] == ["i3", "i2", "i1"]
        list(session.say("delete i2"))
        assert [frame.id for frame in frames(scene_of(project, "t"))] == ["i3", "i1"]


def test_a_call_that_cannot_be_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    painters = Painters()
    with Project(tmp_path, WordyPainter()) as project:
        jobs = Jobs(project, painters)
        assert asking.call(jobs, "t", "draw nothing", "edit", {"image": "i9", "instruction": "red"}, mask="x")
        (turn,) = rest(jobs, "t").turns
        assert turn.outcome == "failed"
        assert "paint it again" in turn.reply
        assert asking.call(jobs, "t", "no such tool", "dance", {})
        assert "there is no tool 'dance'" in rest(jobs, "t").turns[-1].reply
        assert project.store.records() == []
    painters.close()


def test_the_last_layout_can_be_gone_on_with(tmp_path: Path) -> None:
    boxes = [
        {"description": "a red cat", "left": 0.1, "top": 0.2, "width": 0.3, "height": 0.5},
        {"description": "a ball", "left": 0.6, "top": 0.5, "width": 0.3, "height": 0.3},
    ]
    painters = Painters()
    with Project(tmp_path, WordyPainter()) as project:
        jobs = Jobs(project, painters)
        given = {"prompt": "a red cat and a ball", "unit": "fraction", "boxes": boxes}
        asking.call(jobs, "t", "by two boxes", "layout", given)
        scene = rest(jobs, "t")
        assert scene.turns[-1].text == "by two boxes"
        last = last_layout(scene)
        assert last is not None, scene.turns[-1].reply
        assert last.image == "i1"
        assert json.loads(last.as_json) == {"prompt": "a red cat and a ball", "boxes": boxes}
    painters.close()


def test_a_picture_that_nobody_described_is_in_the_strip(tmp_path: Path) -> None:
    scene = Scene(
        "t", (), History(moments=(Moment(turn="a", images=("i7",)),), head="a"), False, Store(tmp_path)
    )
    assert frames(scene) == (Frame("i7", on_table=True),)
