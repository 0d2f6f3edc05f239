"""Projects and sessions: turns, what lasts over a restart, stopping, bad input."""

import threading
from pathlib import Path

import pytest
from agent_fakes import BreakingPainter, SlowPainter, WordyPainter
from PIL import Image
from triptych.agent.events import Event, PictureReady, Progress, Replied, Understood
from triptych.agent.session import Project, Session, SessionError

RED = Image.new("RGB", (64, 64), (200, 10, 10))


def last(events: list[Event]) -> Replied:
    assert isinstance(events[-1], Replied)
    return events[-1]


def say(session: Session, text: str, *images: Path, seed: int | None = None) -> Replied:
    return last(list(session.say(text, images, seed=seed)))


def files_in(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*.*")
        if not path.name.startswith("threads.db")
    }


def test_a_follow_up_changes_the_last_picture_after_a_restart(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        say(project.session(), "a red fox in the snow")
    with Project(tmp_path, WordyPainter()) as project:
        reply = say(project.session(), "make it blue")
        assert (reply.images, reply.outcome) == (("i2",), "done")
        assert reply.text == "Changed: i2, made from i1."
        assert project.store.get("i2").parents == ("i1",)
        assert [turn.text for turn in project.session().turns()] == ["a red fox in the snow", "make it blue"]


def test_threads_know_nothing_of_each_other(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        say(project.session("one"), "a red fox in the snow")
        assert say(project.session("two"), "make it blue").outcome == "asked"
        assert project.session("two").turns()[0].text == "make it blue"


def test_a_seed_gives_the_same_pictures(tmp_path: Path) -> None:
    pictures = []
    for name in ("a", "b"):
        with Project(tmp_path / name, WordyPainter()) as project:
            say(project.session(), "two pictures of a cat", seed=5)
            pictures.append([project.store.open(id).tobytes() for id in ("i1", "i2")])
    assert pictures[0] == pictures[1]
    assert pictures[0][0] != pictures[0][1]


def test_a_book_is_bound_and_its_files_exist(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        events = list(project.session().say("a three page book about a bear called Bruno"))
        ready = [event for event in events if isinstance(event, PictureReady)]
        turn = project.session().turns()[0]
    assert "Bruno" in " ".join(event.text for event in ready)
    files = last(events).files
    assert [path.suffix for path in files] == [".pdf", ".html", ".png", ".png", ".png", ".png"]
    assert all(path.is_file() for path in files)
    assert [tmp_path / file for file in turn.files] == list(files)


def test_uploads_become_references_in_their_order(tmp_path: Path) -> None:
    RED.save(tmp_path / "one.png")
    RED.rotate(90).save(tmp_path / "two.jpg")
    painter = WordyPainter()
    with Project(tmp_path / "p", painter) as project:
        reply = say(
            project.session(),
            "put the cat and the dog in the snow",
            tmp_path / "one.png",
            tmp_path / "two.jpg",
        )
        assert project.store.get(reply.images[0]).parents == ("i1", "i2")
        assert painter.requests[0].prompt == "the cat and the dog together in the snow"


def test_a_picture_painted_here_is_recognised_when_it_comes_back(tmp_path: Path) -> None:
    with Project(tmp_path / "one", WordyPainter()) as project:
        id = say(project.session(), "a red fox in the snow").images[0]
        picture = project.store.path(id)
        painter = WordyPainter()
        with Project(tmp_path / "two", painter) as other:
            say(other.session(), "the same fox on the beach", picture)
    assert painter.requests[0].prompt == "a red fox on the beach"


def test_cancel_stops_within_a_step_and_keeps_what_is_finished(tmp_path: Path) -> None:
    painter = SlowPainter()
    with Project(tmp_path, painter) as project:
        session = project.session()
        events: list[Event] = []
        for event in session.say("three pictures of a cat"):
            events.append(event)
            if isinstance(event, Progress) and event.picture == 2:
                session.cancel()
        assert last(events).outcome == "stopped"
        assert last(events).images == ("i1",)
        assert last(events).text == "Stopped. Here is your picture: i1."
        steps = [event for event in events if isinstance(event, Progress) and event.picture == 2]
        assert len(steps) < 10
        assert (len(painter.finished), len(painter.requests), painter.closed) == (1, 2, 2)
        assert say(session, "make it blue").images == ("i2",), "the thread goes on"


def test_a_turn_nobody_follows_any_more_ends_and_is_remembered(tmp_path: Path) -> None:
    painter = SlowPainter()
    with Project(tmp_path, painter) as project:
        session = project.session()
        for event in session.say("three pictures of a cat"):
            if isinstance(event, PictureReady):
                break
        assert [turn.images for turn in session.turns()] == [("i1",)]
        assert len(painter.requests) <= 2


def test_one_turn_at_a_time(tmp_path: Path) -> None:
    with Project(tmp_path, SlowPainter()) as project, Project(tmp_path, WordyPainter()) as other:
        turn = project.session().say("a cat")
        next(turn)
        with pytest.raises(SessionError, match="'main' is still busy with another message"):
            next(other.session().say("a dog"))
        assert say(other.session("second"), "a dog").outcome == "done"
        turn.close()
        assert say(other.session(), "a dog").outcome == "done"


def test_two_threads_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    replies: dict[str, Replied] = {}
    with Project(tmp_path, SlowPainter(pause=0.002)) as project:

        def talk(thread: str) -> None:
            replies[thread] = say(project.session(thread), f"two pictures of a {thread}")

        threads = [threading.Thread(target=talk, args=(name,)) for name in ("cat", "dog")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        prompts = {name: [project.store.get(id).request for id in replies[name].images] for name in replies}
    assert all("cat" in str(request) for request in prompts["cat"])
    assert all("dog" in str(request) for request in prompts["dog"])
    assert not set(replies["cat"].images) & set(replies["dog"].images)


@pytest.mark.parametrize("text", ["", "   ", "😀", "\x00\x07", "\ud800"])
def test_text_without_words_asks_back_and_makes_nothing(tmp_path: Path, text: str) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        reply = say(project.session(), text)
        assert (reply.outcome, reply.images) == ("asked", ())
        assert project.store.records() == []


def test_a_hundred_thousand_characters_are_refused_in_one_sentence(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        with pytest.raises(
            SessionError, match="100,000 characters, and at most 4,000 can be read; shorten it"
        ):
            next(project.session().say("cat " * 25_000))
        assert project.session().turns() == []


def test_one_bad_upload_refuses_all_and_leaves_nothing_behind(tmp_path: Path) -> None:
    RED.save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes((tmp_path / "good.png").read_bytes()[:60])
    with Project(tmp_path / "p", WordyPainter()) as project:
        before = files_in(tmp_path / "p")
        with pytest.raises(SessionError, match=r"bad\.png"):
            say(project.session(), "make it blue", tmp_path / "good.png", tmp_path / "bad.png")
        assert project.store.records() == []
        assert files_in(tmp_path / "p") == before


def test_too_many_uploads_are_refused(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project, pytest.raises(SessionError, match="at most 8"):
        say(project.session(), "put them in the snow", *[tmp_path / "x.png"] * 9)


def test_a_thread_name_is_no_path(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project, pytest.raises(SessionError, match="cannot be used"):
        project.session("../x")


def test_a_project_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SessionError, match="cannot be used"):
        Project(tmp_path / "file", WordyPainter())


def test_a_broken_database_of_threads_is_refused(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()):
        pass
    (tmp_path / "threads.db").write_bytes(b"no database" * 500)
    with pytest.raises(SessionError, match=r"threads\.db cannot be read as a project's threads"):
        Project(tmp_path, WordyPainter())


def test_a_painter_that_breaks_leaves_the_thread_usable(tmp_path: Path) -> None:
    with Project(tmp_path, BreakingPainter(at=1)) as project:
        session = project.session()
        with pytest.raises(RuntimeError, match="the brush broke"):
            say(session, "a cat")
        assert session.turns() == []
        assert say(session, "a dog").images == ("i1",)


def test_a_plan_is_told_before_anything_is_painted(tmp_path: Path) -> None:
    painter = WordyPainter()
    with Project(tmp_path, painter) as project:
        turn = project.session().say("a dragon")
        first = next(turn)
        assert isinstance(first, Understood)
        assert first.notes == ("I don't know how to draw a dragon; the nearest I can draw is a fox.",)
        assert [step.tool for step in first.plan.steps] == ["generate"]
        turn.close()


def test_the_database_grows_little_whatever_is_painted(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        for _ in range(2):
            say(project.session(), "a six page book about a fox who finds a star")
    assert (tmp_path / "threads.db").stat().st_size < 2 * 100_000
