"""What is told of a model on the page, in the reader's language: how it fits, its sizes, what it can do.

A title that its card has in English only stays English, and so do the names of licences. Loads nothing.
"""

from dataclasses import dataclass
from functools import cache

from ..models import catalog
from ..models.card import EndpointCard, PainterCard, Weights
from ..models.machine import Machine
from ..models.tiers import Tier, shrinking_library, tiers
from .model_table import Row
from .words import WORDS, word


@dataclass(frozen=True)
class Said:
    """One model in words; what does not apply to it is empty."""

    title: str
    fits: str
    sizes: str
    tools: tuple[str, ...]
    languages: tuple[str, ...]
    licence: str


def said(row: Row, machine: Machine, language: str) -> Said:
    """What a row of the table says, in that language."""
    card = _cards()[row.name]
    return Said(
        title=card.titles.get(language, card.title),
        fits=word("fits_server", language)
        if isinstance(card, EndpointCard)
        else _fits(card, machine, language),
        sizes=_sizes(card, language) if isinstance(card, PainterCard) else "",
        tools=tuple(_named(f"step_{tool}", tool, language).lower() for tool in row.tools),
        languages=tuple(_named(f"language_{code}", code, language) for code in row.languages),
        licence=_terms(card, language) if isinstance(card, EndpointCard) else card.licence,
    )


@cache
def _cards() -> dict[str, Weights | EndpointCard]:
    return {**{card.name: card for card in catalog.cards()}, **catalog.endpoints()}


def _fits(card: Weights, machine: Machine, language: str) -> str:
    """How it would be loaded, or why it cannot be."""
    if found := tiers(card, machine):
        return _loaded(found[0], language)
    if library := shrinking_library(card, machine):
        return word("fits_with", language, library=library)
    needs, free = f"{card.memory_gb:.0f}", f"{machine.free_gb:.0f}"
    return word("fits_not", language, gb=needs, free=free)


def _loaded(tier: Tier, language: str) -> str:
    how = word(f"fits_by_{tier.offload}", language) if tier.offload else ""
    how += word("fits_tiling", language) if tier.tiling else ""
    return word(f"fits_{tier.precision}", language, gb=f"{tier.device_gb:.1f}", how=how)


def _sizes(card: PainterCard, language: str) -> str:
    best = card.settings
    sides = {"side": best.side, "most": best.max_side, "step": best.multiple_of}
    return word("sizes_line", language, **sides, area=f"{best.max_area / 1e6:.1f}")


def _terms(card: EndpointCard, language: str) -> str:
    return word("licence_own" if card.local else "licence_provider", language)


def _named(key: str, name: str, language: str) -> str:
    """In the page's words; the name where it has none."""
    return word(key, language) if key in WORDS else name.replace("_", " ")
