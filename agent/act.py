"""The node that does: it runs the plan's next step and records which pictures it gave. Knows no words."""

from langgraph.runtime import Runtime

from ..tools.tool import Bench, Cancelled, Event, ImageStored, PaintingStarted, PaintingStep, ToolError
from .context import Context
from .events import PictureReady, Progress
from .state import State

STOPPED = "stopped"


def act(state: State, runtime: Runtime[Context]) -> State:
    """Run one step; a step that is refused or stopped ends the work, and what is finished stays."""
    step = state["plan"].steps[state["done"]]
    context = runtime.context
    teller = _Teller(state, runtime)
    bench = Bench(context.store, context.painter, state["turn"], teller.tell, context.cancelled)
    try:
        bench.check_cancelled()
        result = step.call(state["filled"]).run(bench)
    except Cancelled:
        return {"problem": STOPPED}
    except ToolError as error:
        return {"problem": str(error)}
    images = dict(zip(step.outputs, (record.id for record in result.images), strict=True))
    files = [str(path.relative_to(context.store.folder)) for path in result.files]
    return {
        "done": state["done"] + 1,
        "filled": state["filled"] | images,
        "files": state["files"] + files,
        "remarks": state["remarks"] + ([result.note] if result.note else []),
    }


def more_to_do(state: State) -> str:
    """Where to go from here: "act" for the next step, "reply" when all is done or nothing more can be."""
    return "reply" if state["problem"] or state["done"] == len(state["plan"].steps) else "act"


class _Teller:
    """Turns what the bench reports about one step into events of the turn."""

    def __init__(self, state: State, runtime: Runtime[Context]) -> None:
        self._turn = state["turn"]
        self._first = len(state["filled"]) + 1
        self._of = len(state["plan"].outputs)
        self._outputs = state["brief"].outputs
        self._prompt = ""
        self._write = runtime.stream_writer

    def tell(self, event: Event) -> None:
        picture = self._first + event.output
        match event:
            case PaintingStarted(prompt=prompt):
                self._prompt = prompt
            case PaintingStep(index=index, of=steps, draw=draw):
                self._write(Progress(self._turn, picture, self._of, index, steps, self._prompt, draw))
            case ImageStored(record=record):
                output = self._outputs[picture - 1]
                self._write(PictureReady(self._turn, picture, self._of, record, output.shows, output.text))
