"""What can be changed in a picture: a change says itself as the painter was taught, and knows its result.

The kinds of change are here and in `looks.py` (figures) and `thing_changes.py`. Reads no text.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from typing_extensions import override

from .scene import Figure, Scene, Speaker


class Change(ABC):
    """One change of a picture."""

    @abstractmethod
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        """The instruction; "" where the painter has not learned this and must paint anew."""

    @abstractmethod
    def after(self, before: Scene) -> Scene:
        """What the picture shows then."""


@dataclass(frozen=True)
class ChangePlace(Change):
    """Everybody goes somewhere else."""

    place: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        who = "them" if before and len(before.figures) > 1 else "it"
        return f"put {who} {speaker.place(self.place)}"

    @override
    def after(self, before: Scene) -> Scene:
        return replace(before, place=self.place)


@dataclass(frozen=True)
class ChangeStyle(Change):
    """The same picture drawn in another way."""

    style: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        return f"change the style: {speaker.style(self.style)}"

    @override
    def after(self, before: Scene) -> Scene:
        return replace(before, style=self.style)


@dataclass(frozen=True)
class Recast(Change):
    """Other figures, or another number of them: nothing an edit can do."""

    figures: tuple[Figure, ...]
    count: int = 1

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        return ""

    @override
    def after(self, before: Scene) -> Scene:
        fits = len(self.figures) * self.count <= 2
        return replace(
            before, figures=self.figures, count=self.count, thing=before.thing if fits else None, side=None
        )
