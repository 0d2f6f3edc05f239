"""The version tree: how it grows, and where undo, redo, revert and branch move the head.

Pure functions on moments and ids. The empty table before the first moment is the tree's root, "": undoing
the first moment goes there, and only from there is nothing left to undo. Nothing ever leaves the tree.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from .state import Brief, Moment, Value, output_name

EMPTY = Moment(turn="")


class History(Value):
    """The tree of a thread: its moments in the order in which they came, and the one on the table."""

    moments: tuple[Moment, ...] = ()
    head: str = ""

    @property
    def table(self) -> tuple[str, ...]:
        """The pictures that the user looks at."""
        return at(self.moments, self.head).images


def at(moments: Sequence[Moment], turn: str) -> Moment:
    """The moment of a turn; the empty table where there is none."""
    return next((moment for moment in moments if moment.turn == turn), EMPTY)


def next_moment(
    brief: Brief, turn: str, filled: Mapping[str, str], moments: Sequence[Moment], head: str
) -> Moment | None:
    """What is on the table after a turn that filled these outputs, or deleted; None where it stays."""
    if brief.operation == "delete":
        return _without(at(moments, head), {use.id for use in brief.images}, turn)
    numbers = [n for n in range(1, len(brief.outputs) + 1) if output_name(n) in filled]
    made = tuple(filled[output_name(n)] for n in numbers)
    if not made and (brief.outputs or not brief.keeps):
        return None
    images, texts = _table(brief, filled, made), brief.texts
    if brief.operation == "book":
        texts = tuple(brief.outputs[n - 1].text for n in numbers)
    parent = brief.target or (at(moments, head).parent if brief.again else head)
    return Moment(turn=turn, parent=parent, images=images, made=made, title=brief.title, texts=texts)


def _table(brief: Brief, filled: Mapping[str, str], made: tuple[str, ...]) -> tuple[str, ...]:
    """A set with the last new picture in the place of its source; of each chain of changes only the last."""
    if not made:  # only the words of a book changed
        return brief.keeps
    sources = {use.id for use in brief.images if use.role == "source"}
    if sources & set(brief.keeps):
        return tuple(made[-1] if id in sources else id for id in brief.keeps)
    return _ends(brief, filled) if brief.operation == "edit" else made


def _ends(brief: Brief, filled: Mapping[str, str]) -> tuple[str, ...]:
    """The last picture that was made of each source."""
    ends: dict[int, str] = {}
    chain = 0
    for n, output in enumerate(brief.outputs, start=1):
        chain += bool(output.source)
        if output_name(n) in filled:
            ends[chain] = filled[output_name(n)]
    return tuple(ends.values())


def _without(table: Moment, gone: set[str], turn: str) -> Moment | None:
    if not gone & set(table.images):
        return None
    pages = zip_longest(table.images, table.texts, fillvalue="")
    left = [(image, text) for image, text in pages if image not in gone]
    texts = tuple(text for _, text in left) if table.texts else ()
    images = tuple(image for image, _ in left)
    return Moment(turn=turn, parent=table.turn, images=images, title=table.title, texts=texts)


def destination(brief: Brief, moments: Sequence[Moment], head: str, left: Mapping[str, str]) -> str | None:
    """The turn to which undo, redo, revert_to or branch moves the head; None where there is no such turn."""
    if any(moment.turn == brief.target for moment in moments):
        return brief.target
    if brief.operation == "branch" and not brief.target:
        return EMPTY.turn
    if brief.operation == "undo":
        return at(moments, head).parent if head else None
    if brief.operation == "redo":
        return _child(moments, head, left)
    return None


def _child(moments: Sequence[Moment], head: str, left: Mapping[str, str]) -> str | None:
    """Where the user last came back from, or the newest child."""
    children = [moment.turn for moment in moments if moment.parent == head]
    return left[head] if left.get(head) in children else next(reversed(children), None)


def remembered_way(moments: Sequence[Moment], head: str, left: Mapping[str, str]) -> dict[str, str]:
    """`left`, moment → child, with the way from the root to the head that is now left."""
    way = dict(left)
    while head:
        parent = at(moments, head).parent
        way[parent], head = head, parent
    return way


def deleted_at(moments: Sequence[Moment], head: str, deleted: Sequence[str]) -> list[str]:
    """What counts as deleted once the head is at a moment: what lies on the table is not; what a removal
    took from it is.
    """
    moment = at(moments, head)
    removed = (
        [] if moment.made else [id for id in at(moments, moment.parent).images if id not in moment.images]
    )
    kept = [id for id in deleted if id not in moment.images]
    return list(dict.fromkeys([*kept, *removed]))
