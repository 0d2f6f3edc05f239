"""The node that does: it runs one step and records which picture it gave. Knows no words.

Several of it run side by side, one for each `Send`.
"""

from collections.abc import Mapping

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
        context.eyes,
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
    if teller.painted and not problem:
        context.costs.learn(context.painter, seconds / teller.painted)
    return {
        "wave": _drafts(work, teller.stored),
        "problem": problem,
        "remarks": [remark] if remark else [],
    }


def _drafts(work: Work, stored: Mapping[int, ImageRecord]) -> dict[str, Draft]:
    """The drafts that came of it. A correction counts as a try even where none came."""
    images = {name: stored[n].id if n in stored else "" for n, name in enumerate(work.step.outputs)}
    return {
        name: Draft(way=work.way, critique=Critique(image=image))
        for name, image in images.items()
        if image or work.way != "first"
    }


class _Teller:
    """Turns what the bench reports about one step into events of the turn."""

    def __init__(self, turn: str, work: Work, runtime: Runtime[Context]) -> None:
        self.stored: dict[int, ImageRecord] = {}
        self._turn, self._work = turn, work
        self._prompts: dict[int, str] = {}
        self._write = runtime.stream_writer

    @property
    def painted(self) -> int:
        """How many pictures were painted to the end; others were found finished."""
        return len(self.stored.keys() & self._prompts.keys())

    def tell(self, event: Event) -> None:
        picture, of = self._work.picture + event.output, self._work.of
        match event:
            case PaintingStarted(output=n, prompt=prompt):
                self._prompts[n] = prompt
            case PaintingStep(output=n, index=index, of=steps, draw=draw):
                self._write(Progress(self._turn, picture, of, index, steps, self._prompts[n], draw))
            case ImageStored(output=n, record=record):
                self.stored[n] = record
                shown = self._work.shown[n]
                self._write(
                    PictureReady(self._turn, picture, of, record, shown.shows, shown.text, self._work.draft)
                )
