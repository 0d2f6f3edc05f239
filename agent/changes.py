"""What can be changed in a picture: each change says itself as the painter was taught, and knows its result.

A result is None where it is unknown what the picture shows. Reads no text.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace

from typing_extensions import override

from .scene import Figure, Scene, Side, Speaker, Thing


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
class Recolor(Change):
    """Somebody gets another colour; `kind` None is whoever is there."""

    kind: str | None
    color: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        return f"make {_who(self.kind)} {self.color}" if _told_apart(before) else ""

    @override
    def after(self, before: Scene) -> Scene:
        return _with_figures(before, self.kind, lambda figure: replace(figure, color=self.color))


@dataclass(frozen=True)
class Dress(Change):
    """Somebody puts something on, or what it wears changes colour."""

    kind: str | None
    clothing: str
    color: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        if not _told_apart(before):
            return ""
        figure = _one(before, self.kind)
        if figure and figure.clothing == self.clothing:
            return f"make the {self.clothing}{_whose(self.kind, before)} {self.color}"
        return f"give {_who(self.kind)} {speaker.garment(Figure('', None, self.clothing, self.color))}"

    @override
    def after(self, before: Scene) -> Scene:
        return _with_figures(
            before,
            self.kind,
            lambda figure: replace(figure, clothing=self.clothing, clothing_color=self.color),
        )


@dataclass(frozen=True)
class Undress(Change):
    """Somebody takes something off."""

    kind: str | None
    clothing: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        return f"remove the {self.clothing}{_whose(self.kind, before)}" if _told_apart(before) else ""

    @override
    def after(self, before: Scene) -> Scene:
        return _with_figures(
            before, self.kind, lambda figure: replace(figure, clothing=None, clothing_color=None)
        )


@dataclass(frozen=True)
class PutThing(Change):
    """A thing appears, or another number of it."""

    thing: Thing
    side: Side | None

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        if not _alone(before):
            return ""
        if before and before.thing:
            return f"make it {speaker.thing(self.thing)}"
        where = {"left": " on the left", "right": " on the right", "above": " above it"}.get(
            self.side or "", ""
        )
        return f"add {speaker.thing(self.thing)}{where}"

    @override
    def after(self, before: Scene) -> Scene:
        return replace(before, thing=self.thing, side=self.side)


@dataclass(frozen=True)
class RemoveThing(Change):
    """A thing goes away."""

    kind: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        thing = before.thing if before else None
        return f"remove {speaker.the_thing(thing or Thing(self.kind))}" if _alone(before) else ""

    @override
    def after(self, before: Scene) -> Scene:
        return replace(before, thing=None, side=None)


@dataclass(frozen=True)
class RecolorThing(Change):
    """A thing gets another colour."""

    kind: str
    color: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        thing = before.thing if before else None
        return f"make {speaker.the_thing(thing or Thing(self.kind))} {self.color}" if _alone(before) else ""

    @override
    def after(self, before: Scene) -> Scene:
        return replace(before, thing=before.thing and replace(before.thing, color=self.color))


@dataclass(frozen=True)
class MoveThing(Change):
    """A thing goes to another side."""

    kind: str
    side: Side

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        thing = before.thing if before else None
        where = "above" if self.side == "above" else f"to the {self.side}"
        return f"move {speaker.the_thing(thing or Thing(self.kind))} {where}" if _alone(before) else ""

    @override
    def after(self, before: Scene) -> Scene:
        return replace(before, side=self.side)


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


def _who(kind: str | None) -> str:
    return f"the {kind}" if kind else "it"


def _whose(kind: str | None, before: Scene | None) -> str:
    return f" of the {kind}" if kind and before and len(before.figures) > 1 else ""


def _alone(before: Scene | None) -> bool:
    """Whether things can be edited: the painter learned that beside one figure only."""
    return before is None or len(before.figures) == before.count == 1


def _told_apart(before: Scene | None) -> bool:
    """Whether figures can be edited: the painter learned that where their kind says who is meant."""
    return before is None or (
        before.count == 1 and len({figure.kind for figure in before.figures}) == len(before.figures)
    )


def _one(before: Scene | None, kind: str | None) -> Figure | None:
    if before is None:
        return None
    return next((figure for figure in before.figures if kind in (None, figure.kind)), None)


def _with_figures(before: Scene, kind: str | None, change: Callable[[Figure], Figure]) -> Scene:
    figures = tuple(change(figure) if kind in (None, figure.kind) else figure for figure in before.figures)
    return replace(before, figures=figures)
