"""A thread written as a task file and run in a fresh project: the same ids, the same pixels."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from agent_fakes import FakeEyes, FakePlanner, NumberedPainter, WordyPainter, checked, pictures
from PIL import Image
from triptych.agent.events import Event, Progress, Replied
from triptych.agent.limits import Limits
from triptych.agent.script.export import Exported, exported
from triptych.agent.script.load import load_script
from triptych.agent.script.manifest import Manifest
from triptych.agent.script.runner import Run
from triptych.agent.session import Project, SessionError
from triptych.agent.state import Plan
from triptych.models.flux2 import Flux2Painter
from triptych.models.picture import Picture
from triptych.tools.book import Book, Page
from triptych.tools.edit import Edit
from triptych.tools.generate import Generate
from triptych.tools.recolor import Recolor


def last(events: Iterable[Event]) -> Replied:
    *_, event = events
    assert isinstance(event, Replied), event
    return event


def pixels(project: Project) -> dict[str, str]:
    return {one.id: Picture.of(project.store.open(one.id)).sha256 for one in project.store.records()}


def replayed(task: Exported, project: Project, folder: Path) -> Manifest:
    (folder / "task").mkdir()
    task.write(folder / "task")
    events = Run(load_script(folder / "task" / "task.yaml"), project, folder / "out").events()
    while True:
        try:
            next(events)
        except StopIteration as end:
            manifest = end.value
            assert isinstance(manifest, Manifest)
            return manifest


def wrong(manifest: Manifest) -> list[str]:
    problems = [one.problem for one in manifest.turns if one.problem]
    expected = [one for report in manifest.turns for one in report.expectations if not one.held]
    return problems + [f"{one.expected}, not {one.found}" for one in expected]


def photo(folder: Path) -> Path:
    path = folder / "my photo.png"
    Image.radial_gradient("L").resize((120, 80)).convert("RGB").save(path)
    return path


def test_six_turns_of_the_embedded_painter_come_out_byte_by_byte(
    pocket: Flux2Painter, tmp_path: Path
) -> None:
    painted = tmp_path / "fox.png"
    with Project(tmp_path / "other", pocket) as other:
        last(other.session().say("a red fox in the snow", seed=4))
        painted.write_bytes(other.store.path("i1").read_bytes())
    with Project(tmp_path / "a", pocket) as project:
        session = project.session()
        last(session.say("put the fox on the beach", [painted], seed=3))
        last(session.say("make it blue"))
        last(session.undo())
        shows = "a red fox on the beach"
        last(session.run(Recolor(image="i2", what="fox", color="green", shows=shows)))
        page = Page(image="i3", text="A fox at the sea.")
        last(session.run(Book(title="The Fox", pages=(page,), formats=("html",))))
        last(session.say("what can you do?"))
        task, before = exported(project, "main"), pixels(project)
    assert task.notes == ()
    with Project(tmp_path / "b", pocket) as project:
        manifest = replayed(task, project, tmp_path)
        assert wrong(manifest) == []
        assert pixels(project) == before
        assert [turn.outcome for turn in project.session(manifest.thread).turns()] == ["done"] * 6


def test_a_book_made_by_words_is_bound_again(tmp_path: Path) -> None:
    with Project(tmp_path / "a", WordyPainter()) as project:
        session = project.session()
        last(session.say("a picture book in two pages about a shy robot"))
        last(session.say("page 2 in the forest"))
        manifest, same = replay_of(project, tmp_path)
    assert (wrong(manifest), same) == ([], True)
    assert any(name.endswith(".pdf") for name in manifest.turns[1].files)


def replay_of(project: Project, folder: Path, planner: FakePlanner | None = None) -> tuple[Manifest, bool]:
    """The manifest of the replay, and whether all pictures are the same."""
    task, before = exported(project, "main"), pixels(project)
    (folder / "limits").mkdir()
    task.write(folder / "limits")
    limits = load_script(folder / "limits" / "task.yaml").file.limits.over(Limits())
    with Project(folder / "replayed", WordyPainter(), planner=planner, limits=limits) as fresh:
        manifest = replayed(task, fresh, folder)
        return manifest, pixels(fresh) == before


def test_uploads_and_pictures_are_named_not_numbered(tmp_path: Path) -> None:
    with Project(tmp_path / "a", WordyPainter()) as project:
        session = project.session()
        last(session.show([photo(tmp_path)]))
        last(session.say("make i1 blue", seed=5))
        last(session.run(Edit(image="i2", instruction="make it red", seed=1)))
        text = exported(project, "main").files["task.yaml"].decode()
        manifest, same = replay_of(project, tmp_path)
    assert "say: make ${turn_1.upload} blue" in text
    assert "image: ${turn_2}" in text
    assert (wrong(manifest), same) == ([], True)
    assert list((tmp_path / "task").rglob("*.png")) == [tmp_path / "task/task-images/01-i1-my-photo.png"]


def test_pictures_of_elsewhere_are_taken_along(tmp_path: Path) -> None:
    with Project(tmp_path / "a", WordyPainter()) as project:
        last(project.session("other").say("a red cat", seed=1))
        last(project.session().run(Generate(prompts=("a boat", "a kite"), seed=7)))
        last(project.session().run(Edit(image="i1", instruction="make it blue", seed=2)))
        before = pixels(project)
        task = exported(project, "main")
    assert "ids:" not in task.files["task.yaml"].decode()  # those of a fresh project are others
    with Project(tmp_path / "b", WordyPainter()) as project:
        assert wrong(replayed(task, project, tmp_path)) == []
        assert sorted(pixels(project).values()) == sorted(before.values())


def test_what_only_a_language_model_understands_is_written_down(tmp_path: Path) -> None:
    planner = FakePlanner({"wish": pictures("a red fox", made_by="a model, prompt 3")})
    with Project(tmp_path / "a", WordyPainter(), planner=planner) as project:
        last(project.session().say("wish", seed=5))
        last(project.session().undo())
        manifest, same = replay_of(project, tmp_path)
    assert (wrong(manifest), same) == ([], True)


def test_an_edited_plan_is_written_down(tmp_path: Path) -> None:
    limits = Limits(approve="always")
    with Project(tmp_path / "a", WordyPainter(), limits=limits) as project:
        session = project.session()
        *_, _ = session.say("two pictures of a cat", seed=5)
        assert session.waiting
        first = session.waiting.plan.steps[0]
        told = first.model_copy(update={"arguments": {**first.arguments, "prompts": ["a blue dog"]}})
        last(session.approve(Plan(steps=(told, *session.waiting.plan.steps[1:]))))
        *_, _ = session.say("a bear")
        last(session.refuse())
        manifest, same = replay_of(project, tmp_path)
    assert (wrong(manifest), same) == ([], True)
    assert [turn.outcome for turn in manifest.turns] == ["done", "stopped"]


def test_a_stopped_turn_is_done_as_far_as_it_went(tmp_path: Path) -> None:
    with Project(tmp_path / "a", WordyPainter()) as project:
        session = project.session()
        for event in session.say("three pictures of a cat", seed=5):
            if isinstance(event, Progress) and event.picture == 3:
                session.cancel()
        done = session.turns()[-1].images
        task = exported(project, "main")
    assert task.notes == ("turn 1: it was stopped, so its ids may differ from here on",)
    assert f"# {task.notes[0]}\n" in task.files["task.yaml"].decode()
    with Project(tmp_path / "b", WordyPainter()) as project:
        manifest = replayed(task, project, tmp_path)
        assert [one.id for one in manifest.turns[0].pictures] == list(done)


@pytest.mark.parametrize(
    "text",
    ["a cat: “${x}” # no", "yes", "null", "1e3", "- a\n- b", "🦊 un zorro", "a\u2028b", "{a: [b", "*a &b !c"],
)
def test_any_words_come_through_the_file(tmp_path: Path, text: str) -> None:
    planner = FakePlanner({text: pictures("a red fox")})
    with Project(tmp_path / "a", WordyPainter(), planner=planner) as project:
        last(project.session().say(text, seed=5))
        manifest, same = replay_of(project, tmp_path, planner)
    assert (wrong(manifest), same) == ([], True)


def test_reflection_is_replayed_with_its_drafts(tmp_path: Path) -> None:
    planner = FakePlanner({"fox": pictures("a fox", checks=[checked("Is it red?", "make it red")])})
    eyes = FakeEyes(lambda _, numbers: 0.1 if numbers[0] < 3 else 0.95)
    with Project(tmp_path / "a", NumberedPainter(), planner=planner, eyes=eyes) as project:
        last(project.session().say("fox", seed=5))
        task, before = exported(project, "main"), pixels(project)
    assert list(before) == ["i1", "i2", "i3"]
    with Project(tmp_path / "b", NumberedPainter(), planner=planner, eyes=eyes) as project:
        manifest = replayed(task, project, tmp_path)
        assert (wrong(manifest), pixels(project)) == ([], before)


def test_an_empty_thread_and_a_taken_name_are_refused(tmp_path: Path) -> None:
    with Project(tmp_path / "a", WordyPainter()) as project:
        with pytest.raises(SessionError, match="nothing was finished"):
            exported(project, "main")
        last(project.session().say("a red cat"))
        task = exported(project, "main")
    task.write(tmp_path)
    with pytest.raises(FileExistsError, match="is there already"):
        task.write(tmp_path)
