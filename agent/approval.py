"""When a plan waits for the user, and why. Asks nobody."""

from .estimate import lessons
from .limits import Limits
from .replies import worded
from .state import Estimate, Plan

TEACHES = "teaching takes about {minutes:,} min"


def reasons(plan: Plan, limits: Limits, language: str = "en", *, waits: bool = False) -> tuple[str, ...]:
    """Why the user is asked first; nothing where the plan paints nothing, or may be done as it is. It `waits`
    where that was asked for.
    """
    if lessons(plan):
        return (TEACHES.format(minutes=max(1, round(plan.estimate.seconds / 60))),)
    if not plan.outputs:
        return ()
    if waits:
        return (worded(language, "ask_first"),)
    always = (worded(language, "ask_always"),) if limits.approve == "always" else ()
    return over_budget(plan.estimate, limits, language) or always


def over_budget(cost: Estimate, limits: Limits, language: str = "en") -> tuple[str, ...]:
    """Which hard bounds of a turn an estimate is over, in words."""
    told = {
        "over_pictures": (cost.pictures, limits.pictures),
        "over_seconds": (cost.seconds, limits.seconds),
        "over_calls": (cost.calls, limits.calls),
        "over_tokens": (cost.tokens, limits.tokens),
    }
    return tuple(
        worded(language, sentence, planned=f"{planned:,.0f}", most=f"{most:,.0f}")
        for sentence, (planned, most) in told.items()
        if planned > most
    )
