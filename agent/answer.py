"""A reply, composed from facts: records of pictures that exist, files, findings; in the brief's language.

Remarks and problems are told as `remarks` has them, or as they come. A planner's own answer passes only
where every picture that it names exists. Looks nothing up but that.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..tools.records import ImageRecord
from .act import STOPPED
from .measured import is_about_one, measured
from .phrasebook.numbers import say_number
from .remarks import in_language, together
from .remember import MOVES
from .replies import worded
from .state import Brief, Critique, Operation
from .wrong import findings

ID = re.compile(r"\bi[1-9]\d*\b")


@dataclass(frozen=True)
class Facts:
    """What a reply may speak of. `table` is what lies there now, `locked` the places of what stays as it is,
    from 1, and `moved` says whether the head is elsewhere.
    """

    brief: Brief
    exists: Callable[[str], bool]
    images: tuple[ImageRecord, ...] = ()
    table: tuple[ImageRecord, ...] = ()
    locked: tuple[int, ...] = ()
    deleted: tuple[ImageRecord, ...] = ()
    moved: bool = False
    files: tuple[Path, ...] = ()
    critiques: tuple[Critique, ...] = ()
    remarks: tuple[str, ...] = ()
    refused: bool = False
    problem: str = ""

    def said(self, sentence: str, /, **slots: object) -> str:
        """A sentence of `replies.toml`."""
        return worded(self.brief.language, sentence, **slots)

    def listed(self, ids: Sequence[str]) -> str:
        """ "i1, i2 and i3"."""
        return self.said("and").join(filter(None, [", ".join(ids[:-1]), *ids[-1:]]))

    def ids(self, records: Iterable[ImageRecord]) -> str:
        """The ids of pictures, as `listed`."""
        return self.listed([record.id for record in records])


def answer(facts: Facts) -> str:
    """The reply."""
    if facts.brief.answer and not facts.problem:
        return _checked(facts)
    if facts.refused:
        return facts.said("refused")
    if facts.brief.operation in TOLD and not facts.problem:
        return together(TOLD[facts.brief.operation](facts), facts.brief.language)
    own = facts.brief.language
    remarks = (in_language(remark, own) for remark in facts.remarks if not is_about_one(remark))
    parts = [*_made(facts), *_wrong(facts), *measured(facts.images, facts.said), *remarks]
    if facts.problem == STOPPED:
        parts = [facts.said("stopped"), *parts]
    elif facts.problem:
        problem = in_language(facts.problem, own).rstrip(".。")
        parts = [*parts, facts.said("failed", problem=problem)]
    return together(parts, own)


def _checked(facts: Facts) -> str:
    """A question back may name a picture to say that there is none; an answer may not."""
    told = facts.brief.answer
    unknown = [id for id in dict.fromkeys(ID.findall(told)) if not facts.exists(id)]
    if facts.brief.operation == "clarify" or not unknown:
        return told
    return facts.said("unknown", ids=facts.listed(unknown))


def _made(facts: Facts) -> Iterator[str]:
    brief, images, number = facts.brief, facts.images, len(facts.images)
    told = {"ids": facts.ids(images), "n": number, "number": say_number(number)}
    if brief.operation in ("teach", "explain", "cast"):
        return  # the tool's remark tells it
    if not images:
        rearranged = brief.operation == "edit" and not brief.outputs
        yield from _bound(facts) or [_on_table(facts) if rearranged else facts.said("nothing")]
    elif brief.operation == "edit" and len(brief.images) == 1:
        yield facts.said("changed", id=images[-1].id, source=brief.images[0].id)
        yield from _bound(facts)
    elif facts.files:
        pages = facts.table or images
        told = {"ids": facts.ids(pages), "n": len(pages), "number": say_number(len(pages))}
        book = "book_of_one" if len(pages) == 1 else "book"
        yield facts.said(book, title=brief.title, file=facts.files[0].name, **told)
    else:
        yield facts.said("picture" if number == 1 else "pictures", **told)


def _bound(facts: Facts) -> list[str]:
    """The book that is bound, or bound anew, where one is."""
    said = "collected" if facts.brief.task == "picture_book" else "bound"
    return [facts.said(said, title=facts.brief.title, file=path.name) for path in facts.files[:1]]


def _wrong(facts: Facts) -> list[str]:
    """What is still wrong, picture by picture."""
    pages = {record.id: n for n, record in enumerate(facts.table, start=1)} if facts.brief.title else {}
    found = ((critique.image, findings(critique, facts.brief.language)) for critique in facts.critiques)
    return [
        facts.said(
            "wrong_page" if image in pages else "wrong",
            image=image,
            page=pages.get(image),
            wrong="; ".join(wrong),
        )
        for image, wrong in found
        if wrong
    ]


def _moved(facts: Facts) -> list[str]:
    operation = facts.brief.operation
    stayed = not facts.moved and operation != "branch"
    if operation == "branch" and not facts.brief.target:
        return [facts.said("start_over"), _on_table(facts)]
    return [facts.said(f"{operation}_nothing" if stayed else operation), _on_table(facts)]


def _deleted(facts: Facts) -> list[str]:
    if not facts.deleted:
        return [facts.said("delete_nothing"), _on_table(facts)]
    return [facts.said("delete", ids=facts.ids(facts.deleted)), _on_table(facts), *_bound(facts)]


def _locked(facts: Facts) -> list[str]:
    if not facts.locked:
        return [facts.said("unlocked")]
    return [facts.said("locked", pages=facts.listed([str(number) for number in facts.locked]))]


def _on_table(facts: Facts) -> str:
    return facts.said("table", ids=facts.ids(facts.table)) if facts.table else facts.said("empty")


TOLD: Mapping[Operation, Callable[[Facts], list[str]]] = {
    **dict.fromkeys(MOVES, _moved),
    "delete": _deleted,
    "lock": _locked,
}
"""What is told of turns that paint nothing."""
