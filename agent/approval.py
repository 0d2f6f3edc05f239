"""When a plan waits for the user, and why. Asks nobody."""

from .estimate import lessons
from .limits import Limits
from .state import Estimate, Plan

ASKED_ALWAYS = "every plan is to be approved"
TEACHES = "teaching takes about {minutes:,} min"


def reasons(plan: Plan, limits: Limits) -> tuple[str, ...]:
    """Why the user is asked first; nothing where the plan paints nothing, or may be done as it is."""
    if lessons(plan):
        return (TEACHES.format(minutes=max(1, round(plan.estimate.seconds / 60))),)
    if not plan.outputs:
        return ()
    return over_budget(plan.estimate, limits) or ((ASKED_ALWAYS,) if limits.approve == "always" else ())


def over_budget(cost: Estimate, limits: Limits) -> tuple[str, ...]:
    """Which hard bounds of a turn an estimate is over, in words."""
    told = {
        "{:.0f} pictures": (cost.pictures, limits.pictures),
        "about {:.0f} seconds": (cost.seconds, limits.seconds),
        "{:,.0f} calls of language models": (cost.calls, limits.calls),
        "about {:,.0f} tokens": (cost.tokens, limits.tokens),
    }
    return tuple(
        f"{words.format(cost)} are planned, and a turn may take {most:,.0f}"
        for words, (cost, most) in told.items()
        if cost > most
    )
