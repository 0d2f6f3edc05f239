"""What a thread keeps of a turn: pictures one can speak of, the version tree, wishes. Says nothing."""

from ..models.image_model import Ability, Settings
from .situation import Situation
from .state import Brief, Operation, Seen, State, output_of
from .versions import at, destination, next_moment, remembered_way

REMEMBERED = 64
"""How many pictures of a thread later turns can speak of."""
REPEATABLE = 12
"""How many moments back "try again" still knows how the pictures were made."""
MOVES: tuple[Operation, ...] = ("undo", "redo", "revert_to", "branch")


def situation(
    state: State, settings: Settings, most_references: int, abilities: frozenset[Ability]
) -> Situation:
    """What this turn's message comes into."""
    head = state.get("head", "")
    deleted = at(state.get("moments", ()), head).deleted
    return Situation(
        settings,
        most_references,
        seen=tuple(seen for seen in state.get("seen", ()) if seen.id not in deleted),
        uploads=tuple(state["uploads"]),
        moments=tuple(state.get("moments", ())),
        head=head,
        wishes=tuple(state.get("wishes", ())),
        last=state.get("briefs", {}).get(head),
        abilities=abilities,
    )


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
    }


def _grown(state: State) -> State:
    brief, moments = state["brief"], state.get("moments", [])
    if brief.operation == "delete" and not deleted_now(state):
        return {}
    moment = next_moment(brief, state["turn"], state["filled"], moments, state.get("head", ""))
    if moment is None:
        return {}
    return {
        "moments": [*moments, moment],
        "head": moment.turn,
        "briefs": _with_brief(state.get("briefs", {}), moment.turn, brief),
    }


def _with_brief(briefs: dict[str, Brief], turn: str, brief: Brief) -> dict[str, Brief]:
    return dict([*briefs.items(), (turn, brief)][-REPEATABLE:])


def deleted_now(state: State) -> list[str]:
    """The pictures that this turn deletes: those of the brief that one could speak of."""
    if state["brief"].operation != "delete":
        return []
    known = {seen.id for seen in [*state.get("seen", []), *state["uploads"]]}
    gone = at(state.get("moments", ()), state.get("head", "")).deleted
    return [use.id for use in state["brief"].images if use.id in known and use.id not in gone]


def _seen(state: State) -> list[Seen]:
    filled = ((name, state["filled"][name]) for name in state["plan"].outputs if name in state["filled"])
    new = [
        Seen(id=id, shows=output_of(state["brief"], name).shows, turn=state["turn"]) for name, id in filled
    ]
    return [*state.get("seen", []), *state["uploads"], *new][-REMEMBERED:]
