"""Changes of the thing in a picture: put, remove, recolour, move. Reads no text."""

from dataclasses import dataclass, replace

from typing_extensions import override

from .changes import Change
from .scene import Scene, Side, Speaker, Thing


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


def _alone(before: Scene | None) -> bool:
    """Whether things can be edited: the painter learned that beside one figure only."""
    return before is None or len(before.figures) == before.count == 1
