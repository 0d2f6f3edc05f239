"""A book on the table worked on page by page: only what is asked for is painted, and locks hold."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from agent_fakes import WordyPainter
from triptych.agent.events import Replied
from triptych.agent.pages import Pages
from triptych.agent.session import Project, Session, SessionError
from triptych.agent.state import Moment

BOOK = "a picture book in four pages about a cat called Mia with a blue hat"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Project(tmp_path, WordyPainter()) as project:
        session = project.session()
        assert isinstance([*session.say(BOOK)][-1], Replied)
        yield session


def book_of(session: Session) -> Moment:
    history = session.history()
    return next(moment for moment in history.moments if moment.turn == history.head)


def files_in(session: Session, folder: Path) -> dict[str, str]:
    assert session.turns()
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("images/*.png")}


def painted(session: Session) -> int:
    return len(session.turns()[-1].plan.outputs)


def test_one_page_is_painted_again_and_the_files_of_the_others_stay(session: Session, tmp_path: Path) -> None:
    before, files = book_of(session), files_in(session, tmp_path)
    *_, reply = session.book.repaint(3)
    after = book_of(session)
    assert isinstance(reply, Replied)
    assert [one == other for one, other in zip(before.images, after.images, strict=True)] == [
        True,
        True,
        False,
        True,
    ]
    assert files.items() <= files_in(session, tmp_path).items()
    assert (painted(session), after.texts) == (1, before.texts)


def test_another_prompt_for_a_page_is_painted_with_the_heros_sheet(session: Session) -> None:
    list(session.book.repaint(2, "an orange cat wearing a blue hat in the city"))
    (output,) = session.turns()[-1].brief.outputs
    assert output.like == book_of(session).sheets[:1]


def test_a_locked_page_is_never_painted_nor_taken_out(session: Session) -> None:
    book = book_of(session)
    *_, reply = session.book.rebind(Pages.of(book), locked=[book.images[1]])
    assert isinstance(reply, Replied)
    assert reply.text.startswith("Locked: 2.")
    assert reply.files == ()
    *_, asked = session.book.repaint(2)
    assert isinstance(asked, Replied)
    assert (asked.outcome, book_of(session).images) == ("asked", book.images)
    *_, asked = session.say("delete page 2")
    assert isinstance(asked, Replied)
    assert (asked.outcome, book_of(session).images) == ("asked", book.images)
    with pytest.raises(SessionError, match="page 2 is locked and cannot go"):
        list(session.book.rebind(Pages.of(book).arranged([0, 2, 3])))


def test_texts_order_and_title_change_without_paint(session: Session) -> None:
    book = book_of(session)
    pages = Pages.of(book).with_text(0, "Hello.").with_second_text(1, "Hallo.").with_layout(3, "full-bleed")
    *_, reply = session.book.rebind(pages.arranged([3, 0, 1]), title="Mia’s Day")
    after = book_of(session)
    assert isinstance(reply, Replied)
    assert (painted(session), after.title) == (0, "Mia’s Day")
    assert after.images == tuple(book.images[n] for n in (3, 0, 1))
    assert after.texts[1] == "Hello."
    assert after.binding.second_texts == ("", "", "Hallo.")
    assert after.binding.layouts == ("full-bleed", None, None)
    assert any(path.suffix == ".pdf" for path in reply.files)
    list(session.undo())
    assert book_of(session) == book


def test_a_page_is_inserted_where_it_is_asked_for(session: Session) -> None:
    book = book_of(session)
    list(session.book.insert(1, "an orange cat wearing a blue hat and a brown dog together", "A dog!"))
    after = book_of(session)
    assert (after.images[0], after.images[2:]) == (book.images[0], book.images[1:])
    assert after.texts[1] == "A dog!"


@pytest.mark.parametrize(
    ("images", "words"),
    [(("i1",), "is no page of the book"), ((), "name each page once")],
)
def test_what_is_no_page_of_the_book_is_refused(
    session: Session, images: tuple[str, ...], words: str
) -> None:
    pages = replace(Pages.of(book_of(session)), images=images)
    with pytest.raises(SessionError, match=words):
        list(session.book.rebind(pages))


def test_without_a_book_there_is_nothing_to_work_on(tmp_path: Path) -> None:
    with Project(tmp_path, WordyPainter()) as project:
        session = project.session()
        with pytest.raises(SessionError, match="no book lies on the table"):
            list(session.book.repaint(1))
        with pytest.raises(SessionError, match="no storyboard waits"):
            list(session.book.approve(None))  # type: ignore[arg-type]  # never looked at


def test_a_book_painted_anew_keeps_its_locked_pages(session: Session) -> None:
    book = book_of(session)
    list(session.book.rebind(Pages.of(book), locked=[book.images[1]]))
    list(session.say("the whole book in ink style"))
    after, turn = book_of(session), session.turns()[-1]
    assert after.images[1] == book.images[1]
    assert not set(after.images) & {book.images[0], *book.images[2:]}
    assert (after.texts, after.locked) == (book.texts, (book.images[1],))
    assert [output.prompt.endswith("ink drawing") for output in turn.brief.outputs] == [True] * 3
    list(session.say("lock everything"))
    *_, asked = session.say("the whole book in pastel")
    assert isinstance(asked, Replied)
    assert (asked.outcome, book_of(session).images) == ("asked", after.images)
