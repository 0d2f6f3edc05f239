"""Several pictures as panels of one canvas, for models that take no references (ChatDiT, IC-LoRA, AnyRefill).

Known panels come first and are kept; the others are painted. Knows no model but its sizes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

from .conditions import Canvas
from .image_model import ImageRequest, ModelError, Settings
from .panel_grid import MAX_PANELS, Grid
from .picture import Picture

UNKNOWN = (127, 127, 127)
TOGETHER = 4


@dataclass(frozen=True)
class Group:
    """What is painted at once: `given` pictures and outputs `painted` earlier are seen, `outputs` are new.

    All are counted from 0.
    """

    given: tuple[int, ...]
    painted: tuple[int, ...]
    outputs: tuple[int, ...]


def groups(given: int, outputs: int) -> tuple[Group, ...]:
    """In which groups so many pictures are painted from so many given ones (ChatDiT's strategy).

    From none: up to four together, each further one alone beside the first three. From one: in sequence, each
    beside the given one and all earlier ones that still fit. From several: each one alone beside all of them.
    """
    if outputs < 1 or given < 0 or given >= MAX_PANELS:
        raise ModelError(
            f"{outputs} pictures from {given} cannot be painted: at least 1 from at most {MAX_PANELS - 1} can"
        )
    if given == 0:
        first = Group((), (), tuple(range(min(outputs, TOGETHER))))
        return first, *(Group((), (0, 1, 2), (n,)) for n in range(TOGETHER, outputs))
    if given == 1:
        return tuple(Group((0,), tuple(range(n))[-(MAX_PANELS - 2) :], (n,)) for n in range(outputs))
    return tuple(Group(tuple(range(given)), (), (n,)) for n in range(outputs))


def canvas_of(known: Sequence[Picture], grid: Grid) -> Canvas | None:
    """The known pictures in the first panels, grey in the others; None where nothing is known.

    Pictures are fitted as panels: resized, and cut at their edges where their shape is another one. Where one
    panel alone is to be painted, only that is wanted.
    """
    if len(known) >= grid.panels:
        raise ModelError(f"{len(known)} pictures leave no panel of {grid.panels} to paint; use a larger grid")
    if not known:
        return None
    picture, mask = Image.new("RGB", grid.size, UNKNOWN), Image.new("L", grid.size, 255)
    for panel, one in enumerate(known):
        box = grid.box(panel)
        picture.paste(as_panel(one.image, grid), box.edges)
        mask.paste(0, box.edges)
    wanted = grid.box(grid.panels - 1) if len(known) == grid.panels - 1 else None
    return Canvas(picture=Picture.of(picture), mask=Picture.of(mask), wanted=wanted)


def as_panel(image: Image.Image, grid: Grid) -> Image.Image:
    """A picture as it lies in its panel; one of the panel's size is left as it is."""
    size = (grid.panel_width, grid.panel_height)
    return image if image.size == size else ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def panels_request(
    prompt: str, known: Sequence[Picture], grid: Grid, settings: Settings, seed: int
) -> ImageRequest:
    """The request for a canvas with these known panels, from a joint prompt for all of them."""
    width, height = grid.size
    canvas = canvas_of(known, grid)
    return settings.request(prompt, width=width, height=height, seed=seed, canvas=canvas)
