"""A picture goes on beyond its edge; all of it that was there stays, pixel by pixel. Knows no attention.

The new part is painted from the picture's drawn-out edge, made noisy half-way (SDEdit), so that nothing is
painted there that the picture has already.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from PIL import Image
from pydantic import Field

from ..models.conditions import Canvas
from ..models.image_model import ModelError, Settings
from ..models.morphology import Mask
from ..models.picture import Picture
from ..models.seams import leveled
from .arguments import ImageId, Prompt, Seed, resolve_seed
from .described import SHOWS, described
from .tool import Bench, Finished, Tool, ToolError, ToolResult
from .where import as_picture

Side = Literal["left", "right", "top", "bottom"]
STRIP = 8
"""Pixels of the edge."""
NOISE = 0.5
"""More, and the embedded painter puts somebody into the new part; less, and it stays a blur."""


class Outpaint(Tool):
    """Extend an existing picture beyond one of its edges, so that more of the place is seen."""

    image: ImageId = Field(description="id of the picture to extend")
    side: Side = Field(description="where it goes on")
    by: Annotated[float, Field(gt=0, le=2)] = Field(
        default=0.5, description="how much is new, in widths or heights of the picture"
    )
    shows: Prompt | None = Field(default=None, description=SHOWS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the new part in one canvas with the picture, which becomes the parent."""
        source = described(bench, self.image, self.shows, needs="canvas")
        settings = bench.painter.settings
        wider = Extended(source.picture.image, self.side, _new_pixels(self, source.picture.image, settings))
        width, height = wider.size
        request = settings.request(
            source.prompt, width=width, height=height, seed=resolve_seed(self.seed), canvas=wider.canvas
        )
        original = bench.picture(self.image).image
        record = bench.paint(
            request,
            call=self.model_copy(update={"seed": request.seed}).as_call(),
            parents=(self.image,),
            finish=lambda painted: Finished(wider.with_original(painted, original)),
        )
        where = {"top": "above", "bottom": "below"}.get(self.side, f"on the {self.side}")
        share = wider.new.mean()
        return ToolResult(
            (record,), note=f"{record.id}: {share:.0%} of it is new, {where}; the rest is {self.image}."
        )


@dataclass(frozen=True)
class Extended:
    """A picture with `pixels` more at one side, in the size that is painted."""

    picture: Image.Image
    side: Side
    pixels: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of all."""
        width, height = self.picture.size
        across = self.side in ("left", "right")
        return (width + self.pixels, height) if across else (width, height + self.pixels)

    @property
    def corner(self) -> tuple[int, int]:
        """Where the picture's top left corner is."""
        return (self.pixels if self.side == "left" else 0), (self.pixels if self.side == "top" else 0)

    @property
    def new(self) -> Mask:
        """(h, w) bool: what is painted."""
        left, top = self.corner
        mask = np.ones(self.size[::-1], dtype=bool)
        mask[top : top + self.picture.height, left : left + self.picture.width] = False
        return mask

    @property
    def canvas(self) -> Canvas:
        """The picture in its place, and its edge drawn out over the new part."""
        whole = self.picture.resize(self.size, Image.Resampling.BILINEAR, self._edge)
        whole.paste(self.picture, self.corner)
        return Canvas(picture=Picture.of(whole), mask=Picture.of(as_picture(self.new)), noise=NOISE)

    @property
    def _edge(self) -> tuple[int, int, int, int]:
        """The strip of the picture at that side, as Pillow crops."""
        width, height = self.picture.size
        return {
            "left": (0, 0, STRIP, height),
            "right": (width - STRIP, 0, width, height),
            "top": (0, 0, width, STRIP),
            "bottom": (0, height - STRIP, width, height),
        }[self.side]

    def with_original(self, painted: Image.Image, original: Image.Image) -> Image.Image:
        """What was painted round the original, in the original's own size."""
        across, down = (a / b for a, b in zip(original.size, self.picture.size, strict=True))
        size = round(painted.width * across), round(painted.height * down)
        whole = painted if size == painted.size else painted.resize(size, Image.Resampling.LANCZOS)
        left, top = self.corner
        corner = round(left * across), round(top * down)
        whole = self._without_seam(whole, original)
        whole.paste(original, corner)
        return whole

    def _without_seam(self, whole: Image.Image, original: Image.Image) -> Image.Image:
        """With the new part turned so that it is on the right, and back."""
        turns = {"right": 0, "bottom": 1, "left": 2, "top": 3}[self.side]
        pixels, old = (np.rot90(np.asarray(image, np.float32), turns) for image in (whole, original))
        framed = pixels.copy()
        begins = old.shape[1]
        framed[:, begins:] = leveled(old, pixels[:, begins:])
        return Image.fromarray(np.rot90(framed, -turns).round().astype(np.uint8))


def _new_pixels(call: Outpaint, picture: Image.Image, settings: Settings) -> int:
    """In whole tokens, one at least; `ToolError` where the painter cannot paint so large a picture."""
    side = picture.width if call.side in ("left", "right") else picture.height
    token = settings.multiple_of
    pixels = max(1, round(call.by * side / token)) * token
    try:
        settings.check(*Extended(picture, call.side, pixels).size)
    except ModelError as error:
        raise ToolError(f"{call.image} cannot be extended by {call.by:g}: {error}") from error
    return pixels
