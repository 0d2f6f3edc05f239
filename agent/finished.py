"""What is left of a turn, when it is over, waits or was cut off, read from the state. Decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..tools.assets import Store
from .critique import best
from .events import Event, PictureReady, Understood
from .state import Critique, State, Turn, output_of


@dataclass(frozen=True)
class Pending:
    """The message of a turn that is not over; `uploads` are ids."""

    turn: str
    text: str
    uploads: tuple[str, ...] = ()


def delivered(state: State) -> dict[str, str]:
    """Output name → id of the best picture, in the plan's order."""
    filled = state["filled"]
    return {name: filled[name] for name in state["plan"].outputs if name in filled}


def critiques(state: State) -> list[Critique]:
    """What the critic saw in the delivered pictures."""
    drafts = state.get("drafts", {})  # turns of older versions have none
    tries = (drafts.get(name, ()) for name in state["plan"].outputs)
    return [critique for critique in map(best, tries) if critique and critique.verdicts]


def as_turn(state: State) -> Turn:
    """What is kept of it."""
    return Turn(
        id=state["turn"],
        text=state["text"],
        uploads=tuple(seen.id for seen in state["uploads"]),
        brief=state["brief"],
        plan=state["plan"],
        filled=delivered(state),
        files=tuple(state["files"]),
        critiques=tuple(critiques(state)),
        reply=state["reply"],
    )


def as_pending(state: State) -> Pending:
    """What was said."""
        asked_by=_asked_by(state),
        answered=state["answered"],
    return Pending(state["turn"], state["text"], tuple(seen.id for seen in state["uploads"]))


def _asked_by(state: State) -> Literal["words", "call", "move"]:
    if state.get("given"):
        return "call"
    return "move" if state.get("preset") else "words"


def told_before(state: State, store: Store) -> Iterator[Event]:
    """What a turn that was cut off had told so far: its plan, and the best pictures."""
    names = state["plan"].outputs
    if names:
        yield Understood(state["turn"], state["brief"].notes, state["plan"])
    for number, name in enumerate(names, start=1):
        if id := state["filled"].get(name):
            output, draft = output_of(state["brief"], name), len(state["drafts"].get(name, ()))
            record = store.get(id)
            yield PictureReady(state["turn"], number, len(names), record, output.shows, output.text, draft)
