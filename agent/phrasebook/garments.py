"""Wishes about clothes → changes: who puts on, takes off or recolours what."""

from dataclasses import replace

from .changes import Change
from .fitting import Fitter
from .looks import Dress, Undress
from .nouns import Noun, Reading
from .questions import Unclear
from .scene import Figure, Scene
from .whom import Whom


def dressing(reading: Reading, before: Scene | None, fitter: Fitter) -> list[Change]:
    """What is put on or changes its colour."""
    changes: list[Change] = []
    for said, garment in _worn(reading):
        whom = _wearer(garment, said, before) if garment.definite else said
        color = garment.becomes or garment.color or _natural(garment, whom, before, fitter)
        changes.append(Dress(whom, garment.name, color))
    return changes


def undressing(reading: Reading, before: Scene | None) -> list[Change]:
    """What is taken off."""
    return [Undress(_wearer(garment, said, before), garment.name) for said, garment in _worn(reading)]


def _worn(reading: Reading) -> list[tuple[Whom, Noun]]:
    """Clothes with who is said to wear them."""
    worn = [(Whom(noun.name, noun.side), noun.clothing) for noun in reading.figures if noun.clothing]
    return [*worn, *((Whom(), garment) for garment in reading.clothes)]


def _wearer(garment: Noun, said: Whom, before: Scene | None) -> Whom:
    """Who wears it. Raises `Unclear` where the picture is known to show nobody who does."""
    if before is None:
        return said
    wearers = [n for n in said.chosen(before) if before.figures[n].clothing == garment.name]
    if not wearers:
        who = f"The {said.kind}" if said.kind else "Nobody in that picture"
        wears = "wears no" if said.kind else "wears a"
        raise Unclear(f"{who} {wears} {garment.name}. What shall I change instead?")
    if len(before.figures) < 2:
        return said
    side = ("left", "right")[wearers[0]] if len(wearers) == 1 else None
    return Whom(before.figures[wearers[0]].kind, side)


def _natural(garment: Noun, whom: Whom, before: Scene | None, fitter: Fitter) -> str:
    """A colour that is seen on who will wear it."""
    wearer = whom.first(before) or Figure(whom.kind or "")
    figure = replace(wearer, clothing=garment.name, clothing_color=None)
    color = fitter.spelled_out(Scene((figure,))).figures[0].clothing_color
    assert color is not None
    return color
