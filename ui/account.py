"""What a turn told, kept until its end: notes, pictures with what the critic saw, reply. Prints nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..agent.events import ApprovalAsked, Event, Judged, PictureReady, Replied, Understood
from ..agent.state import Critique
from ..tools.assets import Store
from ..tools.records import ImageRecord


@dataclass(frozen=True)
class Delivered:
    """A picture of the reply; nothing was seen in it where no critic looked."""

    record: ImageRecord
    path: Path
    text: str = ""
    critique: Critique | None = None

    def as_json(self) -> dict[str, Any]:
        """The picture for programs; without a critic it has no score."""
        verdicts = self.critique.verdicts if self.critique else ()
        return {
            "id": self.record.id,
            "path": str(self.path),
            "prompt": (self.record.request or {}).get("prompt"),
            "seed": self.record.seed,
            "text": self.text,
            "score": self.critique.score if self.critique else None,
            "checks": [
                {"question": verdict.check.question, "p": verdict.p, "passed": verdict.passed}
                for verdict in verdicts
            ],
        }


@dataclass
class Account:
    """Takes the events of one turn; `asked` is the approval it waits for, `language` the user's."""

    notes: tuple[str, ...] = ()
    asked: ApprovalAsked | None = None
    replied: Replied | None = None
    texts: dict[str, str] = field(default_factory=dict)
    critiques: dict[str, Critique] = field(default_factory=dict)
    language: str = "en"

    def take(self, event: Event) -> None:
        """Keep what an event tells."""
        match event:
            case Understood(notes=notes):
                self.notes = notes
            case ApprovalAsked():
                self.asked = event
            case PictureReady(record=record, text=text):
                self.texts[record.id] = text
            case Judged(critique=critique, language=language):
                self.critiques[critique.image] = critique
                self.language = language
            case Replied():
                self.replied = event

    def delivered(self, store: Store) -> Iterator[Delivered]:
        """The pictures of the reply, in their order."""
        for id in self.replied.images if self.replied else ():
            yield Delivered(store.get(id), store.path(id), self.texts.get(id, ""), self.critiques.get(id))

    def main_files(self) -> list[Path]:
        """The files of the reply without the single pages."""
        files = self.replied.files if self.replied else ()
        return [path for path in files if path.parent.name != "pages"]

    def as_json(self, store: Store) -> dict[str, Any]:
        """The turn as one JSON object."""
        assert self.replied is not None
        return {
            "turn": self.replied.turn,
            "outcome": self.replied.outcome,
            "reply": self.replied.text,
            "notes": list(self.notes),
            "images": [picture.as_json() for picture in self.delivered(store)],
            "files": [str(path) for path in self.replied.files],
        }
