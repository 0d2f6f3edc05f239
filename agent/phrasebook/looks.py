"""Changes of how somebody looks: colour and clothes. Reads no text."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from typing_extensions import override

from .changes import Change
from .scene import Figure, Scene, Speaker


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


def _who(kind: str | None) -> str:
    return f"the {kind}" if kind else "it"


def _whose(kind: str | None, before: Scene | None) -> str:
    return f" of the {kind}" if kind and before and len(before.figures) > 1 else ""


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
