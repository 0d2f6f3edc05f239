"""What is left of a turn, when it is over, waits or was cut off, read from the state. Decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..tools.assets import Store
from .act import STOPPED
from .critique import best
from .direct import DIRECT
from .events import Event, PictureReady, Understood
from .remember import MOVES
from .state import AskedBy, Critique, Outcome, State, Turn, is_view, output_of


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


def asked_for(state: State) -> tuple[str, ...]:
    """The delivered pictures that were asked for: sheets of characters are not."""
    return tuple(id for name, id in delivered(state).items() if not is_view(name))


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
        shows=tuple(seen.shows for seen in state["uploads"]),
        brief=state["brief"],
        plan=state["plan"],
        filled=delivered(state),
        files=tuple(state["files"]),
        critiques=tuple(critiques(state)),
        drafts=dict(state.get("drafts", {})),
        reply=state["reply"],
        outcome=outcome_of(state),
        asked_by=_asked_by(state),
        answered=state["answered"],
    )


def _asked_by(state: State) -> AskedBy:
    """A preset with a plan was said and understood before, but for a direct call."""
    brief = state["brief"]
    if brief.made_by == DIRECT:
        return "call"
    if state.get("preset") is None or state.get("given"):
        return "words"
    if brief.operation in MOVES:
        return "move"
    return "pictures" if brief.operation == "chat" else "brief"


def outcome_of(state: State) -> Outcome:
    """How it ended."""
    if state["answered"] == "refused" or state["problem"] == STOPPED:
        return "stopped"
    if state["problem"]:
        return "failed"
    return "asked" if state["brief"].operation == "clarify" else "done"


def as_pending(state: State) -> Pending:
    """What was said."""
    return Pending(state["turn"], state["text"], tuple(seen.id for seen in state["uploads"]))


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
