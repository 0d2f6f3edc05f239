"""Makes a plan repeatable: each step paints one picture, with a seed. Knows no brief."""

from collections.abc import Iterator

from ..tools.tool import toolbox
from .state import Plan, Step


def prepared(plan: Plan, seed: int) -> Plan:
    """The same pictures, one a step and each with a seed, so that a step that is run again asks for the same.

    Step n without a seed gets `seed` + n − 1.
    """
    steps = [single for step in plan.steps for single in _singles(step)]
    seeded = (_seeded(step, seed + n) for n, step in enumerate(steps))
    return plan.model_copy(update={"steps": tuple(seeded)})


def takes_seed(tool: str) -> bool:
    """Whether a tool paints; those that do take a seed."""
    return tool in toolbox() and "seed" in toolbox()[tool].model_fields


def _singles(step: Step) -> Iterator[Step]:
    """A step for each prompt where there are several; prompt n of a seeded call has the seed + n."""
    prompts = step.arguments.get("prompts", ())
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
