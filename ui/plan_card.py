"""The plan of a turn as a card: while it waits it can be changed, while it runs it shows how far it is.

And afterwards, what the critic saw in each try. Knows no widgets.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from ..agent.plan_edits import text_of
from ..agent.state import Plan, Step
from .keyed import Piece
from .markup import markup
from .plan_words import about
from .view import PictureView, TurnView
from .words import WORDS, word

MINUTE = 90
"""From so many seconds on, time is told in minutes."""


@dataclass(frozen=True)
class _Row:
    """A step as it runs: done, now or next, and the ids it made or how far it is."""

    step: Step
    state: str
    told: str


def waiting(turn: TurnView, language: str) -> str:
    """The plan as a form: which steps, in which words; with a yes and a no."""
    return markup("plan_waiting", language, turn=turn, **_telling(language))


def running(turn: TurnView, language: str, before: int) -> Iterator[Piece]:
    """How far it is, with what can be seen already."""
    left = turn.seconds_left()
    yield (
        "head",
        markup(
            "running",
            language,
            doing=_doing(turn, language, before),
            left="" if left is None else _left(left, language),
            percent=round(100 * turn.done),
        ),
    )
    if turn.plan.steps:
        yield "steps", markup("steps", language, rows=list(_rows(turn, language)), **_telling(language))
    if previews := [slot.preview for slot in turn.slots if slot.preview]:
        yield "previews", markup("previews", language, previews=previews)


def tries(turn: TurnView, language: str) -> str:
    """Each try, with what was seen in it and why it was painted again; "" without a critic."""
    judged = [picture for picture in turn.pictures if picture.tries]
    if not judged:
        return ""
    redone = sum(len(picture.tries) - 1 for picture in judged)
    return markup("tries", language, judged=judged, redone=redone)


def edited(plan: Plan, form: dict[str, str]) -> tuple[set[int], dict[int, str]]:
    """What a waiting form says: the numbers of the steps that stay, and the texts that are others."""
    olds = {number: text_of(step) for number, step in enumerate(plan.steps, start=1)}
    texts = {number: " ".join(form.get(f"text-{number}", "").split()) for number in olds}
    changed = {number: text for number, text in texts.items() if text and text != olds[number]}
    return {number for number in olds if form.get(f"keep-{number}")}, changed


def _doing(turn: TurnView, language: str, before: int) -> str:
    if turn.waiting:
        return word("queued_behind", language, before=before) if before else word("queued", language)
    if not turn.slots:
        return word("thinking", language)
    if all(slot.id for slot in turn.slots):
        return word("binding" if turn.is_book else "looking", language)
    number = len(turn.slots)
    many = word("planned_pictures", language, pictures=number)
    return f"{word('painting', language)} · {word('planned_one', language) if number == 1 else many}"


def _left(seconds: float, language: str) -> str:
    if seconds < MINUTE:
        return word("seconds_left", language, seconds=max(1, round(seconds)))
    return word("minutes_left", language, minutes=round(seconds / 60))


def _rows(turn: TurnView, language: str) -> Iterator[_Row]:
    slots = dict(zip(turn.plan.outputs, turn.slots, strict=True))
    for step in turn.plan.steps:
        yield _row(step, [slots[name] for name in step.outputs], language)


def _row(step: Step, slots: list[PictureView], language: str) -> _Row:
    if slots and all(slot.id for slot in slots):
        return _Row(step, "done", " ".join(slot.id for slot in slots))
    now = next((slot for slot in slots if slot.steps and not slot.id), None)
    if now is None:
        return _Row(step, "next", "")
    return _Row(step, "now", word("step_of", language, step=now.step, steps=now.steps))


def _telling(language: str) -> dict[str, Callable[[Step], str]]:
    """How the templates call a step, and tell what it does."""
    return {"named": partial(_named, language=language), "about": partial(about, language=language)}


def _named(step: Step, language: str) -> str:
    """What a tool does, in a word; its name where nobody found one."""
    key = f"step_{step.tool}"
    return word(key, language) if key in WORDS else step.tool.replace("_", " ").capitalize()
