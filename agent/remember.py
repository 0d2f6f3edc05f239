"""What a thread keeps of a turn: the pictures one can speak of, the version tree, the wishes. Says nothing."""

from .state import Seen, State, output_of
from .versions import deleted_at, destination, next_moment, remembered_way

REMEMBERED = 64
"""How many pictures of a thread later turns can speak of."""
MOVES = ("undo", "redo", "revert_to", "branch")


def remembered(state: State) -> State:
    """The parts of the state that last, after this turn."""
    tree = _moved(state) if state["brief"].operation in MOVES else _grown(state)
    wishes = list(state["brief"].wishes)
    return {"seen": _seen(state), "wishes": wishes, **tree}


def _moved(state: State) -> State:
    moments, head, left = state.get("moments", []), state.get("head", ""), state.get("left", {})
    to = destination(state["brief"], moments, head, left)
    if to is None:
        return {}
    return {
        "head": to,
        "left": remembered_way(moments, head, left),
        "deleted": deleted_at(moments, to, state.get("deleted", [])),
    }


def _grown(state: State) -> State:
    brief, moments = state["brief"], state.get("moments", [])
    deleted = [*state.get("deleted", []), *deleted_now(state)]
    moment = next_moment(brief, state["turn"], state["filled"], moments, state.get("head", ""))
    if moment is None:
        return {"deleted": deleted}
    return {"moments": [*moments, moment], "head": moment.turn, "deleted": deleted}


def deleted_now(state: State) -> list[str]:
    """The pictures that this turn deletes: those of the brief that one could speak of."""
    if state["brief"].operation != "delete":
        return []
    known = {seen.id for seen in [*state.get("seen", []), *state["uploads"]]} - set(state.get("deleted", []))
    return [use.id for use in state["brief"].images if use.id in known]


def _seen(state: State) -> list[Seen]:
    filled = ((name, state["filled"][name]) for name in state["plan"].outputs if name in state["filled"])
    new = [
        Seen(id=id, shows=output_of(state["brief"], name).shows, turn=state["turn"]) for name, id in filled
    ]
    return [*state.get("seen", []), *state["uploads"], *new][-REMEMBERED:]
