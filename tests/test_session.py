"""Projects and sessions: turns, version tree, approval, what lasts over a restart, stopping, bad input."""

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import (
    BreakingPainter,
    FakeEyes,
    FakePlanner,
    SlowPainter,
    WordyPainter,
    book,
    change,
    checked,
    delete,
    pictures,
)
from PIL import Image
from triptych.agent.events import ApprovalAsked, Event, PictureReady, Progress, Replied, Understood
from triptych.agent.finished import Pending
from triptych.agent.limits import Limits
from triptych.agent.session import Project, Session, SessionError
from triptych.agent.state import Brief, Plan
from triptych.models.image_model import ImageModel

RED = Image.new("RGB", (64, 64), (200, 10, 10))
WISH = pictures("a boat", wishes=("in watercolour",))
BRIEFS = {
    "fox": pictures("a red fox"),
    "two": pictures("a cat", "a dog"),
    "three": pictures("a cat", "a dog", "a bear"),
    "blue": change("i1", "make it blue"),
    "again": pictures("a red fox", again=True),
    "book": book(3),
    "delete": delete("i1"),
    "wish": WISH,
    "in the snow": Brief.model_validate(
        {
            **pictures("both in the snow").model_dump(),
            "operation": "reuse_character",
            "images": [{"id": "i1", "role": "reference"}, {"id": "i2", "role": "reference"}],
        }
    ),
}


def open_project(folder: Path, painter: ImageModel | None = None, **more: Any) -> Project:
    planner = more.pop("planner", None) or FakePlanner(BRIEFS)
    limits = Limits(**more.pop("limits", {}))
    return Project(folder, painter or WordyPainter(), planner=planner, limits=limits, **more)


def last(events: Iterable[Event]) -> Replied:
    *_, event = events
    assert isinstance(event, Replied)
    return event


def say(session: Session, text: str, *images: Path, seed: int | None = None) -> Replied:
    return last(session.say(text, images, seed=seed))


def files_in(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*.*")
        if not path.name.startswith("threads.db")
    }


def test_a_follow_up_changes_the_last_picture_after_a_restart(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        say(project.session(), "fox", seed=1)
    with open_project(tmp_path) as project:
        reply = say(project.session(), "blue", seed=2)
        assert (reply.images, reply.outcome) == (("i2",), "done")
        assert reply.text == (
            "Changed: i2, made from i1. 100% of the picture changed, so nothing was put back."
        )
        assert project.store.get("i2").parents == ("i1",)
        assert [turn.text for turn in project.session().turns()] == ["fox", "blue"]
        assert project.session().turns()[1].plan.steps[0].tool == "edit"


def test_threads_know_nothing_of_each_other(tmp_path: Path) -> None:
    planner = FakePlanner(BRIEFS)
    with open_project(tmp_path, planner=planner) as project:
        say(project.session("one"), "fox")
        assert say(project.session("two"), "what").outcome == "asked"
        assert planner.situations[-1].seen == ()
        assert project.session("two").turns()[0].text == "what"


def test_what_is_said_elsewhere_follows_what_was_read_before(tmp_path: Path) -> None:
    with open_project(tmp_path) as here, open_project(tmp_path) as there:
        say(here.session(), "fox")
        first = here.session().turns()
        say(there.session(), "blue")
        list(there.session().undo())
        now = here.session().turns()
        assert [turn.text for turn in now] == ["fox", "blue", "undo"]
        assert now[0] is first[0], "it was not read again"
        assert [turn.text for turn in there.session().turns()] == ["fox", "blue", "undo"]


def test_a_seed_gives_the_same_pictures(tmp_path: Path) -> None:
    shown = []
    for name in ("a", "b"):
        with open_project(tmp_path / name) as project:
            say(project.session(), "two", seed=5)
            shown.append([project.store.open(id).tobytes() for id in ("i1", "i2")])
    assert shown[0] == shown[1]
    assert shown[0][0] != shown[0][1]


def test_a_book_is_bound_and_its_files_exist(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        events = list(project.session().say("book"))
        ready = [event for event in events if isinstance(event, PictureReady)]
        turn = project.session().turns()[0]
    assert [event.text for event in ready] == ["Text 1.", "Text 2.", "Text 3."]
    files = last(events).files
    assert [path.suffix for path in files] == [".pdf", ".html", *[".png"] * 5]
    assert all(path.is_file() for path in files)
    assert [tmp_path / file for file in turn.files] == list(files)


def test_a_changed_page_takes_its_place_and_the_book_is_bound_anew(tmp_path: Path) -> None:
    page = change("i2", "make it blue", keeps=("i1", "i2", "i3"), title="The Fox", texts=("a", "b", "c"))
    with open_project(tmp_path, planner=FakePlanner({**BRIEFS, "page 2": page})) as project:
        session = project.session()
        say(session, "book")
        reply = say(session, "page 2")
        changed, bound, *_ = reply.text.split(". ")
        assert (changed, bound) == (
            "Changed: i4, made from i2",
            "“The Fox” is bound anew as the-fox.pdf",
        )
        assert session.history().table == ("i1", "i4", "i3")
        assert session.history().moments[-1].texts == ("a", "b", "c")
        assert all(path.is_file() for path in reply.files)


def test_uploads_become_references_in_their_order(tmp_path: Path) -> None:
    RED.save(tmp_path / "one.png")
    RED.rotate(90).save(tmp_path / "two.jpg")
    painter = WordyPainter()
    with open_project(tmp_path / "p", painter) as project:
        reply = say(project.session(), "in the snow", tmp_path / "one.png", tmp_path / "two.jpg")
        assert project.store.get(reply.images[0]).parents == ("i1", "i2")
        assert len(painter.requests[0].references) == 2


def test_a_picture_painted_here_is_recognised_when_it_comes_back(tmp_path: Path) -> None:
    planner = FakePlanner(BRIEFS)
    with open_project(tmp_path / "one") as project:
        picture = project.store.path(say(project.session(), "fox").images[0])
        with open_project(tmp_path / "two", planner=planner) as other:
            say(other.session(), "what", picture)
    assert [seen.shows for seen in planner.situations[0].uploads] == ["a red fox"]


def test_undo_and_redo_name_what_is_on_the_table(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        session = project.session()
        say(session, "fox")
        say(session, "blue")
        assert last(session.undo()).text == "Undone. On the table: i1."
        assert last(session.undo()).text == "Undone. The table is empty."
        assert last(session.undo()).text == "There is nothing to undo. The table is empty."
        assert last(session.redo()).text == "Done again. On the table: i1."
        assert last(session.redo()).text == "Done again. On the table: i2."
        assert last(session.redo()).text == "There is nothing to redo. On the table: i2."


def test_a_branch_grows_from_where_it_was_and_redo_goes_back_the_way_it_came(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        session = project.session()
        first = say(session, "fox").turn
        second = say(session, "two").turn
        list(session.undo())
        third = say(session, "blue").turn
        parents = {moment.turn: moment.parent for moment in session.history().moments}
        assert parents == {first: "", second: first, third: first}
        assert last(session.branch(second)).text == "A new branch begins here. On the table: i2 and i3."
        list(session.undo())
        assert last(session.redo()).text == "Done again. On the table: i2 and i3."
        with pytest.raises(SessionError, match="no turn 'nowhere' in the history"):
            list(session.branch("nowhere"))


def test_trying_again_makes_a_sibling(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        session = project.session()
        say(session, "fox")
        say(session, "again")
        assert [moment.parent for moment in session.history().moments] == ["", ""]
        assert session.history().table == ("i2",)


def test_what_is_deleted_can_no_longer_be_meant_until_it_is_undone(tmp_path: Path) -> None:
    planner = FakePlanner(BRIEFS)
    with open_project(tmp_path, planner=planner) as project:
        session = project.session()
        say(session, "two")
        reply = say(session, "delete")
        assert reply.text == "Deleted: i1; undo brings it back. On the table: i2."
        assert say(session, "delete").text == "There was nothing to delete. On the table: i2."
        assert [seen.id for seen in planner.situations[-1].seen] == ["i2"]
        assert last(session.undo()).text == "Undone. On the table: i1 and i2."
        say(session, "what")
        assert [seen.id for seen in planner.situations[-1].seen] == ["i1", "i2"]
        assert project.store.path("i1").is_file()


def test_a_picture_of_before_is_deleted_and_comes_back_by_undo(tmp_path: Path) -> None:
    planner = FakePlanner(BRIEFS)
    with open_project(tmp_path, planner=planner) as project:
        session = project.session()
        say(session, "two")
        say(session, "fox")
        assert session.history().table == ("i3",)
        assert say(session, "delete").text == "Deleted: i1; undo brings it back. On the table: i3."
        assert session.history().deleted == ("i1",)
        assert last(session.undo()).text == "Undone. On the table: i3."
        assert session.history().deleted == ()
        say(session, "what")
        assert [seen.id for seen in planner.situations[-1].seen] == ["i1", "i2", "i3"]


def test_wishes_stand_over_turns_and_undo(tmp_path: Path) -> None:
    planner = FakePlanner(BRIEFS)
    with open_project(tmp_path, planner=planner) as project:
        say(project.session(), "wish")
        list(project.session().undo())
        say(project.session(), "what")
    assert planner.situations[-1].wishes == ("in watercolour",)


def test_a_plan_over_the_budget_waits_also_over_a_restart(tmp_path: Path) -> None:
    painter = WordyPainter()
    with open_project(tmp_path, limits={"pictures": 2}) as project:
        *_, asked = project.session().say("three")
        assert isinstance(asked, ApprovalAsked)
        assert asked.reasons == ("3 pictures are planned, and a turn may take 2",)
    with open_project(tmp_path, painter, limits={"pictures": 2}) as project:
        session = project.session()
        assert session.waiting == asked
        assert session.pending == Pending(asked.turn, "three")
        assert not session.unfinished
        assert painter.requests == []
        first, *_, replied = session.approve()
        assert isinstance(first, Understood)
        assert isinstance(replied, Replied)
        assert replied.images == ("i1", "i2", "i3")
        assert session.waiting is None
        assert session.pending is None
        with pytest.raises(SessionError, match="no plan waits for an answer"):
            list(session.approve())


def test_within_the_budget_nobody_is_asked_but_always_may_be(tmp_path: Path) -> None:
    eyes = FakeEyes(lambda *_: 0.1)
    brief = pictures("a", "b", checks=[checked("Is it a?")])
    planner = FakePlanner({**BRIEFS, "go": brief})
    with open_project(tmp_path / "a", planner=planner, eyes=eyes, limits={"pictures": 4}) as project:
        events = list(project.session().say("go"))
        assert isinstance(events[0], Understood)
        assert events[0].plan.estimate.pictures == 4, "reflection stops at the limit"
        assert len(project.store.records()) == 4
    with open_project(tmp_path / "b", limits={"approve": "always"}) as project:
        *_, asked = project.session().say("fox")
        assert isinstance(asked, ApprovalAsked)
        assert asked.reasons == ("every plan is to be approved",)
        assert say(project.session(), "what").outcome == "asked", "nothing to approve"


def test_a_refused_plan_paints_nothing(tmp_path: Path) -> None:
    painter = WordyPainter()
    with open_project(tmp_path, painter, limits={"approve": "always"}) as project:
        session = project.session()
        list(session.say("book"))
        reply = last(session.refuse())
        assert (reply.text, reply.outcome) == ("As you wish: nothing was painted.", "stopped")
        assert (painter.requests, session.history().moments) == ([], ())
        assert [turn.text for turn in session.turns()] == ["book"]


def test_saying_something_else_refuses_the_plan_that_waits(tmp_path: Path) -> None:
    with open_project(tmp_path, limits={"pictures": 2}) as project:
        session = project.session()
        list(session.say("three"))
        assert say(session, "fox").images == ("i1",)
        assert [(turn.text, turn.images) for turn in session.turns()] == [("three", ()), ("fox", ("i1",))]


def test_an_edited_plan_is_done_in_the_place_of_ours(tmp_path: Path) -> None:
    painter = WordyPainter()
    with open_project(tmp_path, painter, limits={"approve": "always"}) as project:
        session = project.session()
        *_, asked = session.say("three")
        assert isinstance(asked, ApprovalAsked)
        first, _, third = asked.plan.steps
        loud = third.model_copy(update={"arguments": {"prompts": ["a loud bear"]}})
        reply = last(session.approve(Plan(steps=(first, loud))))
        assert reply.images == ("i1", "i2")
        assert sorted(request.prompt for request in painter.requests) == ["a cat", "a loud bear"]
        assert session.turns()[0].plan.estimate.pictures == 2


def test_an_edited_plan_that_cannot_be_followed_is_refused_and_the_turn_still_waits(tmp_path: Path) -> None:
    with open_project(tmp_path, limits={"approve": "always"}) as project:
        session = project.session()
        *_, asked = session.say("fox")
        assert isinstance(asked, ApprovalAsked)
        wrong = asked.plan.steps[0].model_copy(update={"tool": "fly"})
        with pytest.raises(SessionError, match="there is no tool 'fly'"):
            list(session.approve(Plan(steps=(wrong,))))
        assert session.waiting == asked
        assert last(session.approve()).images == ("i1",)


def test_cancel_stops_within_a_step_and_keeps_what_is_finished(tmp_path: Path) -> None:
    painter = SlowPainter()
    with open_project(tmp_path, painter) as project:
        session = project.session()
        events: list[Event] = []
        for event in session.say("three"):
            events.append(event)
            if isinstance(event, Progress) and event.picture == 3:
                project.session().cancel("another turn")
                if event.step == 3:
                    project.session().cancel(event.turn)
        assert last(events).outcome == "stopped"
        assert last(events).images == ("i1", "i2")
        assert last(events).text == "Stopped. Here are two pictures: i1 and i2."
        assert session.turns()[0].filled == {"picture:1": "i1", "picture:2": "i2"}
        steps = [event for event in events if isinstance(event, Progress) and event.picture == 3]
        assert 3 <= len(steps) < 10
        assert (len(painter.finished), len(painter.requests), painter.closed) == (2, 3, 3)
        assert session.history().table == ("i1", "i2")
        assert say(session, "blue").images == ("i3",), "the thread goes on"


def test_a_turn_nobody_follows_any_more_ends_and_is_remembered(tmp_path: Path) -> None:
    painter = SlowPainter()
    with open_project(tmp_path, painter) as project:
        session = project.session()
        for event in session.say("book"):
            if isinstance(event, PictureReady):
                break
        assert [turn.images for turn in session.turns()] == [("i1",)]
        assert not session.unfinished
        assert len(painter.requests) <= 3


def test_one_turn_at_a_time(tmp_path: Path) -> None:
    with open_project(tmp_path, SlowPainter()) as project, open_project(tmp_path) as other:
        turn = project.session().say("fox")
        next(turn)
        with pytest.raises(SessionError, match="'main' is still busy with another message"):
            next(other.session().say("two"))
        assert say(other.session("second"), "two").outcome == "done"
        turn.close()
        assert say(other.session(), "two").outcome == "done"


def test_two_threads_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    replies: dict[str, Replied] = {}
    planner = FakePlanner({name: pictures(f"a {name}", f"one more {name}") for name in ("cat", "dog")})
    with open_project(tmp_path, SlowPainter(pause=0.002), planner=planner) as project:

        def talk(thread: str) -> None:
            replies[thread] = say(project.session(thread), thread)

        threads = [threading.Thread(target=talk, args=(name,)) for name in ("cat", "dog")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        prompts = {name: [project.store.get(id).request for id in replies[name].images] for name in replies}
    assert all("cat" in str(request) for request in prompts["cat"])
    assert all("dog" in str(request) for request in prompts["dog"])
    assert not set(replies["cat"].images) & set(replies["dog"].images)


def test_a_hundred_thousand_characters_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with open_project(tmp_path) as project:
        with pytest.raises(
            SessionError, match="100,000 characters, and at most 4,000 can be read; shorten it"
        ):
            next(project.session().say("cat " * 25_000))
        assert project.session().turns() == []


def test_one_bad_upload_refuses_all_and_leaves_nothing_behind(tmp_path: Path) -> None:
    RED.save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes((tmp_path / "good.png").read_bytes()[:60])
    with open_project(tmp_path / "p") as project:
        before = files_in(tmp_path / "p")
        with pytest.raises(SessionError, match=r"bad\.png"):
            say(project.session(), "blue", tmp_path / "good.png", tmp_path / "bad.png")
        assert project.store.records() == []
        assert files_in(tmp_path / "p") == before


def test_too_many_uploads_are_refused(tmp_path: Path) -> None:
    with open_project(tmp_path) as project, pytest.raises(SessionError, match="at most 8"):
        say(project.session(), "in the snow", *[tmp_path / "x.png"] * 9)


def test_a_thread_name_is_no_path(tmp_path: Path) -> None:
    with open_project(tmp_path) as project, pytest.raises(SessionError, match="cannot be used"):
        project.session("../x")


def test_a_project_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SessionError, match="cannot be used"):
        open_project(tmp_path / "file")


def test_a_limit_that_is_no_number_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPTYCH_PICTURES", "many")
    with pytest.raises(SessionError, match="the limit TRIPTYCH_PICTURES is 'many'"):
        Project(tmp_path, WordyPainter(), planner=FakePlanner({}))


def test_a_broken_database_of_threads_is_refused(tmp_path: Path) -> None:
    with open_project(tmp_path):
        pass
    (tmp_path / "threads.db").write_bytes(b"no database" * 500)
    with pytest.raises(SessionError, match=r"threads\.db cannot be read as a project's threads"):
        open_project(tmp_path)


def test_a_painter_that_breaks_leaves_a_turn_that_can_go_on(tmp_path: Path) -> None:
    with open_project(tmp_path, BreakingPainter(at=3)) as project:
        session = project.session()
        with pytest.raises(RuntimeError, match="the brush broke"):
            say(session, "three")
        assert session.turns() == []
        assert session.unfinished
        events = list(session.resume())
        assert isinstance(events[0], Understood)
        ready = [event.record.id for event in events if isinstance(event, PictureReady)]
        assert ready == ["i1", "i2", "i3"], "those of before are told again"
        assert last(events).images == ("i1", "i2", "i3")
        assert not session.unfinished
        assert list(session.resume()) == []


def test_saying_something_after_a_turn_broke_keeps_what_it_finished(tmp_path: Path) -> None:
    with open_project(tmp_path, BreakingPainter(at=3)) as project:
        session = project.session()
        with pytest.raises(RuntimeError, match="the brush broke"):
            say(session, "three")
        assert say(session, "fox").images == ("i3",)
        stopped, _ = session.turns()
        assert (stopped.images, stopped.reply) == (
            ("i1", "i2"),
            "Stopped. Here are two pictures: i1 and i2.",
        )
        assert [moment.images for moment in session.history().moments] == [("i1", "i2"), ("i3",)]


def test_what_was_said_in_a_turn_that_was_cut_off_is_known_in_a_new_process(tmp_path: Path) -> None:
    RED.save(tmp_path / "mine.png")
    with (
        open_project(tmp_path / "p", BreakingPainter(at=1)) as project,
        pytest.raises(RuntimeError, match="the brush broke"),
    ):
        say(project.session(), "blue", tmp_path / "mine.png")
    with open_project(tmp_path / "p") as project:
        pending = project.session().pending
    assert pending is not None
    assert (pending.text, pending.uploads) == ("blue", ("i1",))


def test_without_a_planner_several_languages_are_understood(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        say(project.session(), "zwei Katzen im Schnee")
        assert project.session().turns()[0].brief.language == "de"


def test_a_plan_is_told_before_anything_is_painted(tmp_path: Path) -> None:
    painter = WordyPainter()
    with open_project(tmp_path, painter) as project:
        turn = project.session().say("fox")
        first = next(turn)
        assert isinstance(first, Understood)
        assert [step.tool for step in first.plan.steps] == ["generate"]
        assert first.plan.estimate.seconds > 0
        turn.close()


def test_what_a_picture_costs_is_measured_and_kept(tmp_path: Path) -> None:
    seconds = []
    for _ in range(2):
        with open_project(tmp_path, SlowPainter(pause=0.001)) as project:
            first = next(iter(events := project.session().say("two")))
            assert isinstance(first, Understood)
            seconds.append(first.plan.estimate.seconds)
            list(events)
    assert seconds[0] == 10.0
    assert seconds[1] < 5


def test_the_database_grows_little_whatever_is_painted(tmp_path: Path) -> None:
    story = FakePlanner({"book": book(3, checks=[checked(f"Is the fox number {n}?") for n in range(6)])})
    with open_project(tmp_path, planner=story, eyes=FakeEyes(lambda *_: 0.4)) as project:
        for _ in range(2):
            say(project.session(), "book")
    assert (tmp_path / "threads.db").stat().st_size < 2 * 100_000
