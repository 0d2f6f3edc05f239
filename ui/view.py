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
from .addresses import export_url
from .plan_text import plan_lines

PREVIEW_EVERY_S = 0.25
"""Decoding a preview takes a moment, so not every step gets one."""
WAITING = "waiting"
CUT_OFF = "cut off"


@dataclass
class PictureView:
    """One picture: waiting (no preview, no id), being painted (preview, a data URI), or stored (id).

    `seen` is what the critic saw in it; `best` the id and `seen` of the best try so far.
    """

    text: str = ""
    id: str = ""
    caption: str = ""
    preview: str = ""
    step: int = 0
    steps: int = 0
    seen: str = ""
    best: tuple[str, str] | None = None

    def judged(self, seen: str, *, best: bool) -> None:
        """Show the picture with what was seen in it, or the better one from before."""
        if best or self.best is None:
            self.seen = seen
            self.best = self.id, seen
        else:
            self.id, self.seen = self.best


@dataclass
class TurnView:
    """One turn as it is shown; `outcome` is "" while it runs, `WAITING` or `CUT_OFF` where it asks something.

    `uploads` are ids, and `coming` counts those that are not stored yet. `slots` are the pictures in the
    order of the plan, `pictures` those that are shown, `table` what lies on the table afterwards where the
    turn made none. `files` are format → address.
    """

    text: str
    turn: str = ""
    uploads: tuple[str, ...] = ()
    coming: int = 0
    waiting: bool = True
    notes: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    title: str = ""
    slots: list[PictureView] = field(default_factory=list)
    pictures: list[PictureView] = field(default_factory=list)
    table: list[PictureView] = field(default_factory=list)
    reply: str = ""
    outcome: str = ""
    files: dict[str, str] = field(default_factory=dict)
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
        if self.coming:
            self.uploads, self.coming = _uploads(event.turn, store), 0
        match event:
            case Understood(notes=notes, plan=plan):
                self.notes = notes or self.notes
                self.lay_out(plan)
            case ApprovalAsked():
                self.ask(event)
            case Progress():
                self._progress(event)
            case PictureReady(record=record):
                picture = self.slots[event.picture - 1]
                picture.id, picture.preview = record.id, ""
                picture.caption = event.shows or picture.caption
            case Judged(critique=critique, best=best, language=language):
                self.slots[event.picture - 1].judged(critique_line(critique, language), best=best)
            case Replied():
                self._end(event.text, event.outcome)
                self.files = _addresses(event.files, store)

    def lay_out(self, plan: Plan) -> None:
        """Make room for the pictures of a plan; the pages of a book that stay are there already."""
        self.plan = tuple(plan_lines(plan))
        self.slots = [PictureView() for _ in plan.outputs]
        planned = dict(zip(plan.outputs, self.slots, strict=True))
        book = next((step.arguments for step in plan.steps if step.tool == "book"), None)
        self.title = str(book["title"]) if book else ""
        self.pictures = list(self.slots)
        if book:
            self.pictures = [
                planned.get(page["image"]) or PictureView(id=page["image"]) for page in book["pages"]
            ]
            for picture, page in zip(self.pictures, book["pages"], strict=True):
                picture.text = page["text"]

    def ask(self, asked: ApprovalAsked) -> None:
        """Show that the plan waits for an answer."""
        self.lay_out(asked.plan)
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
        self.pictures = [picture for picture in self.pictures if picture.id]

    def _progress(self, event: Progress) -> None:
        picture = self.slots[event.picture - 1]
        picture.step, picture.steps, picture.caption = event.step, event.steps, event.prompt
        now = time.monotonic()
        if now - self.previewed >= PREVIEW_EVERY_S:
            self.previewed = now
            picture.preview = _data_uri(event.draw())


def as_view(turn: Turn, store: Store) -> TurnView:
    """A stored turn as it is shown."""
    view = TurnView(turn.text, turn=turn.id, uploads=turn.uploads, waiting=False, notes=turn.brief.notes)
    view.files = _addresses((store.folder / file for file in turn.files), store)
    view.lay_out(turn.plan)
    language = turn.brief.language
    seen = {critique.image: critique_line(critique, language) for critique in turn.critiques}
    for name, id in turn.filled.items():
        picture, output = view.slots[turn.plan.outputs.index(name)], output_of(turn.brief, name)
        picture.id, picture.seen = id, seen.get(id, "")
        picture.caption = output.shows or output.prompt
    view._end(turn.reply, "done")
    return view


def question_view(pending: Pending, asked: ApprovalAsked | None, known: TurnView | None) -> TurnView:
    """The turn whose plan waits, or that was cut off; of an earlier process only what was said is known."""
    view = known
    if view is None or view.turn != pending.turn:
        view = TurnView(pending.text, pending.turn, pending.uploads, waiting=False)
    if asked is None:
        reply = f"{view.reply or 'The last turn was cut off.'} Go on with it?"
        return replace(view, outcome=CUT_OFF, reply=reply)
    if view is not known:
        view.ask(asked)
    return view


def table_of(ids: Iterable[str], turns: Iterable[TurnView]) -> list[PictureView]:
    """What lies on the table, with what was said of it when it was made."""
    known = {picture.id: picture for turn in turns for picture in turn.pictures}
    return [known.get(id) or PictureView(id=id) for id in ids]


def _uploads(turn: str, store: Store) -> tuple[str, ...]:
    return tuple(record.id for record in store.records(turn=turn) if record.upload)


def _addresses(files: Iterable[Path], store: Store) -> dict[str, str]:
    """The files of a book by their format, such as "pdf"; those that are gone are left out."""
    there = [path for path in files if path.is_file()]
    return {path.suffix[1:]: export_url(path.relative_to(store.exports)) for path in reversed(there)}


def _data_uri(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
