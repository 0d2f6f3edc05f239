"""What is shown of a turn, while it runs and afterwards: pictures with their state, notes, reply, book.

Built from events or from a stored turn; knows no widgets and no HTML.
"""

import base64
import io
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image

from ..agent.events import ApprovalAsked, Event, Judged, PictureReady, Progress, Replied, Understood
from ..agent.finished import Pending
from ..agent.state import Plan, Turn, output_of
from ..agent.wrong import critique_line
from ..tools.assets import Store
from ..tools.records import image_number
from .plan_text import plan_lines

PREVIEW_EVERY_S = 0.25
"""Decoding a preview takes a moment, so not every step gets one."""
WAITING = "waiting"
CUT_OFF = "cut off"


@dataclass
class PictureView:
    """One picture: waiting (no preview, no path), being painted (preview, a data URI), or stored (path).

    `seen` is what the critic saw in it; `best` the id, path and `seen` of the best try so far.
    """

    text: str = ""
    id: str = ""
    path: Path | None = None
    caption: str = ""
    preview: str = ""
    step: int = 0
    steps: int = 0
    seen: str = ""
    best: tuple[str, Path | None, str] | None = None

    def judged(self, seen: str, *, best: bool) -> None:
        """Show the picture with what was seen in it, or the better one from before."""
        if best or self.best is None:
            self.seen = seen
            self.best = self.id, self.path, seen
        else:
            self.id, self.path, self.seen = self.best


@dataclass
class TurnView:
    """One turn as it is shown; `outcome` is "" while it runs, `WAITING` or `CUT_OFF` where it asks something.

    `slots` are the pictures in the order of the plan, `pictures` those that are shown, `table` what lies on
    the table afterwards where the turn made none.
    """

    text: str
    turn: str = ""
    uploads: list[Path] = field(default_factory=list)
    waiting: bool = True
    notes: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    title: str = ""
    slots: list[PictureView] = field(default_factory=list)
    pictures: list[PictureView] = field(default_factory=list)
    table: list[PictureView] = field(default_factory=list)
    reply: str = ""
    outcome: str = ""
    files: tuple[Path, ...] = ()
    previewed: float = 0.0

    @property
    def is_book(self) -> bool:
        """Whether the turn makes a book."""
        return bool(self.title)

    @property
    def asks(self) -> bool:
        """Whether the user is to answer yes or no."""
        return self.outcome in (WAITING, CUT_OFF)

    def take(self, event: Event, store: Store) -> None:
        """Show what an event tells."""
        self.turn, self.waiting = event.turn, False
        match event:
            case Understood(notes=notes, plan=plan):
                self.notes = notes or self.notes
                self.lay_out(plan, store)
            case ApprovalAsked():
                self.ask(event, store)
            case Progress():
                self._progress(event)
            case PictureReady(record=record):
                picture = self.slots[event.picture - 1]
                picture.id, picture.path, picture.preview = record.id, store.path(record.id), ""
                picture.caption = event.shows or picture.caption
            case Judged(critique=critique, best=best, language=language):
                self.slots[event.picture - 1].judged(critique_line(critique, language), best=best)
            case Replied():
                self._end(event.text, event.outcome)
                self.files = event.files

    def lay_out(self, plan: Plan, store: Store) -> None:
        """Make room for the pictures of a plan; the pages of a book that stay are there already."""
        self.plan = tuple(plan_lines(plan))
        self.slots = [PictureView() for _ in plan.outputs]
        planned = dict(zip(plan.outputs, self.slots, strict=True))
        book = next((step.arguments for step in plan.steps if step.tool == "book"), None)
        self.title = str(book["title"]) if book else ""
        self.pictures = list(self.slots)
        if book:
            self.pictures = [
                planned.get(page["image"]) or stored(page["image"], store) for page in book["pages"]
            ]
            for picture, page in zip(self.pictures, book["pages"], strict=True):
                picture.text = page["text"]

    def ask(self, asked: ApprovalAsked, store: Store) -> None:
        """Show that the plan waits for an answer."""
        self.lay_out(asked.plan, store)
        self.pictures, self.title = [], ""
        self.turn, self.waiting, self.outcome = asked.turn, False, WAITING
        self.reply = " ".join(f"{reason[:1].upper()}{reason[1:]}." for reason in asked.reasons)

    def begun(self) -> "TurnView":
        """Show that it goes on."""
        self.outcome, self.reply, self.waiting = "", "", True
        return self

    def fail(self, sentence: str) -> None:
        """Show why nothing came of it."""
        self.waiting = False
        self._end(sentence, "failed")

    def _end(self, reply: str, outcome: str) -> None:
        self.reply, self.outcome = reply, outcome
        self.pictures = [picture for picture in self.pictures if picture.path]

    def _progress(self, event: Progress) -> None:
        picture = self.slots[event.picture - 1]
        picture.step, picture.steps, picture.caption = event.step, event.steps, event.prompt
        now = time.monotonic()
        if now - self.previewed >= PREVIEW_EVERY_S:
            self.previewed = now
            picture.preview = _data_uri(event.draw())


def as_view(turn: Turn, store: Store) -> TurnView:
    """A stored turn as it is shown."""
    view = TurnView(
        turn.text,
        turn=turn.id,
        uploads=[store.path(id) for id in turn.uploads],
        waiting=False,
        notes=turn.brief.notes,
        files=tuple(path for file in turn.files if (path := store.folder / file).is_file()),
    )
    view.lay_out(turn.plan, store)
    language = turn.brief.language
    seen = {critique.image: critique_line(critique, language) for critique in turn.critiques}
    for name, id in turn.filled.items():
        picture, output = view.slots[turn.plan.outputs.index(name)], output_of(turn.brief, name)
        picture.id, picture.path, picture.seen = id, store.path(id), seen.get(id, "")
        picture.caption = output.shows or output.prompt
    view._end(turn.reply, "done")
    return view


def stored(id: str, store: Store) -> PictureView:
    """A picture of before."""
    exists = image_number(id) is not None
    return PictureView(id=id, path=store.path(id)) if exists else PictureView()


def question_view(
    pending: Pending, asked: ApprovalAsked | None, known: TurnView | None, store: Store
) -> TurnView:
    """The turn whose plan waits, or that was cut off; of an earlier process only what was said is known."""
    view = known
    if view is None or view.turn != pending.turn:
        view = TurnView(pending.text, pending.turn, [store.path(id) for id in pending.uploads], waiting=False)
    if asked is None:
        reply = f"{view.reply or 'The last turn was cut off.'} Go on with it?"
        return replace(view, outcome=CUT_OFF, reply=reply)
    if view is not known:
        view.ask(asked, store)
    return view


def table_of(ids: Iterable[str], turns: Iterable[TurnView], store: Store) -> list[PictureView]:
    """What lies on the table, with what was said of it when it was made."""
    known = {picture.id: picture for turn in turns for picture in turn.pictures}
    return [known.get(id) or stored(id, store) for id in ids]


def _data_uri(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
