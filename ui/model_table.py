"""What is known of each model on this machine: whether it is here, whether it fits, what it can do.

For tables and for programs. Loads no weights.
"""

from dataclasses import asdict, dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..agent.checked_plan import planned_with
from ..models import catalog
from ..models.card import DiffusersCard, EndpointCard, PainterCard, VisionCard, Weights
from ..models.image_model import ModelError
from ..models.licences import accepted
from ..models.machine import Machine
from ..models.needed_files import is_here
from ..models.tiers import Precision, choose, memory_by_format, tiers
from ..tools.in_context import most_references

_FORMATS: dict[Precision, str] = {
    "stored": "",
    "bf16": "in 16 bits",
    "int8": "in 8 bits",
    "nf4": "in 4 bits",
    "gguf": "with GGUF",
}


@dataclass(frozen=True)
class Row:
    """One model; `fits` says how it would be loaded, or why it cannot be; `memory` is in GB by format."""

    name: str
    does: str
    title: str
    installed: bool
    can_load: bool
    fits: str
    references: int
    panels: int
    abilities: tuple[str, ...]
    languages: tuple[str, ...]
    text_length: int | None
    sizes: str
    tools: tuple[str, ...]
    memory_gb: float
    memory: dict[str, float]
    licence: str
    accepted: bool
    server: str | None = None


def rows(machine: Machine) -> tuple[Row, ...]:
    """Painters first, then those that look, those that enlarge, and chat servers."""
    return (
        *(_row(card, machine) for card in catalog.cards()),
        *(_server(card) for card in catalog.endpoints().values()),
    )


def print_rows(table: tuple[Row, ...]) -> None:
    """As a table that can be read in 80 columns: names and sizes, how it fits, what it is and can."""
    shown = Table("model", "fits this machine", "what it is, and can", show_lines=True)
    shown.columns[0].no_wrap = True
    for row in table:
        licence = row.licence if row.accepted else f"{row.licence} (restricts)"
        fits = row.fits if row.can_load else "too large"
        cells = (_name(row), f"{fits}\n{licence}", f"{row.title}\n{_can(row)}")
        shown.add_row(*map(escape, cells))
    Console().print(shown)


def _name(row: Row) -> str:
    """And whether it is here, and what it takes in each number format."""
    here = "" if row.server else "here" if row.installed else "not here"
    memory = [f"{gb:g} GB {how}".strip() for how, gb in row.memory.items()]
    return "\n".join(filter(None, (row.name, here, *memory)))


def _can(row: Row) -> str:
    """References, the parts of a request that it serves, languages and sizes."""
    seen = f"{row.references} reference{'s' * (row.references > 1)}" if row.references else ""
    seen = seen or (f"{row.panels} pictures as panels" if row.panels else "")
    abilities = ", ".join(filter(None, (seen, *row.abilities)))
    prompts = f"prompts in {', '.join(row.languages)}" if row.languages else ""
    if row.text_length:
        prompts += f", up to {row.text_length} tokens"
    return "; ".join(filter(None, (abilities, prompts, row.sizes))) or row.does


def _row(card: Weights, machine: Machine) -> Row:
    can_load, fits = _fits(card, machine)
    painter = card if isinstance(card, PainterCard) else None
    looks = "looks" if isinstance(card, VisionCard) else "enlarges"
    return Row(
        name=card.name,
        does="paints" if painter else looks,
        title=card.title,
        installed=_installed(card, machine),
        can_load=can_load,
        fits=fits,
        references=painter.max_references if painter else 0,
        panels=0 if painter is None or painter.max_references else most_references(0, painter.abilities),
        abilities=tuple(sorted(one.replace("_", " ") for one in painter.abilities)) if painter else (),
        languages=painter.languages if painter else (),
        text_length=card.text_length if isinstance(card, DiffusersCard) else None,
        sizes=_sizes(painter) if painter else "",
        tools=_tools(painter) if painter else (),
        memory_gb=card.memory_gb,
        memory={_FORMATS[one]: gb for one, gb in memory_by_format(card).items()},
        licence=card.licence,
        accepted=accepted(card),
    )


def _server(card: EndpointCard) -> Row:
    """A server needs nothing of this machine; what it serves is not known before it is asked."""
    return Row(
        name=card.name,
        does="looks",
        title=card.title,
        installed=card.local,
        can_load=True,
        fits="on its server",
        references=0,
        panels=0,
        abilities=(),
        languages=(),
        text_length=None,
        sizes="",
        tools=(),
        memory_gb=0.0,
        memory={},
        licence="its own" if card.local else "its provider's terms",
        accepted=True,
        server=card.base_url or card.model.partition(":")[0],
    )


def _installed(card: Weights, machine: Machine) -> bool:
    """Whether it can be loaded in one of the ways that fit, or at all where none does."""
    ways: list[Precision | None] = [tier.precision for tier in tiers(card, machine)]
    return any(is_here(card, precision) for precision in ways or [None])


def _fits(card: Weights, machine: Machine) -> tuple[bool, str]:
    try:
        return True, str(choose(card, machine))
    except ModelError as error:
        return False, str(error)


def _sizes(card: PainterCard) -> str:
    settings = card.settings
    return (
        f"best {settings.side}×{settings.side}, sides up to {settings.max_side} in {settings.multiple_of}s, "
        f"at most {settings.max_area / 1e6:.1f} megapixels"
    )


def _tools(card: PainterCard) -> tuple[str, ...]:
    """What a planner may use with it; one that only changes pictures generates none."""
    only_edits = isinstance(card, DiffusersCard) and card.min_references > 0
    return tuple(name for name in planned_with(card.abilities) if not (only_edits and name == "generate"))


def as_dicts(table: tuple[Row, ...]) -> list[dict[str, object]]:
    """For JSON."""
    return [asdict(row) for row in table]
