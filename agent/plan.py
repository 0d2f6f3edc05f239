"""The node that plans: Brief → Plan, one tool call a picture. Paints nothing."""

from collections.abc import Callable, Iterator
from typing import Any

from langgraph.runtime import Runtime

from .context import Context
from .events import Understood
from .state import Brief, Plan, State, Step, output_name

PAGES_KEEP_THE_FIRST = True
"""Pages of a book after the first are composed with the first as a reference, to keep the hero's looks."""


def plan(state: State, runtime: Runtime[Context]) -> State:
    """Lay down the steps, and tell them."""
    brief = state["brief"]
    steps = Plan(steps=tuple(_PLANNERS[brief.operation](brief, state.get("seed"))))
    runtime.stream_writer(Understood(state["turn"], brief.notes, steps))
    return {"plan": steps, "done": 0, "filled": {}, "files": [], "remarks": [], "problem": "", "reply": ""}


def _generate(brief: Brief, seed: int | None) -> Iterator[Step]:
    for n, output in enumerate(brief.outputs, start=1):
        arguments = {"prompts": [output.prompt], **_size(brief), **_seed(seed, n)}
        yield Step(tool="generate", arguments=arguments, outputs=(output_name(n),))


def _compose(brief: Brief, seed: int | None) -> Iterator[Step]:
    references = [use.id for use in brief.images]
    for n, output in enumerate(brief.outputs, start=1):
        arguments = {"prompt": output.prompt, "references": references, **_size(brief), **_seed(seed, n)}
        yield Step(tool="compose", arguments=arguments, outputs=(output_name(n),))


def _edit(brief: Brief, seed: int | None) -> Iterator[Step]:
    """Each change is made in the picture that the change before gave."""
    image = brief.images[0].id
    for n, output in enumerate(brief.outputs, start=1):
        arguments = {"image": image, "instruction": output.prompt, **_seed(seed, n)}
        yield Step(tool="edit", arguments=arguments, outputs=(output_name(n),))
        image = output_name(n)


def _book(brief: Brief, seed: int | None) -> Iterator[Step]:
    hero = [use.id for use in brief.images]
    if PAGES_KEEP_THE_FIRST and not hero:
        yield from _generate(brief.model_copy(update={"outputs": brief.outputs[:1]}), seed)
        yield from _pages(brief, [output_name(1)], 2, seed)
    elif hero:
        yield from _pages(brief, hero, 1, seed)
    else:
        yield from _generate(brief, seed)
    pages = [{"image": output_name(n), "text": page.text} for n, page in enumerate(brief.outputs, start=1)]
    yield Step(tool="book", arguments={"title": brief.title, "pages": pages})


def _pages(brief: Brief, references: list[str], first: int, seed: int | None) -> Iterator[Step]:
    for n, page in enumerate(brief.outputs[first - 1 :], start=first):
        arguments = {"prompt": page.prompt, "references": references, **_size(brief), **_seed(seed, n)}
        yield Step(tool="compose", arguments=arguments, outputs=(output_name(n),))


def _nothing(_: Brief, __: int | None) -> Iterator[Step]:
    return iter(())


_PLANNERS: dict[str, Callable[[Brief, int | None], Iterator[Step]]] = {
    "generate": _generate,
    "compose": _compose,
    "edit": _edit,
    "book": _book,
    "chat": _nothing,
    "clarify": _nothing,
}


def _size(brief: Brief) -> dict[str, Any]:
    return {"width": brief.size[0], "height": brief.size[1]} if brief.size else {}


def _seed(seed: int | None, number: int) -> dict[str, Any]:
    """Picture n of a seeded turn has the seed + n − 1."""
    return {} if seed is None else {"seed": seed + number - 1}
