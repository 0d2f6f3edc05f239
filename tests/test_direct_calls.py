"""Tool calls as turns: the same records, version tree and undo as what a planner does."""

import asyncio
from pathlib import Path

import pytest
from agent_fakes import FakeEyes, FakePlanner, SlowPainter, WordyPainter, book, change, pictures
from triptych.agent.events import ApprovalAsked, Event, PictureReady, Progress, Replied
from triptych.agent.limits import Limits
from triptych.agent.session import Events, Project, Session, SessionError
from triptych.models.image_model import ImageModel
from triptych.tools.book import Book, Page
from triptych.tools.compose import Compose
from triptych.tools.edit import Edit
from triptych.tools.explain import Explain
from triptych.tools.generate import Generate

BRIEFS = {"fox": pictures("a red fox"), "three": pictures("a cat", "a dog", "a bear"), "book": book(3)}
TREE = {**BRIEFS, "blue": change("i1", "make it blue")}


def open_project(folder: Path, painter: ImageModel | None = None, **limits: object) -> Project:
    eyes = FakeEyes(lambda *_: 0.1)
    given = Limits.model_validate(limits)
    return Project(folder, painter or WordyPainter(), planner=FakePlanner(TREE), eyes=eyes, limits=given)


def last(events: Events) -> Replied:
    *_, event = events
    assert isinstance(event, Replied)
    return event


def test_a_call_makes_what_the_planner_would(tmp_path: Path) -> None:
    with open_project(tmp_path / "said") as project:
        last(project.session().say("fox", seed=3))
        last(project.session().say("blue", seed=4))
        said = [project.store.get(id) for id in ("i1", "i2")]
    with open_project(tmp_path / "called") as project:
        session = project.session()
        last(session.run(Generate(prompts=("a red fox",), seed=3)))
        reply = last(session.run(Edit(image="i1", instruction="make it blue", seed=4)))
        called = [project.store.get(id) for id in ("i1", "i2")]
        assert session.history().table == ("i2",)
        assert (
            reply.text == "Changed: i2, made from i1. 100% of the picture changed, so nothing was put back."
        )
    for one, other in zip(said, called, strict=True):
        assert (one.request, one.call, one.parents) == (other.request, other.call, other.parents)


def test_a_called_turn_is_undone_and_done_again(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        session = project.session()
        last(session.run(Generate(prompts=("a cat", "a dog"), seed=1)))
        last(session.run(Edit(image="i2", instruction="make it blue", seed=2)))
        assert session.history().table == ("i1", "i3")  # a picture of a set keeps its place
        last(session.undo())
        assert session.history().table == ("i1", "i2")
        last(session.redo())
        assert session.history().table == ("i1", "i3")
        assert [turn.asked_by for turn in session.turns()] == ["call", "call", "move", "move"]


def test_what_is_called_can_be_spoken_of(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:  # the phrasebook plans
        session = project.session()
        last(session.run(Generate(prompts=("a red cat in the snow",), seed=1)))
        reply = last(session.say("make it blue"))
        assert project.store.get(reply.images[0]).parents == ("i1",)


def test_references_become_parents_and_a_book_lies_on_the_table(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        session = project.session()
        last(session.say("three"))
        assert last(session.run(Compose(prompt="both", references=("i1", "i2")))).images == ("i4",)
        assert project.store.get("i4").parents == ("i1", "i2")
        pages = tuple(Page(image=id, text=f"Page {id}.") for id in ("i4", "i3"))
        reply = last(session.run(Book(title="Both", pages=pages)))
        assert {path.suffix for path in reply.files} >= {".pdf", ".html"}
        moment = session.history().moments[-1]
        assert (moment.title, moment.images, moment.texts) == ("Both", ("i4", "i3"), ("Page i4.", "Page i3."))


def test_a_call_without_pictures_tells_what_it_found(tmp_path: Path) -> None:
    with open_project(tmp_path, WordyPainter(abilities=frozenset({"directions"}))) as project:
        session = project.session()
        last(session.say("fox"))
        reply = last(session.run(Explain(image="i1", words=("fox",))))
        assert "is “fox”" in reply.text
        assert session.history().table == ("i1",)


def test_a_picture_that_does_not_exist_is_refused_before_anything_begins(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        session = project.session()
        with pytest.raises(SessionError, match="there is no image 'i7'"):
            last(session.run(Edit(image="i7", instruction="make it blue")))
        assert session.turns() == []


def test_a_call_waits_for_approval_as_a_plan_does(tmp_path: Path) -> None:
    with open_project(tmp_path, pictures=1) as project:
        session = project.session()
        *_, event = session.run(Generate(prompts=("a cat", "a dog")))
        assert isinstance(event, ApprovalAsked)
        assert last(session.approve()).images == ("i1", "i2")
        assert session.turns()[-1].answered == "approved"


def follow(session: Session) -> list[Event]:
    async def told() -> list[Event]:
        said = [event async for event in session.asay("fox")]
        called = [event async for event in session.arun(Edit(image="i1", instruction="make it blue"))]
        return said + called

    return asyncio.run(told())


def test_the_async_face_yields_the_same(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        events = follow(project.session())
        replies = [event.images for event in events if isinstance(event, Replied)]
        assert replies == [("i1",), ("i2",)]
        assert any(isinstance(event, PictureReady) for event in events)


def test_two_threads_run_at_once_on_one_loop(tmp_path: Path) -> None:
    async def both(project: Project) -> list[tuple[str, ...]]:
        async def one(thread: str) -> tuple[str, ...]:
            events = [event async for event in project.session(thread).asay("three")]
            assert isinstance(events[-1], Replied)
            return events[-1].images

        return list(await asyncio.gather(one("a"), one("b")))

    with open_project(tmp_path) as project:
        images = asyncio.run(both(project))
        assert sorted(id for ids in images for id in ids) == ["i1", "i2", "i3", "i4", "i5", "i6"]


@pytest.mark.parametrize("way", ["cancel", "aclose"])
def test_who_stops_following_stops_the_turn(tmp_path: Path, way: str) -> None:
    painter = SlowPainter(pause=0.005)

    async def begin(session: Session) -> None:
        events = session.asay("three")
        async for event in events:
            if isinstance(event, Progress) and event.picture == 2:
                if way == "aclose":
                    await events.aclose()
                    return
                task = asyncio.current_task()
                assert task is not None
                task.cancel()

    async def stopped(session: Session) -> None:
        task = asyncio.create_task(begin(session))
        await asyncio.wait([task])

    with open_project(tmp_path, painter) as project:
        session = project.session()
        asyncio.run(stopped(session))
        assert not session.unfinished
        assert len(session.turns()[-1].images) < 3
        assert last(session.run(Generate(prompts=("a bear",)))).outcome == "done"


def test_bad_input_is_refused_in_the_async_face_too(tmp_path: Path) -> None:
    async def say(session: Session) -> None:
        async for _ in session.asay("x" * 5000):
            pass

    with open_project(tmp_path) as project, pytest.raises(SessionError, match="at most 4,000"):
        asyncio.run(say(project.session()))
