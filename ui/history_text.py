"""The version tree of a thread, drawn for a terminal. Knows no session."""

from collections.abc import Mapping

from rich.markup import escape
from rich.tree import Tree

from ..agent.state import Moment
from ..agent.versions import History

SHORT = 6
"""So many characters of a turn's id are shown; as many as no other begins with are enough to name it."""


def history_tree(history: History, texts: Mapping[str, str]) -> Tree:
    """The tree with what was said at each moment; `texts` is turn → text."""
    tree = Tree(f"(nothing){_here('', history)}", highlight=False)
    branches = {"": tree}
    for moment in history.moments:
        label = (
            f"[cyan]{escape(moment.turn[:SHORT])}[/]  {_label(moment, texts)}{_here(moment.turn, history)}"
        )
        branches[moment.turn] = branches[moment.parent].add(label)
    return tree


def turn_named(start: str, history: History) -> str | None:
    """The turn whose id begins so; None where there is none or more than one."""
    turns = [moment.turn for moment in history.moments if start and moment.turn.startswith(start)]
    return turns[0] if len(turns) == 1 else None


def _label(moment: Moment, texts: Mapping[str, str]) -> str:
    said = " ".join(texts.get(moment.turn, "").split())[:60]
    return escape(f"{', '.join(moment.images) or 'an empty table'}  “{said}”")


def _here(turn: str, history: History) -> str:
    return "  [bold yellow]← here[/]" if turn == history.head else ""
