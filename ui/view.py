"""What is shown of a turn, while it runs and afterwards: pictures with their state, notes, reply, book.

Built from events or from a stored turn; knows no widgets and no HTML.
"""

import base64
import io
import time
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from ..agent.events import Event, PictureReady, Progress, Replied, Understood
from ..agent.state import Plan, Turn
from ..tools.assets import Store

PREVIEW_EVERY_S = 0.25
"""Decoding a preview takes a moment, so not every step gets one."""


@dataclass
class PictureView:
    """One picture: waiting (no preview, no path), being painted (preview, a data URI), or stored (path)."""

    text: str = ""
    id: str = ""
    path: Path | None = None
    caption: str = ""
    preview: str = ""
    step: int = 0
    steps: int = 0


@dataclass
class TurnView:
    """One turn as it is shown; `outcome` is "" while it runs."""

    text: str
    turn: str = ""
    uploads: list[Path] = field(default_factory=list)
    waiting: bool = True
    notes: tuple[str, ...] = ()
    title: str = ""
    pictures: list[PictureView] = field(default_factory=list)
    reply: str = ""
    outcome: str = ""
    files: tuple[Path, ...] = ()
    previewed: float = 0.0

    @property
    def is_book(self) -> bool:
        """Whether the turn makes a book."""
        return bool(self.title)

    def take(self, event: Event, store: Store) -> None:
        """Show what an event tells."""
        match event:
            case Understood(turn=turn, notes=notes, plan=plan):
                self.turn, self.waiting, self.notes = turn, False, notes
                self.title, self.pictures = _planned(plan)
            case Progress():
                self._progress(event)
            case PictureReady(record=record):
                picture = self.pictures[event.picture - 1]
                picture.id, picture.path, picture.preview = record.id, store.path(record.id), ""
                picture.caption = event.shows or picture.caption
            case Replied():
                self.reply, self.outcome, self.files = event.text, event.outcome, event.files
                self.pictures = [picture for picture in self.pictures if picture.path]

    def fail(self, sentence: str) -> None:
        """Show why nothing came of it."""
        self.waiting, self.reply, self.outcome = False, sentence, "failed"
        self.pictures = [picture for picture in self.pictures if picture.path]

    def _progress(self, event: Progress) -> None:
        picture = self.pictures[event.picture - 1]
        picture.step, picture.steps, picture.caption = event.step, event.steps, event.prompt
        now = time.monotonic()
        if now - self.previewed >= PREVIEW_EVERY_S:
            self.previewed = now
            picture.preview = _data_uri(event.draw())


def as_view(turn: Turn, store: Store) -> TurnView:
    """A stored turn as it is shown."""
    pictures = [
        PictureView(text=output.text, id=id, path=store.path(id), caption=output.shows or output.prompt)
        for id, output in zip(
            turn.images, turn.brief.outputs, strict=False
        )  # a stopped turn has fewer images
    ]
    return TurnView(
        text=turn.text,
        turn=turn.id,
        uploads=[store.path(id) for id in turn.uploads],
        waiting=False,
        notes=turn.brief.notes,
        title=turn.brief.title,
        pictures=pictures,
        reply=turn.reply,
        outcome="done",
        files=tuple(path for file in turn.files if (path := store.folder / file).is_file()),
    )


def _planned(plan: Plan) -> tuple[str, list[PictureView]]:
    """The title of the book that is planned, "" for none, and its pictures to be."""
    book = next((step.arguments for step in plan.steps if step.tool == "book"), None)
    if book:
        return str(book["title"]), [PictureView(text=page["text"]) for page in book["pages"]]
    return "", [PictureView() for _ in plan.outputs]


def _data_uri(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
