"""One thing in a picture stands elsewhere, looking the same: its very pixels, over what was behind it.

What was behind it nobody knows: the colours round about flow in (models/filling.py), and the painter makes a
background of them from half-way noise (SDEdit), too late to paint the thing once more. Knows no attention.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from PIL import Image
from pydantic import Field

from ..models.conditions import Canvas
from ..models.filling import without_part
from ..models.morphology import Mask, dilate, feathered
from ..models.picture import Picture
from .after_edit import Target, Way, paint_edit
from .arguments import ImageId, Prompt, Seed, resolve_seed
from .described import SHOWS, described
from .reworded import Word, unplaced
from .tool import Bench, Tool, ToolError, ToolResult
from .two_branches import thing_in
from .where import Part, as_picture

Sides = Annotated[float, Field(ge=-1, le=1)]
HALF_WAY = 0.5
"""Noisier, the embedded painter puts another thing into the gap; less so, the gap stays a blur."""
_SURE = 40
"""What goes is taken away with more round it, by the picture's side divided by this: its shadow, its rim."""


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
        """Paint what was behind it, and set it where it is to be."""
        if not self.right and not self.down:
            raise ToolError("move does not know where to; give right or down, such as right = -0.3")
        source = described(bench, self.image, self.shows, needs="canvas")
        width, height = source.picture.image.size
        moving = Moving(
            source.picture.image,
            thing_in(bench, self.image, self.what, source, mask=self.mask, box=self.box, dressed=True),
            (round(self.right * width), round(self.down * height)),
        )
        request = bench.painter.settings.request(
            unplaced(source.prompt),
            width=width,
            height=height,
            seed=resolve_seed(self.seed),
            canvas=moving.canvas,
        )
        return paint_edit(
            bench,
            request,
            Target(self.image, moving.touched, f"where the {self.what} was and is"),
            Way("in-paint", "as something only moves"),
            call=self.model_copy(update={"seed": request.seed}).as_call(),
            first=moving.done,
        )


@dataclass(frozen=True)
class Moving:
    """A picture, the `thing` in it, (h, w) bool, and how many pixels to the right and down it goes."""

    picture: Image.Image
    thing: Mask
    shift: tuple[int, int]

    @property
    def gap(self) -> Mask:
        """What is painted: the thing with its rim."""
        return dilate(self.thing, max(self.picture.size) // _SURE)

    @property
    def touched(self) -> Mask:
        """Every pixel that may differ at last."""
        soft = dilate(self.gap, 2) | (np.asarray(self._alpha) > 0)
        return np.asarray(dilate(soft, max(self.picture.size) // _SURE))

    @property
    def canvas(self) -> Canvas:
        """The picture without the thing, ready to be painted where it was."""
        bare = Picture.of(without_part(self.picture, self.gap))
        return Canvas(picture=bare, mask=Picture.of(as_picture(self.gap)), noise=HALF_WAY)

    def done(self, bare: Image.Image) -> Image.Image:
        """The thing over the painted background."""
        behind = Image.composite(bare, self.picture, feathered(self.gap, 1))
        moved = Image.new("RGB", self.picture.size)
        moved.paste(self.picture, self.shift)
        return Image.composite(moved, behind, self._alpha)

    @property
    def _alpha(self) -> Image.Image:
        """Where the thing is to be seen, with a soft edge."""
        alpha = Image.new("L", self.picture.size)
        alpha.paste(feathered(dilate(self.thing, 1), 1), self.shift)
        return alpha
