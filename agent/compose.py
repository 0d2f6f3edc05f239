"""The node that puts together: steps that make no picture, such as binding a book from the best ones."""

from langgraph.runtime import Runtime

from ..tools.tool import Bench, Cancelled, ToolError
from .act import STOPPED
from .context import Context
from .state import State


def compose(state: State, runtime: Runtime[Context]) -> State:
    """Run what the pictures are needed for, where all are there."""
    if state["problem"] or state["answered"] == "refused":
        return {}
    context = runtime.context
    bench = Bench(context.store, context.painter, state["turn"], cancelled=context.cancelled)
    files: list[str] = []
    remarks: list[str] = []
    problem = ""
    try:
        for step in state["plan"].steps:
            if not step.outputs:
                result = step.call(state["filled"]).run(bench)
                files += [str(path.relative_to(context.store.folder)) for path in result.files]
                remarks += [result.note] if result.note else []
    except Cancelled:
        problem = STOPPED
    except ToolError as error:
        problem = str(error)
    return {"files": files, "remarks": remarks, "problem": problem}
