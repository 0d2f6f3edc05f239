"""What people say of books: pictures there become one, who is in it gets a name; nothing is painted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from agent_fakes import WordyPainter
from phrasebook_fakes import SETTINGS, Thread
from triptych.agent.events import Replied
from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.phrasebook.book_languages import IN_THESE, SECOND
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.session import Project, Session
from triptych.agent.situation import Situation
from triptych.agent.state import Moment, Seen, Turn
from triptych.agent.steps import steps_for
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.members import Member

FOXES = "two pictures of a fox"
PLANNER = Polyglot(Phrasebook(VOCABULARY))
TOLD = (
    "Only a little brown bear was awake.",
    "“No,” said the little bear to the other bear. A bear is never afraid.",
)
BOUND = Situation(
    SETTINGS,
    2,
    seen=(Seen(id="i3", shows="a brown bear at night"), Seen(id="i4", shows="a brown bear and a blue robot")),
    moments=(
        Moment(
            turn="t1",
            images=("i3", "i4"),
            title="The Little Bear Cannot Sleep",
            texts=TOLD,
            sheets=("i1", "i2"),
        ),
    ),
    head="t1",
    cast=(
        Member(name="Robot", kind="robot", color="blue", sheet=("i2",)),
        Member(name="Little Bear", kind="bear", color="brown", sheet=("i1",)),
    ),
)
"""A book on the table, and who is in it."""


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (FOXES, "make it a book"),
        (FOXES, "make a book of it"),
        (FOXES, "Please turn these into a picture book!"),
        (FOXES, "as a picture book"),
        (FOXES, "I want it as a book"),
        ("zwei Bilder von einem Fuchs", "Mach ein Buch daraus"),
        ("zwei Bilder von einem Fuchs", "als Bilderbuch"),
        ("zwei Bilder von einem Fuchs", "Mach aus den Bildern ein Buch"),
        ("dos imágenes de un zorro", "haz un libro con ellas"),
        ("dos imágenes de un zorro", "conviértelas en un libro ilustrado"),
        ("deux images d'un renard", "fais-en un livre"),
        ("deux images d'un renard", "transforme-les en livre d'images"),
        ("画两张狐狸的图", "把它们做成一本书"),
        ("画两张狐狸的图", "做成绘本"),
        ("キツネの絵を二枚描いて", "絵本にして"),
        ("キツネの絵を二枚描いて", "これらの絵を本にまとめてください"),
    ],
)
def test_the_pictures_on_the_table_become_a_book_and_nothing_is_painted(first: str, text: str) -> None:
    thread = Thread(polyglot=True)
    thread.say(first)
    book = thread.say(text)
    assert (book.task, book.keeps, book.outputs) == ("picture_book", ("i1", "i2"), ())
    assert book.title == "The Orange Fox"
    assert book.texts == ("An orange fox in a meadow.", "An orange fox on the beach.")
    assert [step.tool for step in steps_for(book, None)] == ["book"]


def test_pages_keep_their_texts_and_what_is_called_by_a_name_is_in_the_title() -> None:
    thread = Thread()
    thread.say("two pictures of a bear called Bruno")
    assert thread.say("make it a book").title == "Bruno"
    thread.say("change the text of page 1 to: Here is Bruno.")
    book = thread.say("turn these into a book called Bears in A4")
    assert (book.title, book.texts[0], book.binding.page_size) == ("Bears", "Here is Bruno.", "a4")


@pytest.mark.parametrize("text", ["make it a book", "as a picture book"])
def test_one_picture_is_the_hero_of_a_story(text: str) -> None:
    thread = Thread()
    thread.say("a red fox in the snow")
    book = thread.say(text)
    assert (book.operation, len(book.outputs), book.images[0].id) == ("book", 4, "i1")


def test_a_book_about_somebody_else_is_a_new_one() -> None:
    thread = Thread()
    thread.say(FOXES)
    assert thread.say("make it a book about a bear").operation == "book"


def project_of(folder: Path) -> Iterator[Session]:
    with Project(folder, WordyPainter()) as project:
        yield project.session()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    yield from project_of(tmp_path)


def told(session: Session, text: str) -> Turn:
    assert isinstance([*session.say(text)][-1], Replied)
    return session.turns()[-1]


@pytest.mark.parametrize(
    "text",
    [
        "the bear should be called Bruno",
        "call the bear Bruno",
        "his name is Bruno",
        "rename Little Bear to Bruno",
        "Change his name to Bruno, please",
        "name him “Bruno”",
        "the brown bear is called Bruno now",
        "der Bär soll Bruno heißen",
        "nenn ihn Bruno",
        "el oso debe llamarse Bruno",
        "llámalo Bruno",
        "l'ours doit s'appeler Bruno",
        "appelle-le Bruno",
    ],
)
def test_somebody_of_the_book_gets_a_name_in_its_texts_its_title_and_the_cast(text: str) -> None:
    turn = PLANNER.brief(text, BOUND)
    assert [step.tool for step in steps_for(turn, None)] == ["book", "cast"], "nothing is painted"
    assert turn.title == "Bruno Cannot Sleep"
    assert turn.texts == (
        "Only a little brown bear called Bruno was awake.",
        "“No,” said Bruno to the other bear. A bear is never afraid.",
    )
    assert turn.keeps == ("i3", "i4")
    assert turn.cast_change is not None
    assert [(one.name, one.sheet) for one in turn.cast_change.keep] == [("Bruno", ("i1",))]
    assert turn.cast_change.remove == ("Little Bear",)


def test_the_friend_gets_a_name_and_a_quoted_one_for_it_is_the_title() -> None:
    turn = PLANNER.brief("the robot's name is Rex", BOUND)
    assert turn.title == "The Little Bear Cannot Sleep"
    assert turn.cast_change is not None
    assert turn.cast_change.remove == ("Robot",)
    named = PLANNER.brief("call it “Night”", BOUND)
    assert (named.title, named.cast_change) == ("Night", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("小熊叫布鲁诺", "布鲁诺"),
        ("叫它布鲁诺吧", "布鲁诺"),
        ("熊の名前はブルーノです", "ブルーノ"),
        ("熊をブルーノと呼んでください", "ブルーノ"),
    ],
)
def test_who_is_in_one_picture_comes_into_the_cast_with_it(text: str, name: str) -> None:
    thread = Thread(polyglot=True)
    thread.say("a bear in the snow")
    change = thread.say(text).cast_change
    assert change is not None
    assert change.keep == (Member(name=name, kind="bear", color="brown", sheet=("i1",)),)


def test_the_table_stays_and_the_name_is_known_from_then_on(session: Session) -> None:
    told(session, "paint a bear")
    told(session, "his name is Bruno")
    turn = told(session, "now Bruno at the beach")
    assert "brown bear on the beach" in turn.brief.outputs[0].shows
    assert turn.brief.images[0].id == "i1"
    assert told(session, "rename Bruno to Max").reply == "Bruno is called Max now."
    assert "there already" not in told(session, "delete i2").reply


def test_a_name_that_another_has_and_a_locked_one_are_asked_about(session: Session) -> None:
    told(session, "a picture book about a cat called Mia and a dog called Tom, 2 pages")
    assert told(session, "rename Mia to Tom").outcome == "asked"
    told(session, "lock Mia")
    assert "locked" in told(session, "call the cat Lilly").reply


@pytest.mark.parametrize(
    ("languages", "notes"),
    [
        ("in Italian and English", (IN_THESE, SECOND)),
        ("in English with Chinese below", ()),
        ("bilingual English-Polish", (IN_THESE, SECOND)),
        ("bilingual", (SECOND,)),
        ("in Italian", (IN_THESE,)),
        ("in English", ()),
    ],
)
def test_a_story_in_languages_that_are_not_told_is_in_english_and_that_is_said(
    languages: str, notes: tuple[str, ...]
) -> None:
    brief = Thread().say(f"a picture book about a bear in the snow, 2 pages, {languages}")
    assert (brief.operation, len(brief.outputs), brief.notes) == ("book", 2, notes)


@pytest.mark.parametrize(
    ("whom", "dedication"),
    [
        ("for my daughter Lena", "For my daughter Lena"),
        ("for Lena", "For Lena"),
        ("for Lena and Tom", "For Lena and Tom"),
        ("for children", ""),
        ("for the print shop", ""),
    ],
)
def test_whom_a_book_is_for_stands_in_it(whom: str, dedication: str) -> None:
    brief = Thread().say(f"a picture book about a dog {whom}, 2 pages")
    assert brief.binding.dedication == dedication
    assert steps_for(brief, None)[-1].arguments.get("dedication", "") == dedication
    assert brief.outputs[0].shows.startswith("a brown dog")


@pytest.mark.parametrize(
    ("text", "dedication"),
    [
        ("ein Bilderbuch über einen Hasen, 2 Seiten, für meine Tochter Lena", "Für Lena"),
        ("ein Bilderbuch über einen Hasen für Lena und Max", "Für Lena und Max"),
        ("一本关于小熊的绘本，2页，献给Lena", "献给Lena"),
        ("一本关于小熊的绘本，2页，献给我的女儿莉娜", "献给莉娜"),
        ("a picture book about a bear in German for my daughter Lena, 2 pages", "Für Lena"),
        ("a picture book about a bear in English and German for Lena, 2 pages", "For Lena"),
    ],
)
def test_a_dedication_is_in_the_language_of_the_book(text: str, dedication: str) -> None:
    assert Thread(polyglot=True).say(text).binding.dedication == dedication
