"""A picture made again from the record in its PNG: the same pixels, or what was otherwise."""

import json
from pathlib import Path

import pytest
from agent_fakes import WordyPainter
from cli_with_fakes import loaders
from fakes import FakePainter
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from triptych.agent.replay import Replayed, replayed
from triptych.agent.replay_sources import ReplayError, Sources
from triptych.agent.session import Project
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageModel
from triptych.tools.compose import Compose
from triptych.tools.edit import Edit
from triptych.tools.explain import Explain
from triptych.tools.generate import Generate
from triptych.tools.recolor import Recolor
from triptych.tools.records import PNG_KEY
from triptych.tools.tool import Tool
from triptych.ui.cli import app
from typer.testing import CliRunner


def called(folder: Path, painter: ImageModel, *calls: Tool) -> list[Path]:
    """The PNGs of all pictures that these calls make in a project."""
    with Project(folder, painter) as project:
        for call in calls:
            for _ in project.session().run(call):
                pass
        return [project.store.path(record.id) for record in project.store.records()]


def again(
    path: Path, folder: Path | None = None, *files: Path, painter: ImageModel | None = None
) -> Replayed:
    return replayed(path, painter or WordyPainter(), None, Sources(folder, files))


CALLS = (
    Generate(prompts=("a red fox", "a cat"), seed=5),
    Edit(image="i1", instruction="make it blue", seed=1),
    Edit(image="i3", instruction="make it green", seed=2),
    Compose(prompt="both", references=("i2", "i4"), seed=3),
)


def test_every_picture_of_a_project_is_made_again(tmp_path: Path) -> None:
    paths = called(tmp_path, WordyPainter(), *CALLS, Explain(image="i1", words=("fox",)))
    results = [again(path, tmp_path) for path in paths]
    assert [(one.identical, one.differs) for one in results] == [(True, ())] * 6
    assert len(list((tmp_path / "images").glob("*.png"))) == 6  # nothing was added


def test_the_embedded_painter_makes_the_same_pixels(pocket: Flux2Painter, tmp_path: Path) -> None:
    calls = (
        Generate(prompts=("a red fox in the snow",), seed=4),
        Recolor(image="i1", what="fox", color="blue"),
    )
    results = [again(path, tmp_path, painter=pocket) for path in called(tmp_path, pocket, *calls)]
    assert [(one.identical, one.differs) for one in results] == [(True, ())] * 2


def test_pictures_that_are_missing_are_named_and_can_be_given(tmp_path: Path) -> None:
    first, second, _, third, last = called(tmp_path, WordyPainter(), *CALLS)
    with pytest.raises(ReplayError, match="it needs i2, i4, not at hand"):
        again(last)
    with pytest.raises(ReplayError, match="it needs i3, not at hand"):  # the edit of an edit
        again(last, None, second, third)
    edited = called(tmp_path, WordyPainter())[2]
    assert again(last, None, second, third, edited, first).identical
    with pytest.raises(ReplayError, match="it needs i2, i4"):
        again(last, tmp_path / "no-such-project")


def test_a_file_without_a_record_is_what_is_missing(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.new("RGB", (256, 256), "red").save(photo)
    with Project(tmp_path / "p", WordyPainter()) as project:
        for _ in project.session().say("make it blue", [photo], seed=1):
            pass
        path = project.store.path("i2")
    assert again(path, None, photo).identical
    Image.new("RGB", (256, 256), "blue").save(photo)
    other = again(path, None, photo)
    assert (other.identical, other.differs) == (False, ("the request's references",))
    assert other.greatest > 0


def test_another_painter_is_told(tmp_path: Path) -> None:
    (path,) = called(tmp_path, WordyPainter(), Generate(prompts=("a fox",), seed=1))
    other = again(path, tmp_path, painter=FakePainter(name="other", revision="2"))
    assert other.differs == ("model fake, now other", "revision 1, now 2")


def test_other_versions_are_told(tmp_path: Path) -> None:
    (path,) = called(tmp_path, WordyPainter(), Generate(prompts=("a fox",), seed=1))
    image = Image.open(path)
    record = json.loads(image.info[PNG_KEY])
    for name, made_with, told in (
        ("old.png", {**record["made_with"], "torch": "1.0"}, "torch 1.0, now "),
        ("none.png", None, "the versions that made it are not in its record"),
    ):
        info = PngInfo()
        info.add_itxt(PNG_KEY, json.dumps({**record, "made_with": made_with}))
        image.save(tmp_path / name, pnginfo=info)
        result = again(tmp_path / name, tmp_path)
        assert result.identical
        assert result.differs[0].startswith(told)


@pytest.mark.parametrize(
    "call",
    [
        {"tool": "fly", "arguments": {}},
        {"tool": "edit", "arguments": {"image": "../../etc", "instruction": "x"}},
        {"tool": "generate"},
        {"arguments": 3},
        {"tool": 7, "arguments": []},
    ],
)
def test_a_record_from_anywhere_never_crashes(tmp_path: Path, call: dict[str, object]) -> None:
    info = PngInfo()
    record = {"id": "i1", "width": 64, "height": 64, "call": call}
    info.add_itxt(PNG_KEY, json.dumps(record))
    Image.new("RGB", (64, 64)).save(tmp_path / "x.png", pnginfo=info)
    with pytest.raises(ReplayError):
        again(tmp_path / "x.png")


def test_what_was_not_made_cannot_be_made_again(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "x.png")
    for path, told in ((tmp_path / "x.png", "no record"), (tmp_path / "y.png", "there is no file")):
        with pytest.raises(ReplayError, match=told):
            again(path)
    with Project(tmp_path / "p", WordyPainter()) as project:
        taken = project.store.path(project.store.take_in(tmp_path / "x.png").id)
    with pytest.raises(ReplayError, match="is an upload"):
        again(taken)


def test_the_command_tells_and_keeps_the_picture(tmp_path: Path) -> None:
    paths = called(tmp_path, WordyPainter(), *CALLS)
    out = tmp_path / "again.png"
    words = ["replay", str(paths[2]), "--project", str(tmp_path), "--eyes", "none"]
    result = CliRunner().invoke(app, [*words, "--out", str(out)], obj=loaders())
    assert (result.exit_code, result.stdout) == (0, "The same, pixel by pixel.\n")
    assert Image.open(out).tobytes() == Image.open(paths[2]).tobytes()
    refused = CliRunner().invoke(app, ["replay", str(paths[2]), "--json"], obj=loaders())
    assert refused.exit_code == 2
    assert "it needs i1" in json.loads(refused.stdout)["error"]
