"""The rules that turn a Brief into tool calls: one for each picture, or for a set. Paints nothing."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from ..models.image_model import Ability
from ..tools.tool import toolbox
from .binding_steps import bound as _bound
from .sheet_steps import kept_in_cast, sheets
from .state import Brief, Operation, Output, Step, output_name

PAGES_KEEP_THE_FIRST = True
"""Pages of a book after the first are composed with the first as a reference, to keep the hero's looks."""
MOST_IN_A_SET = 12
"""Pictures that are painted together at most."""


def steps_for(
    brief: Brief, seed: int | None, abilities: frozenset[Ability] = frozenset()
) -> tuple[Step, ...]:
    """The steps of a brief for a painter with these abilities; none where nothing is to be painted."""
    planner = _PLANNERS.get(brief.operation)
    if "regions" in abilities and brief.operation == "generate":
        planner = _generate_together if is_set(brief) else _generate_placed
    steps = planner(brief, seed) if planner else ()
    return tuple(_with_adapters(step, brief.adapters) for step in steps)


def _with_adapters(step: Step, adapters: Sequence[str]) -> Step:
    """The step with the LoRAs that were asked for, where it paints."""
    if not adapters or "adapters" not in toolbox()[step.tool].model_fields:
        return step
    return step.model_copy(update={"arguments": {**step.arguments, "adapters": [*adapters]}})


def is_set(brief: Brief) -> bool:
    """Whether its pictures agree in what they show, and are few enough to be painted together."""
    return bool(brief.shared) and 2 <= len(brief.outputs) <= MOST_IN_A_SET


def _generate(brief: Brief, seed: int | None) -> Iterator[Step]:
    yield from (_alone(brief, n, seed) for n in range(1, len(brief.outputs) + 1))
    yield from _bound_anew(brief, output_name(len(brief.outputs)))


def _generate_together(brief: Brief, seed: int | None) -> Iterator[Step]:
    prompts = [output.prompt for output in brief.outputs]
    names = tuple(output_name(n) for n in range(1, len(prompts) + 1))
    arguments = {"prompt": brief.shared, "prompts": prompts, **_size(brief), **_seed(seed, 1)}
    yield Step(tool="image_set", arguments=arguments, outputs=names)


def _generate_placed(brief: Brief, seed: int | None) -> Iterator[Step]:
    """As without regions, but things with a box are painted there."""
    for output, step in zip_longest(brief.outputs, _generate(brief, seed)):
        yield _placed(step, output) if output and output.boxes else step


def _placed(step: Step, output: Output) -> Step:
    arguments = {key: value for key, value in step.arguments.items() if key != "prompts"}
    arguments |= {"prompt": output.prompt, "boxes": boxes_of(output), "unit": "fraction"}
    return Step(tool="layout", arguments=arguments, outputs=step.outputs)


def boxes_of(output: Output) -> list[dict[str, Any]]:
    """Its boxes as `layout` takes them."""
    return [box.model_dump(exclude_none=True) for box in output.boxes]


def _reuse_character(brief: Brief, seed: int | None) -> Iterator[Step]:
    references = [use.id for use in brief.images if use.role == "reference"]
    for n, output in enumerate(brief.outputs, start=1):
        taken = [output.source] if output.source else [*output.like] or references
        yield _composed(brief, n, taken, seed)
    yield from _bound_anew(brief, output_name(len(brief.outputs)))


def _composed(brief: Brief, number: int, references: list[str], seed: int | None) -> Step:
    """Picture `number` of a brief, with what is seen in others."""
    prompt = brief.outputs[number - 1].prompt
    arguments = {"prompt": prompt, "references": references, **_size(brief, number), **_seed(seed, number)}
    return Step(tool="compose", arguments=arguments, outputs=(output_name(number),))


def _edit(brief: Brief, seed: int | None) -> Iterator[Step]:
    """Each change is made in the picture that the change before gave; a changed page is bound anew.

    Without outputs only the words of a book change, or which pages it has.
    """
    image = next((use.id for use in brief.images), "")
    for n, output in enumerate(brief.outputs, start=1):
        arguments = {"image": output.source or image, **_seed(seed, n)}
        if brief.task == "restore":
            yield Step(tool="restore", arguments=arguments, outputs=(output_name(n),))
        elif brief.factor:
            enlarged = {"image": arguments["image"], "factor": brief.factor}
            yield Step(tool="upscale", arguments=enlarged, outputs=(output_name(n),))
        elif brief.slide:
            arguments |= brief.slide.model_dump()
            yield Step(tool="adjust", arguments=arguments, outputs=(output_name(n),))
        else:
            arguments["instruction"] = output.prompt
            yield Step(tool="edit", arguments=arguments, outputs=(output_name(n),))
        image = output_name(n)
    yield from _bound_anew(brief, image)
    yield from _changed_in_cast(brief)


def _bound_anew(brief: Brief, image: str) -> Iterator[Step]:
    """The book that a changed page belongs to, with `image` in the place of its source."""
    if brief.title and brief.keeps:
        sources = {use.id for use in brief.images if use.role == "source"}
        pages = [image if id in sources else id for id in brief.keeps]
        yield _bound(brief, pages, brief.texts or [""] * len(pages))


def _book(brief: Brief, seed: int | None) -> Iterator[Step]:
    """Who is in it comes first, then the pages, each with the sheets of those who are seen."""
    yield from sheets(brief, seed)
    hero = [use.id for use in brief.images]
    leads = PAGES_KEEP_THE_FIRST and not hero and not any(page.like for page in brief.outputs)
    for n, page in enumerate(brief.outputs, start=1):
        references = [*page.like] or hero or ([output_name(1)] if leads and n > 1 else [])
        yield _composed(brief, n, references, seed) if references else _alone(brief, n, seed)
    yield from kept_in_cast(brief)
    pages = brief.keeps or [output_name(n) for n in range(1, len(brief.outputs) + 1)]
    yield _bound(brief, pages, brief.texts or [page.text for page in brief.outputs])


def _alone(brief: Brief, number: int, seed: int | None) -> Step:
    """Picture `number` of a brief, from its words."""
    arguments = {"prompts": [brief.outputs[number - 1].prompt], **_size(brief, number), **_seed(seed, number)}
    return Step(tool="generate", arguments=arguments, outputs=(output_name(number),))


def _teach(brief: Brief, seed: int | None) -> Iterator[Step]:  # noqa: ARG001 - a lesson has its own seed
    assert brief.lesson is not None
    yield Step(tool="teach", arguments=brief.lesson.model_dump(exclude_defaults=True))


def _cast(brief: Brief, seed: int | None) -> Iterator[Step]:
    """Sheets of those who come in; or what is changed in the cast, or asked of it."""
    yield from sheets(brief, seed)
    yield from kept_in_cast(brief)
    yield from _changed_in_cast(brief)


def _changed_in_cast(brief: Brief) -> Iterator[Step]:
    if brief.cast_change:
        yield Step(tool="cast", arguments=brief.cast_change.model_dump(exclude_defaults=True))


def _explain(brief: Brief, seed: int | None) -> Iterator[Step]:  # noqa: ARG001 - nothing is painted
    assert brief.question is not None
    asked = brief.question.model_dump(exclude_defaults=True)
    yield Step(tool="explain", arguments={"image": brief.images[0].id, **asked})


_PLANNERS: dict[Operation, Callable[[Brief, int | None], Iterator[Step]]] = {
    "generate": _generate,
    "reuse_character": _reuse_character,
    "edit": _edit,
    "delete": _edit,
    "book": _book,
    "teach": _teach,
    "explain": _explain,
    "cast": _cast,
}


def _size(brief: Brief, number: int | None = None) -> dict[str, Any]:
    """That of picture `number`, or of all."""
    size = (brief.outputs[number - 1].size if number else None) or brief.size
    return {"width": size[0], "height": size[1]} if size else {}


def _seed(seed: int | None, number: int) -> dict[str, Any]:
    """Picture n of a seeded turn has the seed + n − 1."""
    return {} if seed is None else {"seed": seed + number - 1}
