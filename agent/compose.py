"""The node that puts together: steps that make no picture, such as binding a book, or teaching a LoRA."""

from functools import partial

from langgraph.runtime import Runtime

from ..tools.tool import Bench, Cancelled, Event, PaintingStep, ToolError
from .act import STOPPED
from .context import Context
from .events import Progress
from .state import State

TEACHING = "teaching"


def compose(state: State, runtime: Runtime[Context]) -> State:
    """Run what the pictures are needed for, where all are there."""
    if state["problem"] or state["answered"] == "refused":
        return {}
    context = runtime.context
    tell = partial(_tell, state["turn"], runtime)
    bench = Bench(context.store, context.painter, state["turn"], tell, context.cancelled, eyes=context.eyes)
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


def _tell(turn: str, runtime: Runtime[Context], event: Event) -> None:
    """Steps of learning, as those of a picture: the sheet on the way is what is seen."""
    if isinstance(event, PaintingStep):
        runtime.stream_writer(Progress(turn, 1, 1, event.index, event.of, TEACHING, event.draw))
