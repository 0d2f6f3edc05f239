"""Other pictures in context → one new picture, in whichever way the painter can see them.

A painter with reference tokens gets references; another one gets panels on a canvas, of which only the last
is painted. Knows no store and no roles.
"""

from collections.abc import Sequence, Set

from PIL import Image

from ..models.image_model import Ability, ImageRequest, ModelError
from ..models.panel_grid import MAX_PANELS, Grid, grid_like, grid_of_size
from ..models.panel_prompt import joint_prompt, named_by_place
from ..models.panels import panels_request
from ..models.picture import Picture
from .tool import Bench, ToolError


def most_references(max_references: int, abilities: Set[Ability]) -> int:
    """How many other pictures a painter can see in one call, as references or as panels."""
    return max_references or (MAX_PANELS - 1 if "canvas" in abilities else 0)


def in_context_request(
    bench: Bench, prompt: str, references: Sequence[Picture], *, size: tuple[int, int] | None, seed: int
) -> ImageRequest:
    """The request for a new picture of `size`; left out, what the painter does best beside the references."""
    painter = bench.painter
    if painter.max_references:
        _check_number(bench, references)
        width, height = size or (None, None)
        return painter.settings.request(
            prompt, references=tuple(references), width=width, height=height, seed=seed
        )
    grid = _grid(bench, [reference.image.size for reference in references], size)
    try:
        return panels_request(_in_panels(prompt, grid), references, grid, painter.settings, seed)
    except ModelError as error:
        raise ToolError(str(error)) from error


def fitted(bench: Bench, id: str) -> Picture:
    """A stored picture in the size in which the painter best paints one of its shape beside it.

    At exactly the size that is painted, so that nothing shifts or zooms.
    """
    source = bench.picture(id).image
    return Picture.of(source.resize(_size_like(bench, source), Image.Resampling.LANCZOS))


def _size_like(bench: Bench, picture: Image.Image) -> tuple[int, int]:
    if bench.painter.max_references:
        return bench.painter.settings.fit(*picture.size)
    grid = _grid(bench, [picture.size], None)
    return grid.panel_width, grid.panel_height


def _grid(bench: Bench, references: Sequence[tuple[int, int]], size: tuple[int, int] | None) -> Grid:
    painter, panels = bench.painter, len(references) + 1
    if "canvas" not in painter.abilities:
        raise ToolError(f"the painter {painter.name} cannot see other pictures; choose another painter")
    try:
        if size is None:
            return grid_like(references, panels, painter.settings)
        return grid_of_size(panels, size, painter.settings)
    except ModelError as error:
        raise ToolError(str(error)) from error


def _in_panels(prompt: str, grid: Grid) -> str:
    """The references are called as prompts call them: picture 1, picture 2 …"""
    known = [f"picture {n}, as it is given" for n in range(1, grid.panels)]
    shape = f"{grid.rows} × {grid.columns}"
    whole = f"A grid of {shape} pictures that belong together; the last one is new:"
    return named_by_place(joint_prompt([*known, prompt], whole), grid)


def _check_number(bench: Bench, references: Sequence[Picture]) -> None:
    most = bench.painter.max_references
    if len(references) > most:
        raise ToolError(
            f"got {len(references)} references, but the painter {bench.painter.name} takes at most {most}; "
            "leave some out, or work in two steps"
        )
