"""What a plan will cost at most, from measured means. Paints nothing and asks nobody."""

from ..models.image_model import Settings
from ..models.lora_recipe import Recipe
from ..models.vision_model import Usage
from .context import Context
from .costs import BEFORE_THE_FIRST
from .limits import Limits
from .state import Brief, Estimate, Plan, Step, output_of

TOKENS_A_CALL = 300
"""A question of one line and a small preview."""
USUAL_PANELS = 4
"""Of sets in a folder, which is looked into only when they are taught."""
SMALL_WORLD = 0.6
"""Seconds a picture of the embedded painter on a laptop, until one was measured."""


def estimate(plan: Plan, brief: Brief, context: Context) -> Estimate:
    """What it will cost with this painter, critic and limits."""
    painter = context.painter
    each = context.costs.seconds_a_picture(painter)
    priced = at_most(plan, brief, context.limits, each, judged=reflects(context))
    measured, small = context.costs.measured(painter), painter.vocabulary is not None
    return with_lessons(priced, plan, measured, painter.settings, small_world=small)


def at_most(plan: Plan, brief: Brief, limits: Limits, each: float, *, judged: bool) -> Estimate:
    """First drafts, `each` seconds long, and all the redrafts that the limits leave room for: reflection
    stops at the limits, so only first drafts can go over them.
    """
    looks = [len(output_of(brief, name).checks) if judged else 0 for name in plan.outputs]
    first, worst = len(looks), sum(limits.drafts if checks else 1 for checks in looks)
    planned = planning(brief, plan)
    calls = min(sum(looks) * limits.drafts, max(sum(looks), limits.calls - planned.calls))
    return Estimate(
        pictures=min(worst, max(first, limits.pictures)),
        seconds=round(min(worst * each, max(first * each, limits.seconds)), 1),
        calls=planned.calls + calls,
        tokens=planned.tokens + calls * TOKENS_A_CALL,
    )


def planning(brief: Brief, plan: Plan) -> Usage:
    """What the planner was asked in this turn."""
    return Usage(brief.spent.calls + plan.spent.calls, brief.spent.tokens + plan.spent.tokens)


def with_lessons(
    cost: Estimate, plan: Plan, measured: float | None, settings: Settings, *, small_world: bool
) -> Estimate:
    """The cost with that of teaching, by the seconds that a picture was `measured` to take."""
    each = measured or (SMALL_WORLD if small_world else BEFORE_THE_FIRST)
    recipe = Recipe.for_world(small=small_world)
    sets = [step.arguments.get("sets") for step in lessons(plan)]
    panels = [len(one[0]) if one else USUAL_PANELS for one in sets]
    seconds = each * sum(recipe.in_pictures(number, settings) for number in panels)
    return cost.model_copy(update={"seconds": round(cost.seconds + seconds, 1)})


def lessons(plan: Plan) -> list[Step]:
    """The steps that teach."""
    return [step for step in plan.steps if step.tool == "teach"]


def reflects(context: Context) -> bool:
    """Whether pictures are looked at."""
    return context.eyes is not None and context.limits.calls > 0
