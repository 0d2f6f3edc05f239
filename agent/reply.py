"""The node that answers, from stored records only: a picture or file that does not exist cannot be named."""

from pathlib import Path

from langgraph.runtime import Runtime

from ..tools.records import ImageRecord
from .act import STOPPED
from .context import Context
from .events import Outcome, Replied
from .phrasebook.numbers import counted
from .state import Brief, Seen, State

REMEMBERED = 32
"""How many pictures of a thread later turns can speak of."""


def reply(state: State, runtime: Runtime[Context]) -> State:
    """Say what came of it, and remember what the new pictures show."""
    store = runtime.context.store
    images = [store.get(id) for id in state["filled"].values()]
    files = [path for file in state["files"] if (path := store.folder / file).is_file()]
    text = _text(state, images, files)
    runtime.stream_writer(
        Replied(state["turn"], text, _outcome(state), tuple(image.id for image in images), tuple(files))
    )
    return {"reply": text, "seen": _remembered(state)}


def _text(state: State, images: list[ImageRecord], files: list[Path]) -> str:
    brief = state["brief"]
    if brief.answer:
        return brief.answer
    made = _made(brief, images, files)
    if state["problem"] == STOPPED:
        return f"Stopped. {made}".strip()
    if state["problem"]:
        return f"{made} It went no further: {state['problem']}.".strip()
    return " ".join([made, *state["remarks"]])


def _made(brief: Brief, images: list[ImageRecord], files: list[Path]) -> str:
    ids = _listed([image.id for image in images])
    if files:
        pages = counted(len(images), "page")
        return f"Your picture book “{brief.title}” is ready: {pages} ({ids}), bound as {files[0].name}."
    if not images:
        return "No picture was made."
    if brief.operation == "edit":
        return f"Changed: {images[-1].id}, made from {images[0].parents[0]}."
    return (
        f"Here is your picture: {ids}."
        if len(images) == 1
        else f"Here are {counted(len(images), 'picture')}: {ids}."
    )


def _listed(ids: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(ids[:-1]), *ids[-1:]]))


def _outcome(state: State) -> Outcome:
    if state["problem"]:
        return "stopped" if state["problem"] == STOPPED else "failed"
    return "asked" if state["brief"].operation == "clarify" else "done"


def _remembered(state: State) -> list[Seen]:
    outputs = zip(state["filled"].values(), state["brief"].outputs, strict=False)  # stopped turns have fewer
    new = [Seen(id=id, shows=output.shows, turn=state["turn"]) for id, output in outputs]
    return [*state.get("seen", ()), *state["uploads"], *new][-REMEMBERED:]
