"""The node that does: it runs one step and records which picture it gave. Knows no words.

Several of it run side by side, one for each `Send`.
"""

from langgraph.runtime import Runtime

from ..tools.records import ImageRecord
from ..tools.tool import Bench, Cancelled, Event, ImageStored, PaintingStarted, PaintingStep, ToolError
from .context import Context
from .events import PictureReady, Progress
from .state import Critique, Draft, State, Work

STOPPED = "stopped"


def act(state: State, runtime: Runtime[Context]) -> State:
    """Run the step in `work`. Where a first try is refused or stopped the turn ends, and what is finished
    stays; a correction that is refused changes nothing.
    """
    context, work = runtime.context, state["work"]
    this = (work.picture, work.draft)
    teller = _Teller(state["turn"], work, runtime)
    bench = Bench(
        context.store,
        context.painter,
        state["turn"],
        teller.tell,
        context.cancelled,
        lambda: context.order.wait(this, work.before),
    )
    context.order.begin(this)
    begun = context.costs.begin()
    remark = problem = ""
    try:
        remark = work.step.call({}).run(bench).note
    except Cancelled:
        problem = STOPPED
    except ToolError as error:
        if work.way == "first":
            problem = str(error)
        else:
            remark = f"Picture {work.picture} could not be corrected: {error}."
    finally:
        seconds = context.costs.end(begun)
        context.order.end(this)
    if teller.painted:
        context.costs.learn(context.painter, seconds)
    return {
        "wave": _drafts(work, teller.stored),
        "problem": problem,
        "remarks": [remark] if remark else [],
    }


def _drafts(work: Work, record: ImageRecord | None) -> dict[str, Draft]:
    """The draft that came of it. A correction counts as a try even where none came."""
    if record is None and work.way == "first":
        return {}
    image = record.id if record else ""
    return {work.step.outputs[0]: Draft(way=work.way, critique=Critique(image=image))}


class _Teller:
    """Turns what the bench reports about one step into events of the turn."""

    def __init__(self, turn: str, work: Work, runtime: Runtime[Context]) -> None:
        self.stored: ImageRecord | None = None
        self.painted = False
        self._turn, self._work = turn, work
        self._prompt = ""
        self._write = runtime.stream_writer

    def tell(self, event: Event) -> None:
        picture, of = self._work.picture, self._work.of
        match event:
            case PaintingStarted(prompt=prompt):
                self._prompt = prompt
            case PaintingStep(index=index, of=steps, draw=draw):
                self._write(Progress(self._turn, picture, of, index, steps, self._prompt, draw))
            case ImageStored(record=record):
                self.stored = record
                self.painted = bool(self._prompt)  # else it was found finished
                shows, text = self._work.shows, self._work.text
                self._write(PictureReady(self._turn, picture, of, record, shows, text, self._work.draft))
