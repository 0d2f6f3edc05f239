"""A language model's BriefDraft → Brief, or a sentence that says what to correct.

All that can be known from the situation is taken from there: the pages of a set, the standing wishes,
one step back. Asks no model and paints nothing.
"""

import re
from typing import Any

from ..models.image_model import ModelError
from ..prompts.plain_text import plain_line
from .checked_loras import lesson_of, loras_of
from .checked_outputs import PAINTING, check_known, outputs_of
from .drafts import BriefDraft, Unusable
from .message import MOST_UPLOADS
from .self_contained import leans_elsewhere
from .situation import Situation
from .state import Brief, ImageUse, Moment, Operation, Output, Role, Task
from .tasks import task_of
from .tree_moves import move_target

SAYING: tuple[Operation, ...] = ("chat", "clarify")
MOST_DELETED = 16
IMAGE_ID = re.compile(r"(?<![A-Za-z0-9])i[1-9]\d*(?![A-Za-z0-9])")
TAKES: dict[Operation, tuple[Role, int]] = {
    "edit": ("source", 1),
    "reuse_character": ("reference", 1),
    "book": ("reference", 0),
    "delete": ("source", 1),
}
"""Operation → the role of its pictures, and how many it needs at least."""


def brief_of(draft: BriefDraft, situation: Situation, made_by: str) -> Brief:
    """The Brief that the draft means; raises `Unusable`."""
    images = _images(draft, situation)
    outputs = outputs_of(draft, images, situation)
    paints = draft.operation in PAINTING
    wishes = _wishes(draft, situation)
    return Brief(
        task=_task(draft, len(images), outputs),
        operation=draft.operation,
        outputs=outputs,
        images=images,
        **_bound(draft, images, outputs, situation),
        shared=_shared(draft, outputs),
        wishes=wishes,
        adapters=loras_of(draft, wishes, situation) if paints else (),
        lesson=lesson_of(draft, situation),
        target=move_target(draft.operation, plain_line(draft.target), situation),
        again=draft.again and paints,
        size=_size(draft, situation) if paints and draft.operation != "edit" else None,
        language=draft.language,
        notes=tuple(filter(None, (_said(note, situation) for note in draft.notes))),
        answer=_answer(draft, situation),
        made_by=made_by,
    )


def _images(draft: BriefDraft, situation: Situation) -> tuple[ImageUse, ...]:
    if draft.operation == "generate":
        return _sketch(draft, situation)
    if draft.operation not in TAKES:
        return ()
    role, least = TAKES[draft.operation]
    ids = tuple(dict.fromkeys(plain_line(use.id) for use in draft.images))
    check_known(ids, situation)
    if wrong := [use.role for use in draft.images if use.role != role]:
        raise Unusable(
            f"an image has the role {wrong[0]}, but {draft.operation} takes only {role}; correct it"
        )
    most = _most(draft, situation)
    if not least <= len(ids) <= most:
        raise Unusable(
            f"{draft.operation} takes {least} to {most} images, but {len(ids)} were given; correct it"
        )
    return tuple(ImageUse(id=id, role=role) for id in ids)


def _sketch(draft: BriefDraft, situation: Situation) -> tuple[ImageUse, ...]:
    """New pictures take nothing from others, but one may be laid out as in a sketch."""
    if any(use.role != "sketch" for use in draft.images):
        raise Unusable("operation generate takes no pictures but a sketch; use reuse_character or edit")
    ids = tuple(dict.fromkeys(plain_line(use.id) for use in draft.images))
    check_known(ids, situation)
    if ids and len(ids) + len(draft.outputs) != 2:
        raise Unusable("a sketch lays out one picture; give one sketch and one output, or leave it out")
    return tuple(ImageUse(id=id, role="sketch") for id in ids)


def _most(draft: BriefDraft, situation: Situation) -> int:
    """As many as the painter sees at once; any number where each output has a source of its own."""
    if draft.operation == "delete":
        return MOST_DELETED
    if draft.outputs and plain_line(draft.outputs[0].source) and draft.operation != "book":
        return MOST_UPLOADS
    return 1 if draft.operation == "edit" else situation.most_references


def _bound(
    draft: BriefDraft, images: tuple[ImageUse, ...], outputs: tuple[Output, ...], situation: Situation
) -> dict[str, Any]:
    """Title, pages and texts: a new book's own; for an edit those of the set that the picture is from."""
    title = plain_line(draft.title)
    if draft.operation == "book":
        if not title:
            raise Unusable("the book has no title; give it one")
        return {"title": title}
    alone = draft.operation == "edit" and len(images) == 1
    kept = _set_of(images[0].id, situation) if alone else None
    if kept is None:
        return {}
    if not kept.title:
        return {"keeps": kept.images}
    texts = tuple(
        outputs[-1].text or text if id == images[0].id else text
        for id, text in zip(kept.images, kept.texts, strict=True)
    )
    return {"keeps": kept.images, "title": title or kept.title, "texts": texts, "binding": kept.binding}


def _set_of(id: str, situation: Situation) -> Moment | None:
    """The book or set that a picture is from: what lies on the table, else the latest."""
    moments = [situation.table, *reversed(situation.moments)]
    with_it = (moment for moment in moments if moment and id in moment.images)
    return next((moment for moment in with_it if moment.title or len(moment.images) > 1), None)


def _shared(draft: BriefDraft, outputs: tuple[Output, ...]) -> str:
    """What the new pictures of a set share; it stands for itself, as their prompts do."""
    shared = plain_line(draft.shared)
    if draft.operation != "generate" or len(outputs) < 2:
        return ""
    if words := leans_elsewhere(shared, references=False):
        raise Unusable(f"shared says {words!r}, but the painter knows no other picture; spell it out")
    return shared


def _wishes(draft: BriefDraft, situation: Situation) -> tuple[str, ...]:
    """Wishes stand until they are ended by their number, so that none is lost by forgetting."""
    for number in draft.ended_wishes:
        if not 1 <= number <= len(situation.wishes):
            raise Unusable(
                f"there is no wish number {str(number)[:20]}; {len(situation.wishes)} wishes stand, from 1"
            )
    stand = [wish for n, wish in enumerate(situation.wishes, 1) if n not in draft.ended_wishes]
    new = [plain_line(wish) for wish in draft.new_wishes]
    return tuple(dict.fromkeys(filter(None, [*stand, *new])))


def _size(draft: BriefDraft, situation: Situation) -> tuple[int, int] | None:
    if draft.size is None:
        return None
    try:
        situation.settings.check(draft.size.width, draft.size.height)
    except ModelError as error:
        raise Unusable(str(error)) from error
    return draft.size.width, draft.size.height


def _said(text: str, situation: Situation) -> str:
    """What the user will read; it may name only pictures that exist."""
    said = plain_line(text)
    check_known(tuple(IMAGE_ID.findall(said)), situation)
    return said


def _answer(draft: BriefDraft, situation: Situation) -> str:
    """Only a chat and a question back have an answer; elsewhere it would stand in for the result."""
    if draft.operation not in SAYING:
        return ""
    answer = _said(draft.answer, situation)
    if not answer:
        raise Unusable(f"{draft.operation} needs an answer, but it is empty; write what the user reads")
    return answer


def _task(draft: BriefDraft, taken: int, outputs: tuple[Output, ...]) -> Task:
    """The task follows from the operation and the numbers of pictures."""
    task = task_of(draft.operation, taken, len(outputs))
    if draft.operation == "generate" and (draft.kind == "layout" or any(out.boxes for out in outputs)):
        return "layout"
    return "restore" if task == "edit" and draft.kind == "restore" else task
