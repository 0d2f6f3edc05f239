"""The node that judges: each new picture by its checks, pairwise against the best so far. Paints nothing."""

from langgraph.runtime import Runtime

from .act import STOPPED
from .context import Context
from .critic import Critic
from .estimate import planning
from .events import Judged
from .state import Critique, Draft, State, output_of


def critique(state: State, runtime: Runtime[Context]) -> State:
    """Look at the wave; a picture becomes the best only where its score is higher by the same checks."""
    context = runtime.context
    pictures = {name: draft.critique.image for name, draft in state["wave"].items()} | state["filled"]
    critic = Critic(context, pictures, calls_left(state, context))
    filled: dict[str, str] = {}
    drafts: dict[str, tuple[Draft, ...]] = {}
    payoff = {way: list(counts) for way, counts in state.get("payoff", {}).items()}
    for number, name in enumerate(state["plan"].outputs, start=1):
        if draft := state["wave"].get(name):
            earlier = state["drafts"].get(name, ())
            seen = critic.look(draft.critique.image, output_of(state["brief"], name).checks)
            better = bool(seen.image) and _is_better(seen, best(earlier))
            filled |= {name: seen.image} if better else {}
            drafts[name] = (*earlier, Draft(way=draft.way, critique=seen))
            _count(payoff, draft.way, gained=better)
            if seen.verdicts:
                runtime.stream_writer(Judged(state["turn"], number, seen, better, state["brief"].language))
    return {
        "wave": None,  # type: ignore[typeddict-item]  # None empties it
        "filled": filled,
        "drafts": drafts,
        "payoff": payoff,
        "remarks": critic.remarks,
        "problem": STOPPED if context.cancelled.is_set() else "",
    }


def best(drafts: tuple[Draft, ...]) -> Critique | None:
    """The critique of the best try: the first one, or the last that was better than the best before it."""
    kept: Critique | None = None
    for draft in drafts:
        if draft.critique.image and _is_better(draft.critique, kept):
            kept = draft.critique
    return kept


def calls_left(state: State, context: Context) -> int:
    """How often the critic may still be asked in this turn: the limit, or more where the user approved it,
    without what the planner took.
    """
    asked = sum(len(draft.critique.verdicts) for drafts in state["drafts"].values() for draft in drafts)
    planned = planning(state["brief"], state["plan"]).calls
    return max(context.limits.calls, state["plan"].estimate.calls) - planned - asked


def _is_better(new: Critique, old: Critique | None) -> bool:
    return old is None or new.score > old.score


def _count(payoff: dict[str, list[int]], way: str, *, gained: bool) -> None:
    if way != "first":
        tries, gains = payoff.get(way, (0, 0))
        payoff[way] = [tries + 1, gains + gained]
