"""A turn as it is left when it is over, read from the state. Decides nothing."""

from .critique import best
from .state import Critique, State, Turn


def delivered(state: State) -> list[str]:
    """The ids of the best pictures, in the plan's order."""
    return [state["filled"][name] for name in state["plan"].outputs if name in state["filled"]]


def critiques(state: State) -> list[Critique]:
    """What the critic saw in the delivered pictures."""
    tries = (state["drafts"].get(name, ()) for name in state["plan"].outputs)
    return [critique for critique in map(best, tries) if critique and critique.verdicts]


def as_turn(state: State) -> Turn:
    """What is kept of it."""
    return Turn(
        id=state["turn"],
        text=state["text"],
        uploads=tuple(seen.id for seen in state["uploads"]),
        brief=state["brief"],
        plan=state["plan"],
        images=tuple(delivered(state)),
        files=tuple(state["files"]),
        critiques=tuple(critiques(state)),
        reply=state["reply"],
    )
