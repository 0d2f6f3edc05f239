"""What a brief asks once the user has told the painter something else in its plan.

What such a picture must show was never read, so the critic leaves it alone. Knows no planner.
"""

from .plan_edits import text_of
from .state import Brief, Output, Plan, Step, output_name


def told_otherwise(brief: Brief, before: Plan, after: Plan) -> Brief:
    """The brief of the plan as it was before, for the plan as it is now."""
    was, now = _told(before), _told(after)
    names = map(output_name, range(1, len(brief.outputs) + 1))
    outputs = tuple(
        output if name not in now or now[name] == was.get(name) else _anew(output, *now[name])
        for name, output in zip(names, brief.outputs, strict=True)
    )
    return brief.model_copy(update={"outputs": outputs})


def _told(plan: Plan) -> dict[str, tuple[str, bool]]:
    """Output name → what the painter is told, and whether that says all that the picture shows."""
    return {name: _text(step, n) for step in plan.steps for n, name in enumerate(step.outputs)}


def _text(step: Step, number: int) -> tuple[str, bool]:
    prompts = step.arguments.get("prompts") or ()
    text = str(prompts[number]) if len(prompts) == len(step.outputs) else text_of(step)
    return text, bool(prompts) or "prompt" in step.arguments


def _anew(output: Output, text: str, whole: bool) -> Output:
    return output.model_copy(update={"prompt": text, "shows": text if whole else "", "checks": ()})
