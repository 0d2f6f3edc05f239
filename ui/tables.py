"""What there is, as tables in a terminal: tools and models."""

from rich.console import Console
from rich.table import Table

from ..models import catalog
from ..models.card import PainterCard, VisionCard
from ..tools.tool import toolbox


def print_tools() -> None:
    """The tools with their arguments."""
    table = Table("tool", "arguments", "what it does", show_lines=True)
    for name, tool in toolbox().items():
        fields = tool.model_fields.items()
        arguments = "\n".join(
            f"{field}{'' if info.is_required() else '?'}: {info.description}" for field, info in fields
        )
        table.add_row(name, arguments, " ".join((tool.__doc__ or "").split()))
    Console().print(table)


def print_models() -> None:
    """The models of the catalog: painters, then those that look, then those that enlarge."""
    table = Table("model", "does", "what it is", "references", "memory", "licence")
    for card in catalog.cards():
        references = str(card.max_references) if isinstance(card, PainterCard) else "–"
        looks = "looks" if isinstance(card, VisionCard) else "enlarges"
        does = "paints" if isinstance(card, PainterCard) else looks
        table.add_row(card.name, does, card.title, references, f"{card.memory_gb:g} GB", card.licence)
    Console().print(table)
