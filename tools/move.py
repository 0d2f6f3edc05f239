"""One thing in a picture stands elsewhere, looking the same (FreeFlux). Knows no attention."""

from typing import Annotated

import numpy as np
from pydantic import Field

from ..models.morphology import Mask
from .arguments import ImageId, Prompt, Seed
from .described import SHOWS, described
from .reworded import Word
from .tool import Bench, Tool, ToolResult
from .two_branches import Change, over_the_edge, paint_change, thing_in
from .where import Part

Sides = Annotated[float, Field(ge=-1, le=1)]


class Move(Tool):
    """Move one thing in an existing picture aside, up or down; it looks the same, and so does all else."""

    image: ImageId = Field(description="id of the picture to change")
    what: Word = Field(description="the noun of what moves, as the picture's prompt says it, such as “cat”")
    right: Sides = Field(default=0.0, description="how far to the right, in widths; below 0, to the left")
    down: Sides = Field(default=0.0, description="how far down, in heights; below 0, up")
    shows: Prompt | None = Field(default=None, description=SHOWS)
    mask: ImageId | None = Field(default=None, description="id of a picture whose white is what moves")
    box: Part | None = Field(default=None, description="what moves: left, top, width, height in fractions")
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it beside its source, by whole tokens."""
        source = described(bench, self.image, self.shows)
        size = source.picture.image.size
        moves = thing_in(bench, self.image, self.what, source, mask=self.mask, box=self.box)
        token = bench.painter.settings.multiple_of
        right, down = (
            round(share * side / token) * token
            for share, side in zip((self.right, self.down), size, strict=True)
        )
        change = Change(
            self.image,
            source,
            source.prompt,
            "move",
            about=moves,
            may_change=over_the_edge(moves | _shifted(moves, right, down)),
            name=f"where the {self.what} was and is",
            why="as something only moves",
        )
        return paint_change(bench, self, change, seed=self.seed, shift=(right, down))


def _shifted(mask: Mask, right: int, down: int) -> Mask:
    """(h, w) bool; what leaves the picture is gone."""
    height, width = mask.shape
    moved = np.zeros_like(mask)
    rows, columns = np.nonzero(mask)
    rows, columns = rows + down, columns + right
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    moved[rows[inside], columns[inside]] = True
    return moved
