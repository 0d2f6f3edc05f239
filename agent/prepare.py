"""Makes a plan repeatable: each step paints one picture or one set, with a seed. Knows no brief."""

from collections.abc import Iterator

from ..tools.tool import toolbox
from .state import Plan, Step


def prepared(plan: Plan, seed: int) -> Plan:
    """The same pictures, one a step but for sets, each step with a seed: run again, it asks for the same.

    Picture n of a plan without seeds gets `seed` + n − 1, and so does the step that begins with it.
    """
    steps: list[Step] = []
    made = 0
    for single in (single for step in plan.steps for single in _singles(step)):
        steps.append(_seeded(single, seed + made))
        made += len(single.outputs)
    return plan.model_copy(update={"steps": tuple(steps)})


def takes_seed(tool: str) -> bool:
    """Whether a tool paints; those that do take a seed."""
    return tool in toolbox() and "seed" in toolbox()[tool].model_fields


def makes_pictures(tool: str) -> bool:
    """Whether a plan's outputs can come of a tool: of all that paint, and of the one that enlarges."""
    return takes_seed(tool) or tool == "upscale"


def _singles(step: Step) -> Iterator[Step]:
    """A step for each prompt that stands for itself; prompt n of a seeded call has the seed + n."""
    prompts = step.arguments.get("prompts", ()) if step.tool == "generate" else ()
    if not isinstance(prompts, list | tuple) or not 1 < len(prompts) == len(step.outputs):
        yield step
        return
    for n, (prompt, output) in enumerate(zip(prompts, step.outputs, strict=True)):
        seed = step.arguments.get("seed")
        arguments = {
            **step.arguments,
            "prompts": [prompt],
            "seed": seed + n if isinstance(seed, int) else seed,
        }
        yield Step(tool=step.tool, arguments=arguments, outputs=(output,))


def _seeded(step: Step, seed: int) -> Step:
    if not takes_seed(step.tool) or step.arguments.get("seed") is not None:
        return step
    return step.model_copy(update={"arguments": {**step.arguments, "seed": seed}})
