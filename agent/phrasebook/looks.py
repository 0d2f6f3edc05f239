"""Changes of how somebody looks: colour and clothes. Reads no text."""

from dataclasses import dataclass, replace

from typing_extensions import override

from .changes import Change
from .scene import Figure, Scene, Speaker
from .whom import Whom


@dataclass(frozen=True)
class Recolor(Change):
    """Somebody gets another colour."""

    whom: Whom
    color: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        return f"make {self.whom.said(before)} {self.color}" if self.whom.told_apart(before) else ""

    @override
    def after(self, before: Scene) -> Scene:
        return self.whom.changed(before, lambda figure: replace(figure, color=self.color))


@dataclass(frozen=True)
class Dress(Change):
    """Somebody puts something on, or what it wears changes colour."""

    whom: Whom
    clothing: str
    color: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        if not self.whom.told_apart(before):
            return ""
        figure = self.whom.first(before)
        if figure and figure.clothing == self.clothing:
            return f"make the {self.clothing}{_whose(self.whom, before)} {self.color}"
        garment = speaker.garment(Figure("", None, self.clothing, self.color))
        return f"give {self.whom.said(before)} {garment}"

    @override
    def after(self, before: Scene) -> Scene:
        def dressed(figure: Figure) -> Figure:
            return replace(figure, clothing=self.clothing, clothing_color=self.color, without=None)

        return self.whom.changed(before, dressed)


@dataclass(frozen=True)
class Undress(Change):
    """Somebody takes something off."""

    whom: Whom
    clothing: str

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        told_apart = self.whom.told_apart(before)
        return f"remove the {self.clothing}{_whose(self.whom, before)}" if told_apart else ""

    @override
    def after(self, before: Scene) -> Scene:
        def bare(figure: Figure) -> Figure:
            return replace(figure, clothing=None, clothing_color=None, without=self.clothing)

        return self.whom.changed(before, bare)


def _whose(whom: Whom, before: Scene | None) -> str:
    return f" of {whom.said(before)}" if whom.kind and before and len(before.figures) > 1 else ""
