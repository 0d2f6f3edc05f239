"""Whom of a picture a change is about: by kind, and by side where two are of a kind."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .scene import Figure, Scene

SIDES = ("left", "right")
ONE_ON_A_SIDE = re.compile(r"\bthe\s+(?P<side>left|right)(?:\s+hand)?\s+one\b", re.I)


def with_kinds_for_sides(text: str, before: Scene | None) -> str:
    """ "The left one", where there are two, as "the cat on the left"."""
    figures = before.figures * before.count if before else ()
    if len(figures) != 2:
        return text

    def named(match: re.Match[str]) -> str:
        side = match["side"].lower()
        return f"the {figures[SIDES.index(side)].kind} on the {side}"

    return ONE_ON_A_SIDE.sub(named, text)


@dataclass(frozen=True)
class Whom:
    """Somebody in a picture; `kind` None is whoever is there."""

    kind: str | None = None
    side: str | None = None

    def chosen(self, before: Scene) -> list[int]:
        """Who is meant, counted from the left."""
        fitting = [n for n, figure in enumerate(before.figures) if self.kind in (None, figure.kind)]
        if len(fitting) == 2 and self.side in SIDES:
            return [SIDES.index(self.side)]
        return fitting

    def said(self, before: Scene | None) -> str:
        """ "it", "the cat", "the cat on the left"."""
        if self.kind is None:
            return "it"
        twins = before is not None and [figure.kind for figure in before.figures].count(self.kind) > 1
        return f"the {self.kind} on the {self.side}" if twins and self.side in SIDES else f"the {self.kind}"

    def told_apart(self, before: Scene | None) -> bool:
        """Whether it can be edited: the painter learned that where it is plain who is meant."""
        if before is None:
            return True
        return before.count == 1 and (
            len({figure.kind for figure in before.figures}) == len(before.figures) or self.side in SIDES
        )

    def first(self, before: Scene | None) -> Figure | None:
        """The first one meant, where the picture is known to show somebody."""
        chosen = self.chosen(before) if before else []
        return before.figures[chosen[0]] if before and chosen else None

    def changed(self, before: Scene, change: Callable[[Figure], Figure]) -> Scene:
        """The scene with a change of all who are meant."""
        chosen = self.chosen(before)
        figures = tuple(change(figure) if n in chosen else figure for n, figure in enumerate(before.figures))
        return replace(before, figures=figures)
