"""The bar under the conversation: one step back, one step forth, another try. Knows no widgets."""

from dataclasses import dataclass

from .keyed import Piece
from .markup import markup
from .scene import Scene


@dataclass(frozen=True)
class _Move:
    act: str
    sign: str
    name: str
    shortcut: str = ""


MOVES = (
    _Move("undo", "↶", "undo", "Control+z"),
    _Move("redo", "↷", "redo", "Control+Shift+Z"),
    _Move("again", "⟳", "try_again"),
)


def pieces(scene: Scene) -> list[Piece]:
    """The buttons; nothing before the first picture."""
    if not scene.history.moments:
        return []
    able = set() if scene.busy else _able(scene)
    return [("moves", markup("moves", scene.language, moves=MOVES, able=able))]


def _able(scene: Scene) -> set[str]:
    """What would do something now."""
    head = scene.history.head
    has_child = any(moment.parent == head for moment in scene.history.moments)
    return ({"undo", "again"} if head else set()) | ({"redo"} if has_child else set())
