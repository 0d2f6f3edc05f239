"""Whether a plan can be followed: its tools, arguments, pictures and order. Runs nothing."""

from ..tools.assets import Store
from ..tools.records import StoreError, ids_in
from ..tools.tool import ToolError
from .prepare import makes_pictures
from .state import Brief, Plan, Step, names_of

ANY_ID = "i1"


def problem_with(plan: Plan, brief: Brief, store: Store) -> str:
    """What is wrong with a prepared plan for a brief, in one sentence; "" where nothing is."""
    free = [*names_of(brief)]
    names, made = set(free), set[str]()
    try:
        for number, step in enumerate(plan.steps, start=1):
            step.call(dict.fromkeys(names, ANY_ID))
            if problem := _outputs(step, free) or _inputs(step, names, made, store):
                return f"step {number} of the plan, {step.tool}, {problem}"
            made.update(step.outputs)
            free = [name for name in free if name not in made]
    except (ToolError, StoreError) as error:
        return str(error)
    return ""


def _outputs(step: Step, free: list[str]) -> str:
    if not makes_pictures(step.tool):
        return "" if not step.outputs else "makes no picture; leave its outputs empty"
    if len(set(step.outputs)) != len(step.arguments.get("prompts", "1")):
        return f"must name one picture for each prompt; its outputs are {step.outputs}"
    if filled := [name for name in step.outputs if name not in free]:
        return f"fills {filled[0][:40]!r}; what is left to fill is {', '.join(free) or 'nothing'}"
    return ""


def _inputs(step: Step, names: set[str], made: set[str], store: Store) -> str:
    if early := step.needs(names) - made:
        return f"needs {', '.join(sorted(early))}, which no step before it makes; put that step first"
    for id in ids_in(step.arguments):
        store.get(id)
    return ""
