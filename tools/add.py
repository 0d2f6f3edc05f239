"""Something new in one part of a picture, all else stays (FreeFlux). Knows no attention."""

import numpy as np
from pydantic import Field

from ..models.morphology import Mask
from .arguments import ImageId, Prompt, Seed
from .described import SHOWS, described
from .tool import Bench, Tool, ToolError, ToolResult
from .two_branches import Change, paint_change
from .where import BOX, MASK, Part, place


class Add(Tool):
    """Add one thing in a given part of an existing picture, and keep all else exactly."""

    image: ImageId = Field(description="id of the picture to change")
    what: Prompt = Field(description="what is new, such as “a red ball”")
    shows: Prompt | None = Field(default=None, description=SHOWS)
    mask: ImageId | None = Field(default=None, description=MASK)
    box: Part | None = Field(default=None, description=BOX)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it beside its source."""
        source = described(bench, self.image, self.shows)
        mask = place(bench, self.image, source.picture.image.size, mask=self.mask, box=self.box)
        if mask is None:
            raise ToolError(f"add does not know where {self.what[:60]!r} is to be; give a box or a mask")
        change = Change(
            self.image,
            source,
            f"{source.prompt.rstrip('. ')} with {self.what}{_side(mask)}",
            "add",
            about=mask,
            may_change=mask,
            name="that part",
            why="as something is added in a part",
        )
        return paint_change(bench, self, change, seed=self.seed)


def _side(mask: Mask) -> str:
    """Where the part is, in words: the embedded painter adds more surely what has a side."""
    rows, columns = np.nonzero(mask)
    across, down = columns.mean() / mask.shape[1], rows.mean() / mask.shape[0]
    if 0.4 <= across <= 0.6:
        return " above" if down < 0.3 else ""
    return f" on the {'left' if across < 0.4 else 'right'}"
