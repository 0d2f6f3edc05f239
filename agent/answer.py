"""The words of a reply, composed from facts: records of pictures that exist, files, findings.

A planner's own answer passes only where every picture that it names exists. Looks nothing up but that.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..tools.records import ImageRecord
from .act import STOPPED
from .phrasebook.numbers import counted
from .state import Brief, Critique
from .wrong import findings

ID = re.compile(r"\bi[1-9]\d*\b")


@dataclass(frozen=True)
class Facts:
    """What a reply may speak of. `table` is what lies there now, `moved` whether the head is elsewhere."""

    brief: Brief
    exists: Callable[[str], bool]
    images: tuple[ImageRecord, ...] = ()
    table: tuple[ImageRecord, ...] = ()
    deleted: tuple[ImageRecord, ...] = ()
    moved: bool = False
    files: tuple[Path, ...] = ()
    critiques: tuple[Critique, ...] = ()
    remarks: tuple[str, ...] = ()
    refused: bool = False
    problem: str = ""


def answer(facts: Facts) -> str:
    """The reply."""
    if facts.brief.answer and not facts.problem:
        return _checked(facts)
    if facts.refused:
        return "As you wish: nothing was painted."
    if facts.brief.operation in _TREE and not facts.problem:
        return _TREE[facts.brief.operation](facts)
    parts = [_made(facts), *_wrong(facts), *facts.remarks]
    if facts.problem == STOPPED:
        parts = ["Stopped.", *parts]
    elif facts.problem:
        parts = [*parts, f"It went no further: {facts.problem.rstrip('.')}."]
    return " ".join(parts)


def _checked(facts: Facts) -> str:
    """A question back may name a picture to say that there is none; an answer may not."""
    told = facts.brief.answer
    unknown = [id for id in dict.fromkeys(ID.findall(told)) if not facts.exists(id)]
    if facts.brief.operation == "clarify" or not unknown:
        return told
    return f"I wanted to tell you of {_listed(unknown)}, but there is no such picture; please ask me again."


def _made(facts: Facts) -> str:
    brief, images, files = facts.brief, facts.images, facts.files
    ids = _ids(images)
    if not images:
        return f"“{brief.title}” is bound anew as {files[0].name}." if files else "No picture was made."
    if brief.operation == "edit":
        bound = f" “{brief.title}” is bound anew as {files[0].name}." if files else ""
        return f"Changed: {images[-1].id}, made from {brief.images[0].id}.{bound}"
    if files:
        pages = counted(len(images), "page")
        return f"Your picture book “{brief.title}” is ready: {pages} ({ids}), bound as {files[0].name}."
    if len(images) == 1:
        return f"Here is your picture: {ids}."
    return f"Here are {counted(len(images), 'picture')}: {ids}."


def _wrong(facts: Facts) -> list[str]:
    """What is still wrong, picture by picture."""
    found = ((critique.image, findings(critique)) for critique in facts.critiques)
    return [f"Not right yet in {image}: {'; '.join(wrong)}." for image, wrong in found if wrong]


def _undo(facts: Facts) -> str:
    return f"Undone. {_on_table(facts)}" if facts.moved else f"There is nothing to undo. {_on_table(facts)}"


def _redo(facts: Facts) -> str:
    return (
        f"Done again. {_on_table(facts)}" if facts.moved else f"There is nothing to redo. {_on_table(facts)}"
    )


def _revert(facts: Facts) -> str:
    return (
        f"Back to that version. {_on_table(facts)}" if facts.moved else f"Nothing moved. {_on_table(facts)}"
    )


def _branch(facts: Facts) -> str:
    return f"A new branch begins here. {_on_table(facts)}"


def _delete(facts: Facts) -> str:
    if not facts.deleted:
        return f"There was nothing to delete. {_on_table(facts)}"
    bound = f" “{facts.brief.title}” is bound anew as {facts.files[0].name}." if facts.files else ""
    return f"Deleted: {_ids(facts.deleted)}; undo brings it back. {_on_table(facts)}{bound}"


_TREE: dict[str, Callable[[Facts], str]] = {
    "undo": _undo,
    "redo": _redo,
    "revert_to": _revert,
    "branch": _branch,
    "delete": _delete,
}


def _on_table(facts: Facts) -> str:
    return f"On the table: {_ids(facts.table)}." if facts.table else "The table is empty."


def _ids(records: Iterable[ImageRecord]) -> str:
    return _listed([record.id for record in records])


def _listed(ids: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(ids[:-1]), *ids[-1:]]))
