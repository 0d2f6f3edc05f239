"""The pictures of a thread as the tabs know them: facts, and the strip of small ones. Knows no widgets.

What the browser does with a strip is in `frames.js`: one picture is picked, in every tab the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .keyed import Piece
from .markup import markup
from .scene import Scene
from .view import Try, TurnView

MOST_REMEMBERED = 16


@dataclass(frozen=True)
class Frame:
    """One stored picture: what it shows, what the critic saw in it and in the tries for it, the picture that
    it was changed from ("" where there is none), and whether it lies on the table.
    """

    id: str
    caption: str = ""
    seen: str = ""
    tries: tuple[Try, ...] = ()
    source: str = ""
    on_table: bool = False
    is_upload: bool = False


def frames(scene: Scene) -> tuple[Frame, ...]:
    """Every picture of the thread that was not deleted: those on the table, then the newest first."""
    table, deleted = scene.history.table, set(scene.history.deleted)
    found: dict[str, Frame] = {}
    for turn in scene.turns:
        for frame in _of_turn(turn):
            if frame.id not in deleted:
                found.setdefault(frame.id, frame)
    for id in table:
        known = found.pop(id, Frame(id))
        found[id] = Frame(**{**vars(known), "on_table": True})
    laid = [found[id] for id in table]
    return (*laid, *(frame for frame in reversed(found.values()) if not frame.on_table))


def strip(scene: Scene, about: str = "") -> list[Piece]:
    """The small pictures, each with what the template `about` says of it beside it."""
    every = frames(scene)
    return [("strip", _strip(every, scene.language, about))] if every else []


@lru_cache(MOST_REMEMBERED)
def _strip(every: tuple[Frame, ...], language: str, about: str) -> str:
    return markup("strip", language, frames=every, about=about)


def _of_turn(turn: TurnView) -> Iterator[Frame]:
    for id in turn.uploads:
        yield Frame(id, is_upload=True)
    sources = _sources(turn)
    for picture in turn.pictures:
        if picture.id:
            source = sources.get(id_of_slot(turn, picture.id), "")
            yield Frame(picture.id, picture.caption, picture.seen, picture.tries, source)


def id_of_slot(turn: TurnView, id: str) -> str:
    """The output of the plan that a picture fills; "" where it is of an earlier turn."""
    names = zip(turn.plan.outputs, turn.slots, strict=True)
    return next((name for name, slot in names if slot.id == id), "")


def _sources(turn: TurnView) -> dict[str, str]:
    """Output → the picture that its step changes, by its id."""
    ids = {name: slot.id for name, slot in zip(turn.plan.outputs, turn.slots, strict=True)}
    changed = ((step.outputs, step.arguments.get("image")) for step in turn.plan.steps)
    return {name: ids.get(str(image), str(image)) for names, image in changed if image for name in names}
