"""The node that ends a turn: what came of it is remembered and told. Its words are in `answer`."""

from collections.abc import Iterable

from langgraph.runtime import Runtime

from ..tools.records import ImageRecord
from .answer import Facts, answer
from .context import Context
from .events import Replied
from .finished import asked_for, critiques, outcome_of
from .remember import deleted_now, remembered
from .state import State
from .versions import at


def reply(state: State, runtime: Runtime[Context]) -> State:
    """Say what came of it, from stored records only, and remember it."""
    kept = remembered(state)
    facts = _facts(state, kept, runtime.context)
    text = answer(facts)
    images = tuple(record.id for record in facts.images)
    runtime.stream_writer(Replied(state["turn"], text, outcome_of(state), images, facts.files))
    return {"reply": text, **kept}


def _facts(state: State, kept: State, context: Context) -> Facts:
    """Everything that the answer may speak of; what does not exist raises `StoreError`, and is not told."""

    def records(ids: Iterable[str]) -> tuple[ImageRecord, ...]:
        return tuple(context.store.get(id) for id in ids)

    files = (context.store.folder / file for file in state["files"])
    moments, head = kept.get("moments", state.get("moments", [])), kept.get("head", state.get("head", ""))
    table = at(moments, head)
    return Facts(
        brief=state["brief"],
        exists=context.store.has,
        images=records(asked_for(state)),
        table=records(table.images),
        locked=tuple(n for n, id in enumerate(table.images, start=1) if id in table.locked),
        deleted=records(deleted_now(state)),
        moved="head" in kept and head != state.get("head", ""),
        files=tuple(path for path in files if path.is_file()),
        critiques=tuple(critiques(state)),
        remarks=tuple(dict.fromkeys(state["remarks"])),
        refused=state["answered"] == "refused",
        problem=state["problem"],
    )
