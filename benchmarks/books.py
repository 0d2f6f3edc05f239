"""Whether the heroes of a book stay who they are: `python -m benchmarks books --books 10`.

Books of twelve pages with two characters, each told by one sentence and made by the assistant's own loop. The
examiner reads pages and sheets: the same character is one of the same kind, colour and clothing. Then page 5
is painted again, which must leave the files of all other pages as they were, byte for byte, and the book is
bound in every format, each of which is opened and checked.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, ClassVar, Literal, get_args

from pydantic import Field
from triptych.agent.events import Replied
from triptych.agent.pages import Pages
from triptych.agent.session import Project, Session
from triptych.agent.state import Moment, Turn
from triptych.models import catalog
from triptych.models.pocket.captions import say_character
from triptych.models.pocket.scenes import HELD_OUT, random_character
from triptych.tools.book_terms import Format

from benchmarks.benchmark import Benchmark
from benchmarks.examiner.examiner import Answers, Examiner
from benchmarks.progress import counted
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

FIRST = HELD_OUT + 9_000_000
PAGES = 12
AGAIN = 5
PERSON = ("kind", "color", "clothing", "clothing_color")
FORMATS: tuple[Format, ...] = get_args(Format)
Who = Literal["hero", "friend"]


@dataclass(frozen=True)
class Judged:
    """One book: for each page, whether hero and friend are as on their sheets, where they are to be seen."""

    hero: tuple[bool, ...]
    friend: tuple[bool, ...]
    sheets: tuple[bool, ...]
    others_kept: bool
    valid: bool
    painted: int


class Books(Benchmark):
    """Whether the heroes of a book of twelve pages stay who they are."""

    books: int = Field(default=10, ge=1, description="how many books")
    painter: str = Field(default="pocket", description="painter in the catalog")
    eyes: str = Field(default="pocket-eyes", description="eyes of the critic; none for no critic")

    quick: ClassVar[dict[str, Any]] = {"books": 1}

    def run(self) -> Table:
        """Make the books, and read them."""
        painter = catalog.load(self.painter)
        eyes = None if self.eyes == "none" else catalog.load_vision(self.eyes)
        examiner = Examiner.load()
        judged: list[Judged] = []
        for number in counted(range(self.books), "books"):
            with (
                tempfile.TemporaryDirectory() as folder,
                Project(Path(folder), painter, eyes=eyes) as project,
            ):
                judged.append(_judged(project, number, examiner))
        return Table(
            about={"painter": self.painter, "eyes": self.eyes, "books": self.books, "pages": PAGES},
            rows=tuple(_rows(judged)),
            details=[vars(one) for one in judged],
        )


def request(number: int) -> str:
    """The sentence for a book: two characters of different kinds, with their looks."""
    rng = Random(FIRST + number)
    hero = random_character(rng)
    friend = random_character(rng)
    while friend.kind == hero.kind:
        friend = random_character(rng)
    return (
        f"a picture book in twelve pages about {say_character(hero, rng)} called Mia "
        f"and {say_character(friend, rng)} called Tom"
    )


def _judged(project: Project, number: int, examiner: Examiner) -> Judged:
    session = project.session()
    done = [*session.say(request(number), seed=100 * number)][-1]
    assert isinstance(done, Replied), f"{done} is no reply"
    assert done.outcome == "done", done.text
    turn, book = session.turns()[-1], _book(session)
    same = {who: tuple(_same(project, turn, book, examiner, n)) for n, who in enumerate(get_args(Who), 1)}
    sheets = tuple(_as_asked(project, turn, examiner))
    kept = _others_kept(project, session)
    return Judged(same["hero"], same["friend"], sheets, kept, _valid(session), len(project.store.records()))


def _same(project: Project, turn: Turn, book: Moment, examiner: Examiner, member: int) -> Iterator[bool]:
    """For each page that is to show a member, whether it does, as on the sheet."""
    front = f"sheet:{member}.1"
    if front not in turn.filled:
        return
    pages = [id for id, output in zip(book.images, turn.brief.outputs, strict=True) if front in output.like]
    sheet, *readings = examiner.read(project.store.open(id) for id in (turn.filled[front], *pages))
    looks = _looks(sheet, "")
    yield from (looks in (_looks(page, ""), _looks(page, "_2")) for page in readings)


def _as_asked(project: Project, turn: Turn, examiner: Examiner) -> Iterator[bool]:
    """Whether each sheet's front view shows what its words say."""
    for number, sheet in enumerate(turn.brief.cast, start=1):
        (reading,) = examiner.read([project.store.open(turn.filled[f"sheet:{number}.1"])])
        yield _looks(reading, "") == (
            sheet.kind,
            sheet.color,
            sheet.clothing or "none",
            sheet.clothing_color or None,
        )


def _looks(reading: Answers, suffix: str) -> tuple[str | None, ...]:
    return tuple(reading.get(look + suffix) for look in PERSON)


def _others_kept(project: Project, session: Session) -> bool:
    """Whether only page 5 is another picture once it is painted again, and no file of the others changed."""
    before = _book(session)
    files = [project.store.path(id).read_bytes() for id in before.images]
    for _ in session.say(f"redo page {AGAIN}"):
        pass
    after = _book(session)
    changed = [
        n for n, (one, other) in enumerate(zip(before.images, after.images, strict=True), 1) if one != other
    ]
    return changed == [AGAIN] and files == [project.store.path(id).read_bytes() for id in before.images]


def _valid(session: Session) -> bool:
    """Whether the book comes in all formats: the tool checks each file, and refuses one with a fault."""
    book = _book(session)
    binding = book.binding.model_copy(update={"formats": FORMATS})
    done = [*session.book.rebind(Pages(book.images, book.texts, binding))][-1]
    assert isinstance(done, Replied), f"{done} is no reply"
    kinds = {path.suffix for path in done.files if path.is_file()}
    return done.outcome == "done" and {".pdf", ".html", ".png", ".epub", ".cbz", ".md", ".pptx"} <= kinds


def _book(session: Session) -> Moment:
    history = session.history()
    return next(moment for moment in history.moments if moment.turn == history.head)


def _rows(judged: Sequence[Judged]) -> Iterator[Row]:
    share = {
        "hero of a page as on the sheet": [same for one in judged for same in one.hero],
        "friend of a page as on the sheet": [same for one in judged for same in one.friend],
        "sheet as it was asked for": [right for one in judged for right in one.sheets],
    }
    for name, values in share.items():
        main = name.startswith("hero")
        yield share_row(name, Share(sum(values), len(values)), judge="examiner", main=main)
    kept = Share(sum(one.others_kept for one in judged), len(judged))
    yield share_row("other pages byte-identical after page 5 anew", kept, judge="file comparison")
    valid = Share(sum(one.valid for one in judged), len(judged))
    yield share_row("all seven formats valid", valid, judge="checks of the tool book")
    painted = [one.painted for one in judged]
    yield mean_row("pictures painted", painted, unit="pictures", judge="count", better="neither")
