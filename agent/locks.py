"""Locked pictures stay as they are: what would change one in its place becomes a question back.

Holds for every planner and every call. Knows what lies on the table, and reads no text.
"""

from .replies import worded
from .state import Brief, Moment

IN_PLACE = ("edit", "generate", "reuse_character", "delete")


def respecting_locks(brief: Brief, table: Moment) -> Brief:
    """The brief, or a question where it would repaint or delete what is locked on the table."""
    locked = {use.id for use in brief.images if use.role == "source"} & {*table.locked} & {*table.images}
    if not locked or brief.operation not in IN_PLACE or not (brief.outputs or brief.operation == "delete"):
        return brief
    if not brief.keeps and brief.operation == "edit":  # a picture of its own comes of it
        return brief
    places = [str(n) for n, id in enumerate(table.images, start=1) if id in locked]
    answer = worded(brief.language, "is_locked", page=", ".join(places))
    told = {
        "language": brief.language,
        "wishes": brief.wishes,
        "made_by": brief.made_by,
        "spent": brief.spent,
    }
    return Brief(task="clarify", operation="clarify", answer=answer, **told)
