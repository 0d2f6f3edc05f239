"""The version tree: how it grows, and where undo, redo, revert and branch move the head.

Pure functions on moments and ids. The empty table before the first moment is the tree's root, "": undoing
the first moment goes there, and only from there is nothing left to undo. Nothing ever leaves the tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .pages import Pages
from .state import Brief, Moment, Value, is_view, output_name

EMPTY = Moment(turn="")


class History(Value):
    """The tree of a thread: its moments in the order in which they came, and the one on the table. Pictures
    that are deleted there are still in the moments that had them.
    """

    moments: tuple[Moment, ...] = ()
    head: str = ""

    @property
    def table(self) -> tuple[str, ...]:
        """The pictures that the user looks at."""
        return at(self.moments, self.head).images

    @property
    def deleted(self) -> tuple[str, ...]:
        """The pictures that count as deleted now."""
        return at(self.moments, self.head).deleted

    def before_deletion(self, id: str) -> str | None:
        """The turn to go back to where a picture was not deleted yet; None where it is not deleted now."""
        moment = at(self.moments, self.head)
        while id in moment.deleted:
            if id not in at(self.moments, moment.parent).deleted:
                return moment.parent
            moment = at(self.moments, moment.parent)
        return None


def at(moments: Sequence[Moment], turn: str) -> Moment:
    """The moment of a turn; the empty table where there is none."""
    return next((moment for moment in moments if moment.turn == turn), EMPTY)


def next_moment(
    brief: Brief, turn: str, filled: Mapping[str, str], moments: Sequence[Moment], head: str
) -> Moment | None:
    """What is on the table after a turn that filled these outputs, or deleted; None where it stays."""
    before = at(moments, head)
    if brief.operation == "delete":
        return _without(before, {use.id for use in brief.images}, turn)
    names = [output_name(n) for n in range(1, len(brief.outputs) + 1)]
    made = tuple(filled[name] for name in names if name in filled)
    if not made and (brief.outputs or not brief.keeps):
        return None
    pages = _pages(brief, filled, names)
    images = pages.images if brief.operation == "book" else _table(brief, filled, made)
    return Moment(
        turn=turn,
        parent=brief.target or (before.parent if brief.again else head),
        images=images,
        made=made,
        title=brief.title,
        texts=pages.texts,
        sheets=_sheets(brief, filled, before),
        binding=pages.binding,
        locked=before.locked if brief.locks is None else brief.locks,
        deleted=tuple(id for id in before.deleted if id not in images),
    )


def _pages(brief: Brief, filled: Mapping[str, str], names: Sequence[str]) -> Pages:
    """The pages of a book as far as they are there."""
    is_new = brief.operation == "book" and not brief.keeps
    texts = tuple(output.text for output in brief.outputs) if is_new else brief.texts
    pages = Pages(tuple(names) if is_new else brief.keeps, texts, brief.binding)
    there = [n for n, id in enumerate(pages.images) if id in filled or id not in names]
    pages = pages.arranged(there)
    return replace(pages, images=tuple(filled.get(id, id) for id in pages.images))


def _sheets(brief: Brief, filled: Mapping[str, str], before: Moment) -> tuple[str, ...]:
    """Who is in the book: those of its pages, and of the book that it was before."""
    if not brief.title:
        return ()
    like = (filled.get(id, id) for output in brief.outputs for id in output.like)
    kept = () if brief.operation == "book" else before.sheets
    return tuple(dict.fromkeys((*kept, *(id for id in like if not is_view(id)))))


def _table(brief: Brief, filled: Mapping[str, str], made: tuple[str, ...]) -> tuple[str, ...]:
    """A set with the last new picture in the place of its source, and new ones in their places; of each chain
    of changes only the last.
    """
    sources = {use.id for use in brief.images if use.role == "source"}
    new = {output_name(n) for n in range(1, len(brief.outputs) + 1)}
    if not made or (sources | new) & set(brief.keeps):
        placed = (id for id in brief.keeps if id not in new or id in filled)
        return tuple(made[-1] if made and id in sources else filled.get(id, id) for id in placed)
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
    """The table without these pictures; they need not lie there to be deleted, and to come back by undo."""
    new = sorted(gone - {*table.deleted})
    if not new:
        return None
    left = [n for n, image in enumerate(table.images) if image not in gone]
    pages = Pages(table.images, table.texts, table.binding).arranged(left)
    now = {"images": pages.images, "texts": pages.texts, "binding": pages.binding}
    now["deleted"] = (*table.deleted, *new)
    return table.model_copy(update={"turn": turn, "parent": table.turn, "made": (), **now})


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
