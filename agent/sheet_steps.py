"""The steps that paint the sheets of new characters and keep them in the cast. Judges nothing.

A sheet's front view is painted from words, and its other views with the front view as a reference. The cast
keeps what is best when all is painted.
"""

from collections.abc import Iterator
from typing import Any

from .state import Brief, Sheet, Step, view_name


def sheets(brief: Brief, seed: int | None) -> Iterator[Step]:
    """Each view of each new sheet; their seeds come after those of the pictures that were asked for."""
    for member, sheet in enumerate(brief.cast, start=1):
        front = view_name(member, 1)
        for number, view in enumerate(sheet.views, start=1):
            after = len(brief.outputs) + sum(len(one.views) for one in brief.cast[: member - 1])
            seeded: dict[str, Any] = {} if seed is None else {"seed": seed + after + number - 1}
            if number == 1:
                arguments = {"prompts": [view.prompt], **seeded}
                yield Step(tool="generate", arguments=arguments, outputs=(front,))
            else:
                arguments = {"prompt": view.prompt, "references": [front], **seeded}
                yield Step(tool="compose", arguments=arguments, outputs=(view_name(member, number),))


def kept_in_cast(brief: Brief) -> Iterator[Step]:
    """All new characters, with their sheets."""
    if brief.cast:
        members = [_member(number, sheet) for number, sheet in enumerate(brief.cast, start=1)]
        yield Step(tool="cast", arguments={"keep": members})


def _member(number: int, sheet: Sheet) -> dict[str, Any]:
    views = [view_name(number, view) for view in range(1, len(sheet.views) + 1)]
    return {**sheet.model_dump(exclude_defaults=True, exclude={"views"}), "sheet": views}
