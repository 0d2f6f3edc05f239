"""The rules that turn a Brief into tool calls: one for each picture, or for a set. Paints nothing."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from ..models.image_model import Ability
from ..tools.tool import toolbox
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
    for n, output in enumerate(brief.outputs, start=1):
        arguments = {"prompts": [output.prompt], **_size(brief), **_seed(seed, n)}
        yield Step(tool="generate", arguments=arguments, outputs=(output_name(n),))
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
        taken = [output.source] if output.source else references
        arguments = {"prompt": output.prompt, "references": taken, **_size(brief), **_seed(seed, n)}
        yield Step(tool="compose", arguments=arguments, outputs=(output_name(n),))
    yield from _bound_anew(brief, output_name(len(brief.outputs)))


def _edit(brief: Brief, seed: int | None) -> Iterator[Step]:
    """Each change is made in the picture that the change before gave; a changed page is bound anew.

    Without outputs only the words of a book change, or which pages it has.
    """
    image = next((use.id for use in brief.images), "")
    for n, output in enumerate(brief.outputs, start=1):
        arguments = {"image": output.source or image, **_seed(seed, n)}
        if brief.task == "restore":
            yield Step(tool="restore", arguments=arguments, outputs=(output_name(n),))
        elif brief.slide:
            arguments |= brief.slide.model_dump()
            yield Step(tool="adjust", arguments=arguments, outputs=(output_name(n),))
        else:
            arguments["instruction"] = output.prompt
            yield Step(tool="edit", arguments=arguments, outputs=(output_name(n),))
        image = output_name(n)
    yield from _bound_anew(brief, image)


def _bound_anew(brief: Brief, image: str) -> Iterator[Step]:
    """The book that a changed page belongs to, with `image` in the place of its source."""
    if brief.title and brief.keeps and brief.operation != "book":
        sources = {use.id for use in brief.images if use.role == "source"}
        pages = [image if id in sources else id for id in brief.keeps]
        texts = brief.texts or [""] * len(pages)
        yield _bound(brief.title, pages, texts)


def _book(brief: Brief, seed: int | None) -> Iterator[Step]:
    hero = [use.id for use in brief.images]
    if PAGES_KEEP_THE_FIRST and not hero:
        yield from _generate(brief.model_copy(update={"outputs": brief.outputs[:1]}), seed)
        yield from _pages(brief, [output_name(1)], 2, seed)
    elif hero:
        yield from _pages(brief, hero, 1, seed)
    else:
        yield from _generate(brief, seed)
    names = [output_name(n) for n in range(1, len(brief.outputs) + 1)]
    yield _bound(brief.title, names, [page.text for page in brief.outputs])


def _teach(brief: Brief, seed: int | None) -> Iterator[Step]:  # noqa: ARG001 - a lesson has its own seed
    assert brief.lesson is not None
    yield Step(tool="teach", arguments=brief.lesson.model_dump(exclude_defaults=True))


def _bound(title: str, images: Sequence[str], texts: Sequence[str]) -> Step:
    pages = [{"image": image, "text": text} for image, text in zip(images, texts, strict=True)]
    return Step(tool="book", arguments={"title": title, "pages": pages})


def _pages(brief: Brief, references: list[str], first: int, seed: int | None) -> Iterator[Step]:
    for n, page in enumerate(brief.outputs[first - 1 :], start=first):
        arguments = {"prompt": page.prompt, "references": references, **_size(brief), **_seed(seed, n)}
        yield Step(tool="compose", arguments=arguments, outputs=(output_name(n),))


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
}


def _size(brief: Brief) -> dict[str, Any]:
    return {"width": brief.size[0], "height": brief.size[1]} if brief.size else {}


def _seed(seed: int | None, number: int) -> dict[str, Any]:
    """Picture n of a seeded turn has the seed + n − 1."""
    return {} if seed is None else {"seed": seed + number - 1}
