"""A brief and a plan in plain lines, for a terminal and a page. Knows no colours."""

from collections.abc import Iterator

from ..agent.plan_edits import text_of
from ..agent.state import Brief, Estimate, Plan, Step


def brief_lines(brief: Brief) -> Iterator[str]:
    """What was understood."""
    yield f"{brief.operation} ({brief.task.replace('_', ' ')})"
    if brief.images:
        yield "with " + ", ".join(f"{use.id} as {use.role}" for use in brief.images)
    if brief.target:
        yield f"to turn {brief.target}"
    if brief.wishes:
        yield f"always: {'; '.join(brief.wishes)}"
    yield from (f"note: {note}" for note in brief.notes)
    if brief.answer:
        yield brief.answer


def plan_lines(plan: Plan) -> Iterator[str]:
    """The steps with their numbers, and what they will cost."""
    yield from (f"{number}. {step_line(step)}" for number, step in enumerate(plan.steps, start=1))
    if plan.steps:
        yield f"This takes {cost(plan.estimate)}."


def step_line(step: Step) -> str:
    """ "compose picture:2: a red fox in the snow (from i1)"."""
    made = " ".join(step.outputs)
    sources = [step.arguments.get("image"), *step.arguments.get("references", ())]
    taken = ", ".join(str(id) for id in sources if id)
    return f"{step.tool} {made}".strip() + f": {text_of(step)}" + (f" (from {taken})" if taken else "")


def cost(estimate: Estimate) -> str:
    """ "at most 3 pictures, about 45 s, up to 12 questions to models (3,600 tokens)"."""
    parts = [f"at most {estimate.pictures} picture{'s' * (estimate.pictures != 1)}"]
    if estimate.seconds:
        parts.append(f"about {estimate.seconds:,.0f} s")
    if estimate.calls:
        parts.append(f"up to {estimate.calls:,} questions to models ({estimate.tokens:,} tokens)")
    return ", ".join(parts)
