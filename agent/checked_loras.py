"""What a draft says of LoRAs: those to paint with, and what the painter is to be taught. Asks no model."""

import re

from ..prompts.plain_text import plain_line
from ..tools.adapters import NAME
from ..tools.teaching_sets import FEWEST, MOST
from .checked_outputs import check_known
from .drafts import BriefDraft, Unusable
from .phrasebook.adapters import USE, take_loras
from .situation import Situation
from .state import Lesson


def loras_of(draft: BriefDraft, wishes: tuple[str, ...], situation: Situation) -> tuple[str, ...]:
    """Those of the draft, or else those that are wished; raises `Unusable` for one that is not there."""
    for use in draft.adapters:
        name = use.partition(":")[0]
        if not re.fullmatch(USE, use) or name not in situation.adapters:
            known = ", ".join(situation.adapters) or "none"
            raise Unusable(
                f"there is no LoRA {use!r}; the project's LoRAs are {known}, with a weight as in name:0.5; "
                "use clarify to say so"
            )
    wished = (take_loras(wish)[1] for wish in reversed(wishes))
    return draft.adapters or next(filter(None, wished), ())


def lesson_of(draft: BriefDraft, situation: Situation) -> Lesson | None:
    """The lesson of a draft that teaches; raises `Unusable`."""
    if draft.operation != "teach":
        return None
    lesson = draft.lesson
    if lesson is None or bool(lesson.sets) == bool(plain_line(lesson.folder)):
        raise Unusable("teach needs a lesson, with either sets or a folder; give one of them")
    if "adapters" not in situation.abilities:
        raise Unusable("the painter cannot be taught; use clarify to say so")
    if not NAME.fullmatch(lesson.adapter) or lesson.adapter in situation.adapters:
        raise Unusable(
            f"a new LoRA cannot be called {lesson.adapter!r}; choose another name of small letters and digits"
        )
    sets = tuple(tuple(plain_line(id) for id in ids) for ids in lesson.sets)
    check_known(tuple(id for ids in sets for id in ids), situation)
    if sets and (len({len(ids) for ids in sets}) > 1 or not FEWEST <= len(sets) <= MOST or len(sets[0]) < 2):
        raise Unusable(
            f"{len(sets)} sets cannot be learnt from; give {FEWEST} to {MOST}, each with the same number of "
            "pictures, at least 2"
        )
    return Lesson(adapter=lesson.adapter, sets=sets, folder=plain_line(lesson.folder))
