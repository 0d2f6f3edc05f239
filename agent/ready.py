"""Which steps of a plan can run now: those whose pictures all exist. Judges nothing."""

from .state import State, Step, Way, Work, output_of


def ready(state: State) -> list[Work]:
    """First tries at the outputs that need nothing which is not there."""
    filled, names = state["filled"], set(state["plan"].outputs)
    return [
        work_on(step, state)
        for step in state["plan"].steps
        if set(step.outputs) - filled.keys() and step.needs(names) <= filled.keys()
    ]


def side_by_side(works: list[Work]) -> list[Work]:
    """The works as one wave: each knows whose pictures are stored before its own."""
    tries = sorted((work.picture, work.draft) for work in works)
    return [
        work.model_copy(update={"before": tuple(one for one in tries if one[0] < work.picture)})
        for work in works
    ]


def work_on(step: Step, state: State, way: Way = "first") -> Work:
    """A step as it is sent to be done, the best pictures so far in the places of their names."""
    others = {other: id for other, id in state["filled"].items() if other not in step.outputs}
    names, first = state["plan"].outputs, step.outputs[0]
    return Work(
        step=step.named(others),
        picture=names.index(first) + 1,
        of=len(names),
        shown=tuple(output_of(state["brief"], name) for name in step.outputs),
        way=way,
        draft=len(state["drafts"].get(first, ())) + 1,
    )
