"""The storyboard of a book: got from what was asked, changed before it is painted, and painted as changed."""

from pathlib import Path

import pytest
from agent_fakes import WordyPainter
from pydantic import ValidationError
from triptych.agent.board import Board, Row, board_of
from triptych.agent.events import ApprovalAsked, Replied
from triptych.agent.limits import Limits
from triptych.agent.session import Project, Session, SessionError

BOOK = "a picture book in three pages about a cat called Mia with a blue hat and a brown dog"
ARTICLE = (
    "Make a picture book. Page 1: A bear wakes up in the forest. Page 2: The bear finds a red balloon. "
    "Page 3: The bear sleeps in the snow."
)


def asked(session: Session, text: str) -> Board:
    *_, event = session.say(text, seed=1)
    assert isinstance(event, ApprovalAsked)
    board = session.book.board
    assert board is not None
    return board


def painted(session: Session, board: Board) -> Replied:
    *_, event = session.book.approve(board)
    assert isinstance(event, Replied)
    return event


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, WordyPainter(), limits=Limits(approve="always"))


def test_a_sentence_and_a_told_story_have_a_storyboard(project: Project) -> None:
    board = asked(project.session("one"), BOOK)
    assert [row.was for row in board.rows] == [1, 2, 3]
    assert all("an orange cat wearing a blue hat" in row.prompt for row in board.rows)
    told = asked(project.session("two"), ARTICLE)
    assert told.rows[1].text == "The bear finds a red balloon."


def test_what_is_no_new_book_has_none(project: Project) -> None:
    session = project.session()
    *_, event = session.say("a red fox")
    assert isinstance(event, ApprovalAsked)
    assert session.book.board is None
    with pytest.raises(SessionError, match="no storyboard waits"):
        list(session.book.approve(Board(title="T", rows=(Row(prompt="a fox"),))))
    assert session.waiting is not None


def test_rows_are_changed_inserted_deleted_and_moved_before_anything_is_painted(project: Project) -> None:
    session = project.session()
    first, second, third = asked(session, BOOK).rows
    new = Row(prompt="a brown dog in the snow", text="A dog came by.", layout="full-bleed")
    changed = second.model_copy(update={"text": "Hello!", "second_text": "Hallo!"})
    reply = painted(session, Board(title="Mia’s Day", rows=(third, new, changed)))
    turn, moment = session.turns()[-1], session.history().moments[-1]
    assert [output.prompt for output in turn.brief.outputs] == [third.prompt, new.prompt, changed.prompt]
    assert moment.images == reply.images
    assert (moment.title, moment.texts) == ("Mia’s Day", (third.text, "A dog came by.", "Hello!"))
    assert moment.binding.second_texts == ("", "", "Hallo!")
    assert moment.binding.layouts == (None, "full-bleed", None)
    assert first.prompt not in [output.prompt for output in turn.brief.outputs]
    names = set(turn.plan.outputs)
    compared = [(n, check.of) for n, output in enumerate(turn.brief.outputs, 1) for check in output.checks]
    assert all(of in names and of != f"picture:{n}" for n, of in compared if of)


def test_a_new_page_is_painted_with_the_sheet_of_who_is_seen(project: Project) -> None:
    session = project.session()
    board = asked(session, BOOK)
    rows = (*board.rows, Row(prompt="an orange cat wearing a blue hat on the beach", text="The sea!"))
    painted(session, Board(title=board.title, rows=rows))
    turn = session.turns()[-1]
    assert turn.brief.outputs[3].like == ("sheet:1.1",)
    compose = next(step for step in turn.plan.steps if step.outputs == ("picture:4",))
    assert (compose.tool, compose.arguments["references"]) == ("compose", ["sheet:1.1"])


def test_a_storyboard_that_is_left_as_it_is_paints_what_the_plan_would(tmp_path: Path) -> None:
    shown = []
    for name in ("plan", "board"):
        with Project(tmp_path / name, WordyPainter(), limits=Limits(approve="always")) as project:
            session = project.session()
            board = asked(session, BOOK)
            *_, event = session.approve() if name == "plan" else session.book.approve(board)
            assert isinstance(event, Replied)
            shown.append([project.store.get(id).request for id in event.images])
    assert shown[0] == shown[1]


def test_a_page_without_words_for_the_painter_is_refused() -> None:
    with pytest.raises(ValidationError):
        Row(prompt="  ")
    with pytest.raises(ValidationError):
        Board(title="T", rows=())


def test_a_book_that_is_painted_has_no_storyboard_any_more(project: Project) -> None:
    session = project.session()
    painted(session, asked(session, BOOK))
    assert session.book.board is None
    assert board_of(session.turns()[-1].brief) is not None, "its brief can be read again"
