"""What a plan will cost at most, from measured means. Paints nothing and asks nobody."""

from .context import Context
from .limits import Limits
from .state import Brief, Estimate, Plan, output_of

TOKENS_A_CALL = 300
"""A question of one line and a small preview."""


def estimate(plan: Plan, brief: Brief, context: Context) -> Estimate:
    """What it will cost with this painter, critic and limits."""
    each = context.costs.seconds_a_picture(context.painter)
    return at_most(plan, brief, context.limits, each, judged=reflects(context))


def at_most(plan: Plan, brief: Brief, limits: Limits, each: float, *, judged: bool) -> Estimate:
    """First drafts, `each` seconds long, and all the redrafts that the limits leave room for: reflection
    stops at the limits, so only first drafts can go over them.
    """
    looks = [len(output_of(brief, name).checks) if judged else 0 for name in plan.outputs]
    first, worst = len(looks), sum(limits.drafts if checks else 1 for checks in looks)
    calls = min(sum(looks) * limits.drafts, max(sum(looks), limits.calls))
    return Estimate(
        pictures=min(worst, max(first, limits.pictures)),
        seconds=round(min(worst * each, max(first * each, limits.seconds)), 1),
        calls=calls,
        tokens=calls * TOKENS_A_CALL,
    )


def reflects(context: Context) -> bool:
    """Whether pictures are looked at."""
    return context.eyes is not None and context.limits.calls > 0
