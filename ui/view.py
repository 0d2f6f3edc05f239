"""What is shown of a turn while it runs: pictures with their state and tries, notes, plan, reply, files.

Built from events; `stored_view.py` builds the same from a turn that is over. Knows no widgets and no HTML.
"""

import base64
import io
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ..agent.events import ApprovalAsked, Event, Judged, PictureReady, Progress, Replied, Understood
from ..agent.state import Critique, Plan
from ..agent.wrong import critique_line
from ..tools.assets import Store
from .addresses import export_url

PREVIEW_EVERY_S = 0.5
"""Decoding a preview takes a moment, so not every step of a picture gets one."""
PREVIEW_QUALITY = 80
WAITING = "waiting"
CUT_OFF = "cut off"
BROKE = "broke"
BROKE_OFF = "broke off"
NOT_BEGUN = "not begun"
CAN_GO_ON = (CUT_OFF, BROKE_OFF)


@dataclass(frozen=True)
class Try:
    """One try at a picture: its id, what the critic saw, what it advised, and whether it was the best yet."""

    id: str
    seen: str
    advice: str = ""
    best: bool = True


@dataclass
class PictureView:
    """One picture: waiting (no preview, no id), being painted (preview, a data URI), or stored (id).

    `seen` is what the critic saw in it; `tries` are all that were judged, oldest first.
    """

    text: str = ""
    id: str = ""
    caption: str = ""
    preview: str = ""
    step: int = 0
    steps: int = 0
    seen: str = ""
    tries: tuple[Try, ...] = ()
    previewed: float = 0.0

    @property
    def done(self) -> float:
        """How much of it is painted, in 0..1."""
        return 1.0 if self.id else self.step / max(self.steps, 1)

    def judged(self, critique: Critique, language: str, *, best: bool) -> None:
        """Show the picture with what was seen in it, or the better one from before."""
        best = best or not self.tries
        looked = Try(critique.image or self.id, critique_line(critique, language), critique.advice, best)
        self.tries = (*self.tries, looked)
        kept = next(one for one in reversed(self.tries) if one.best)
        self.id, self.seen = kept.id, kept.seen


@dataclass
class TurnView:
    """One turn as shown. `outcome` is "" while it runs, `WAITING`, `CUT_OFF` or `BROKE_OFF` where it asks
    something, `BROKE` or `NOT_BEGUN` where there is no reply but that, else as `Replied` says.

    `uploads` are ids, and `coming` counts those that are not stored yet. `slots` are the pictures in the
    order of the plan, `pictures` those that are shown. `files` are format → address. `moves` says that it
    only goes along the version tree. `begun` is when painting began, on the monotonic clock.
    """

    text: str
    turn: str = ""
    moves: bool = False
    uploads: tuple[str, ...] = ()
    coming: int = 0
    waiting: bool = True
    notes: tuple[str, ...] = ()
    plan: Plan = field(default_factory=Plan)
    title: str = ""
    slots: list[PictureView] = field(default_factory=list)
    pictures: list[PictureView] = field(default_factory=list)
    reply: str = ""
    outcome: str = ""
    files: dict[str, str] = field(default_factory=dict)
    begun: float = 0.0

    @property
    def is_book(self) -> bool:
        """Whether the turn makes a book."""
        return bool(self.title)

    @property
    def asks(self) -> bool:
        """Whether the user is to answer yes or no."""
        return self.outcome in (WAITING, *CAN_GO_ON)

    @property
    def done(self) -> float:
        """How much of what is to be painted is, in 0..1."""
        return sum(slot.done for slot in self.slots) / max(len(self.slots), 1)

    def seconds_left(self) -> float | None:
        """How long it will go on at the pace so far; None where too little is done to tell."""
        if not self.begun or self.done < 0.05:
            return None
        return (time.monotonic() - self.begun) * (1 - self.done) / self.done

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
                self.slots[event.picture - 1].judged(critique, language, best=best)
            case Replied():
                self.end(event.text, event.outcome)
                self.files = addresses(event.files, store)

    def lay_out(self, plan: Plan) -> None:
        """Make room for the pictures of a plan; the pages of a book that stay are there already."""
        self.plan = plan
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

    def go_on(self) -> "TurnView":
        """Show that it goes on."""
        self.outcome, self.reply, self.waiting = "", "", True
        return self

    def fail(self, sentence: str, outcome: str = "failed") -> None:
        """Show why nothing came of it."""
        self.waiting = False
        self.end(sentence, outcome)

    def end(self, reply: str, outcome: str) -> None:
        """Show how it ended; pictures that were not painted go."""
        self.reply, self.outcome = reply, outcome
        self.pictures = [picture for picture in self.pictures if picture.id]

    def _progress(self, event: Progress) -> None:
        now = time.monotonic()
        self.begun = self.begun or now
        picture = self.slots[event.picture - 1]
        picture.step, picture.steps, picture.caption = event.step, event.steps, event.prompt
        if now - picture.previewed >= PREVIEW_EVERY_S:
            picture.previewed = now
            picture.preview = _data_uri(event.draw())


def addresses(files: Iterable[Path], store: Store) -> dict[str, str]:
    """The files of a book by their format, such as "pdf"; those that are gone are left out."""
    there = [path for path in files if path.is_file()]
    return {path.suffix[1:]: export_url(path.relative_to(store.exports)) for path in reversed(there)}


def _uploads(turn: str, store: Store) -> tuple[str, ...]:
    return tuple(record.id for record in store.records(turn=turn) if record.upload)


def _data_uri(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=PREVIEW_QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
