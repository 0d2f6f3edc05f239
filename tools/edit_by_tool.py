"""An instruction that another tool obeys better than a reference does → what that tool makes of it.

Which way is better the painter's card says, or that it was taught no other. Knows no attention.
"""

from collections.abc import Callable, Mapping

from .add import Add
from .background import Background
from .compose import Compose
from .edit_asked import Asked
from .edit_words import Kind, heard, place_said, without_amount
from .in_context import most_references
from .mirror import Mirror
from .move import Move
from .outpaint import Outpaint, Side
from .pose import Pose
from .recolor import Recolor
from .remove import Remove
from .reworded import colors_of, posed
from .room_for import Direction, beside, way_to
from .tool import Tool, ToolError, ToolResult

Said = Mapping[str, str]
_EDGES: Mapping[str, Side] = {"up": "top", "above": "top", "down": "bottom", "below": "bottom"}
_DIRECTIONS: Mapping[str, Direction] = {
    "left": "left",
    "right": "right",
    **dict.fromkeys(("up", "top", "above"), "up"),
    **dict.fromkeys(("down", "bottom", "below"), "down"),
}


def by_tool(asked: Asked) -> ToolResult | None:
    """The edit as the better tool did it; None where a reference is the better way or the one that is left.

    Raises `ToolError` where there is no other way.
    """
    painter = asked.bench.painter
    instruction, _ = without_amount(asked.instruction, usual=0, little=0)
    for kind, call_for in _CALLS.items():
        said = heard(kind, instruction)
        try:
            if said is not None and (call := call_for(asked, said)):
                return call.run(asked.bench)
        except ToolError:  # nobody can say what the picture shows, or it is said in other words
            if kind == "outpaint" or not most_references(painter.max_references, painter.abilities):
                raise
    return None


def _mirror(asked: Asked, _: Said) -> Tool | None:
    return None if asked.is_marked else Mirror(image=asked.image)


def _outpaint(asked: Asked, said: Said) -> Tool | None:
    # No reference makes a picture larger.
    if "canvas" not in asked.bench.painter.abilities or asked.is_marked:
        return None
    side = said.get("side") or ("right" if said["longer"] == "wider" else "top")
    _, by = without_amount(asked.instruction, usual=0.5, little=0.25)
    return Outpaint.model_validate({"side": _EDGES.get(side, side), "by": by, **asked.plainly})


def _pose(asked: Asked, said: Said) -> Tool | None:
    painter = asked.bench.painter
    if asked.is_marked:
        return None
    who, pose = said.get("what") or asked.seen, f"looking to the {said['side']}"
    if asked.goes_by_branches("pose"):
        return Pose(what=who, pose=pose, **asked.plainly)
    if painter.vocabulary is None:
        return None
    # A small world's painter was taught no poses: all is said anew, with the picture as the reference.
    again = posed(asked.source.prompt, who, pose, painter.vocabulary)
    width, height = asked.source.picture.image.size
    like_it = {"references": (asked.image,), "width": width, "height": height, "seed": asked.seed}
    return Compose(prompt=again, **like_it) if again else None


def _move(asked: Asked, said: Said) -> Tool | None:
    if "canvas" not in asked.bench.painter.abilities or asked.is_marked or _is_taught_to_move(asked, said):
        return None
    what = said.get("what") or asked.seen
    _, share = without_amount(asked.instruction, usual=0.4, little=0.12)
    right, down = way_to(asked.box_of(what), _DIRECTIONS[said["side"]], share)
    return Move(what=what, right=right, down=down, **asked.plainly)


def _is_taught_to_move(asked: Asked, said: Said) -> bool:
    """A small world's painter was taught to move things, not figures, and only to another side."""
    painter = asked.bench.painter
    if not painter.max_references or "move" in painter.settings.branching.preferred:
        return False
    if painter.vocabulary is None:
        return True
    things = [way for name, ways in painter.vocabulary.things.items() for way in (name, *ways)]
    rest, _ = without_amount(asked.instruction, usual=0, little=0)
    return (
        said.get("what") in things
        and said["side"] in ("left", "right", "above")
        and rest == asked.instruction
    )


def _background(asked: Asked, said: Said) -> Tool | None:
    place = place_said(said["place"], asked.bench.painter.vocabulary)
    if not asked.goes_by_branches("background") or asked.is_marked or not place:
        return None
    # What is beside somebody would be painted anew, too; what is put on a table is not somewhere else.
    what = said.get("what") or asked.seen
    return Background(what=what, place=place, **asked.plainly) if asked.is_alone(what) else None


def _add(asked: Asked, said: Said) -> Tool | None:
    if not asked.goes_by_branches("add"):
        return None
    if asked.is_marked:
        return Add(what=said["what"], **asked.marked)
    room = beside(asked.box_of(asked.seen), _DIRECTIONS.get(said.get("side", "")))
    return Add(what=said["what"], box=room, **asked.plainly)


def _remove(asked: Asked, said: Said) -> Tool | None:
    # What goes is what adding would bring: one rule for both.
    words = asked.bench.painter.vocabulary
    worn = [way for name, ways in words.clothes.items() for way in (name, *ways)] if words else ()
    # A small world's painter was taught to take clothes off.
    if not asked.goes_by_branches("add") or said["what"] in worn:
        return None
    return Remove(what=said["what"], **asked.marked)


def _recolor(asked: Asked, said: Said) -> Tool | None:
    painter = asked.bench.painter
    if said["color"] not in colors_of(painter.vocabulary):
        return None
    if not asked.goes_by_branches(painter.settings.branching.recolor):
        return None
    what = said.get("what") or asked.seen
    first, _, noun = what.partition(" ")  # "the orange cat" is the cat
    what = noun if noun and first in colors_of(painter.vocabulary) else what
    return Recolor(what=what, color=said["color"], **asked.marked)


_CALLS: Mapping[Kind, Callable[[Asked, Said], Tool | None]] = {
    "mirror": _mirror,
    "outpaint": _outpaint,
    "pose": _pose,
    "recolor": _recolor,
    "remove": _remove,
    "move": _move,
    "background": _background,
    "add": _add,
}
