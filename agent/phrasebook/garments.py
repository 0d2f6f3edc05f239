"""Wishes about clothes → changes: who puts on, takes off or recolours what."""

from dataclasses import replace

from .changes import Change
from .fitting import Fitter
from .looks import Dress, Undress
from .nouns import Noun, Reading
from .questions import Unclear
from .scene import Figure, Scene


def dressing(reading: Reading, before: Scene | None, fitter: Fitter) -> list[Change]:
    """What is put on or changes its colour."""
    changes: list[Change] = []
    for kind, garment in _worn(reading):
        wearer = _wearer(garment, kind, before) if garment.definite else kind
        color = garment.becomes or garment.color or _natural(garment, wearer, before, fitter)
        changes.append(Dress(wearer, garment.name, color))
    return changes


def undressing(reading: Reading, before: Scene | None) -> list[Change]:
    """What is taken off."""
    return [Undress(_wearer(garment, kind, before), garment.name) for kind, garment in _worn(reading)]


def _worn(reading: Reading) -> list[tuple[str | None, Noun]]:
    """Clothes with the kind of who is said to wear them; None where that is not said."""
    worn: list[tuple[str | None, Noun]] = [
        (noun.name, noun.clothing) for noun in reading.figures if noun.clothing
    ]
    return [*worn, *((None, garment) for garment in reading.clothes)]


def _wearer(garment: Noun, kind: str | None, before: Scene | None) -> str | None:
    """Who wears it. Raises `Unclear` where the picture is known to show nobody who does."""
    if before is None:
        return kind
    wearers = [
        figure for figure in before.figures if figure.clothing == garment.name and kind in (None, figure.kind)
    ]
    if not wearers:
        who = f"The {kind}" if kind else "Nobody in that picture"
        wears = "wears no" if kind else "wears a"
        raise Unclear(f"{who} {wears} {garment.name}. What shall I change instead?")
    return wearers[0].kind if len(before.figures) > 1 else kind


def _natural(garment: Noun, kind: str | None, before: Scene | None, fitter: Fitter) -> str:
    """A colour that is seen on who will wear it."""
    wearers = [figure for figure in before.figures if kind in (None, figure.kind)] if before else []
    figure = replace(
        wearers[0] if wearers else Figure(kind or ""), clothing=garment.name, clothing_color=None
    )
    color = fitter.spelled_out(Scene((figure,))).figures[0].clothing_color
    assert color is not None
    return color
