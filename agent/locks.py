"""Locked pictures stay as they are: what would change one in its place becomes a question back, and a book
that is painted anew keeps its locked pages.

Holds for every planner and every call. Knows what lies on the table, and reads no text.
"""

from .replies import worded
from .state import Brief, Moment, Output, output_name

IN_PLACE = ("edit", "generate", "reuse_character", "delete")


def respecting_locks(brief: Brief, table: Moment) -> Brief:
    """The brief, a part of it, or a question where it would repaint or delete what is locked on the table."""
    locked = {*table.locked} & {*table.images}
    if not locked:
        return brief
    if brief.operation == "book":
        return _without_locked(brief, table, locked) if _is_anew(brief, table) else brief
    sources = {use.id for use in brief.images if use.role == "source"} & locked
    return _question(brief, table, sources) if sources and _in_place(brief) else brief


def _in_place(brief: Brief) -> bool:
    """Whether its source is not there any more afterwards; an edit of one picture leaves that one."""
    if brief.operation == "delete":
        return True
    changes = brief.operation in IN_PLACE and bool(brief.outputs)
    return changes and (bool(brief.keeps) or brief.operation != "edit")


def _is_anew(brief: Brief, table: Moment) -> bool:
    return not brief.keeps and brief.title == table.title and len(brief.outputs) == len(table.images)


def _without_locked(brief: Brief, table: Moment, locked: set[str]) -> Brief:
    """The book anew but for its locked pages, which keep their texts."""
    free = [n for n, id in enumerate(table.images) if id not in locked]
    if not free:
        return _question(brief, table, locked)
    names = {output_name(n + 1): output_name(new) for new, n in enumerate(free, start=1)}
    names |= {output_name(n + 1): id for n, id in enumerate(table.images) if id in locked}
    return brief.model_copy(
        update={
            "outputs": tuple(_compared(brief.outputs[n], names) for n in free),
            "keeps": tuple(names[output_name(n + 1)] for n in range(len(table.images))),
            "texts": table.texts or ("",) * len(table.images),
            "binding": table.binding,
        }
    )


def _compared(page: Output, names: dict[str, str]) -> Output:
    checks = (check.model_copy(update={"of": names.get(check.of, check.of)}) for check in page.checks)
    return page.model_copy(update={"checks": tuple(checks)})


def _question(brief: Brief, table: Moment, locked: set[str]) -> Brief:
    places = [str(n) for n, id in enumerate(table.images, start=1) if id in locked]
    answer = worded(brief.language, "is_locked", page=", ".join(places))
    return Brief(
        task="clarify",
        operation="clarify",
        answer=answer,
        language=brief.language,
        wishes=brief.wishes,
        made_by=brief.made_by,
        spent=brief.spent,
    )
