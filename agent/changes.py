"""What can be changed in a picture: each change says itself as the painter was taught, and knows its result.

A result is None where it is unknown what the picture shows. Reads no text.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from .scene import Figure, Scene, Side, Speaker, Thing


class Change(Protocol):
    """One change of a picture."""

    def say(self, speaker: Speaker, before: Scene | None) -> str:
        """The instruction; "" where the painter has not learned this and must paint anew."""
        ...

    def after(self, before: Scene) -> Scene:
        """What the picture shows then."""
        ...


@dataclass(frozen=True)
class ChangePlace:
    """Everybody goes somewhere else."""

    place: str

    def say(self, speaker: Speaker, before: Scene | None) -> str:
        who = "them" if before and len(before.figures) > 1 else "it"
        return f"put {who} {speaker.place(self.place)}"

    def after(self, before: Scene) -> Scene:
        return replace(before, place=self.place)


@dataclass(frozen=True)
class ChangeStyle:
    """The same picture drawn in another way."""

    style: str

    def say(self, speaker: Speaker, before: Scene | None) -> str:  # noqa: ARG002
        return f"change the style: {speaker.style(self.style)}"

    def after(self, before: Scene) -> Scene:
        return replace(before, style=self.style)


@dataclass(frozen=True)
class Recolor:
    """Somebody gets another colour; `kind` None is whoever is there."""

    kind: str | None
    color: str

    def say(self, speaker: Speaker, before: Scene | None) -> str:  # noqa: ARG002
        return f"make {_who(self.kind)} {self.color}"

    def after(self, before: Scene) -> Scene:
        return _with_figures(before, self.kind, color=self.color)


@dataclass(frozen=True)
class Dress:
    """Somebody puts something on, or what it wears changes colour."""

    kind: str | None
    clothing: str
    color: str

    def say(self, speaker: Speaker, before: Scene | None) -> str:
        figure = _one(before, self.kind)
        if figure and figure.clothing == self.clothing:
            return f"make the {self.clothing}{_whose(self.kind, before)} {self.color}"
        return f"give {_who(self.kind)} {speaker.garment(Figure('', None, self.clothing, self.color))}"

    def after(self, before: Scene) -> Scene:
        return _with_figures(before, self.kind, clothing=self.clothing, clothing_color=self.color)


@dataclass(frozen=True)
class Undress:
    """Somebody takes something off."""

    kind: str | None
    clothing: str

    def say(self, speaker: Speaker, before: Scene | None) -> str:  # noqa: ARG002
        return f"remove the {self.clothing}{_whose(self.kind, before)}"

    def after(self, before: Scene) -> Scene:
        return _with_figures(before, self.kind, clothing=None, clothing_color=None)


@dataclass(frozen=True)
class PutThing:
    """A thing appears, or another number of it."""

    thing: Thing
    side: Side | None

    def say(self, speaker: Speaker, before: Scene | None) -> str:
        if before and len(before.figures) != 1:
            return ""
        if before and before.thing:
            return f"make it {speaker.thing(self.thing)}"
        where = {"left": " on the left", "right": " on the right", "above": " above it"}.get(self.side or "", "")
        return f"add {speaker.thing(self.thing)}{where}"

    def after(self, before: Scene) -> Scene:
        return replace(before, thing=self.thing, side=self.side)


@dataclass(frozen=True)
class RemoveThing:
    """A thing goes away."""

    kind: str

    def say(self, speaker: Speaker, before: Scene | None) -> str:
        thing = before.thing if before else None
        return f"remove {speaker.the_thing(thing or Thing(self.kind))}" if _alone(before) else ""

    def after(self, before: Scene) -> Scene:
        return replace(before, thing=None, side=None)


@dataclass(frozen=True)
class RecolorThing:
    """A thing gets another colour."""

    kind: str
    color: str

    def say(self, speaker: Speaker, before: Scene | None) -> str:
        thing = before.thing if before else None
        return f"make {speaker.the_thing(thing or Thing(self.kind))} {self.color}" if _alone(before) else ""

    def after(self, before: Scene) -> Scene:
        return replace(before, thing=before.thing and replace(before.thing, color=self.color))


@dataclass(frozen=True)
class MoveThing:
    """A thing goes to another side."""

    kind: str
    side: Side

    def say(self, speaker: Speaker, before: Scene | None) -> str:
        thing = before.thing if before else None
        where = "above" if self.side == "above" else f"to the {self.side}"
        return f"move {speaker.the_thing(thing or Thing(self.kind))} {where}" if _alone(before) else ""

    def after(self, before: Scene) -> Scene:
        return replace(before, side=self.side)


@dataclass(frozen=True)
class Recast:
    """Other figures, or another number of them: nothing an edit can do."""

    figures: tuple[Figure, ...]
    count: int = 1

    def say(self, speaker: Speaker, before: Scene | None) -> str:  # noqa: ARG002
        return ""

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
    return before is None or len(before.figures) == 1


def _one(before: Scene | None, kind: str | None) -> Figure | None:
    if before is None:
        return None
    return next((figure for figure in before.figures if kind in (None, figure.kind)), None)


def _with_figures(before: Scene, kind: str | None, **changes: str | None) -> Scene:
    figures = tuple(
        replace(figure, **changes) if kind in (None, figure.kind) else figure for figure in before.figures
    )
    return replace(before, figures=figures)
