"""One thing in a picture gets another colour; its shape and all else stay (ColorCtrl, ConsistEdit).

Works on any picture whose content can be said, without an instruction that the painter was taught. Knows no
attention.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from ..models.conditions import Branch
from ..models.morphology import Mask
from .after_edit import Target, Way, paint_edit
from .arguments import ImageId, Prompt, Seed, resolve_seed
from .described import SHOWS, described
from .reworded import recolored
from .tool import Bench, Tool, ToolError, ToolResult
from .where import BOX, MASK, Part, as_picture, mask_of, mask_of_box

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Recolor(Tool):
    """Give one thing in an existing picture another colour, and keep its shape, pose and all else exactly."""

    image: ImageId = Field(description="id of the picture to change")
    what: Word = Field(description="the noun of what changes, as the picture's prompt says it, such as “cat”")
    color: Word = Field(description="its new colour, such as “green”")
    shows: Prompt | None = Field(default=None, description=SHOWS)
    mask: ImageId | None = Field(default=None, description=MASK)
    box: Part | None = Field(default=None, description=BOX)
    strength: Annotated[float, Field(ge=0, le=1)] = Field(
        default=1.0, description="share of the steps in which the shape is held"
    )
    color_strength: Annotated[float, Field(ge=-4, le=4)] = Field(
        default=0.0, description="how much more the colour's word is heeded; −2 to 2 is usual"
    )
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it beside its source; the source becomes the new picture's parent."""
        source = described(bench, self.image, self.shows)
        target = recolored(source.prompt, self.what, self.color, bench.painter.vocabulary)
        if target is None:
            raise ToolError(
                f"“{source.prompt[:120]}” does not speak of {self.what!r}; name it as it is said there, or "
                "say with “shows” what the picture shows"
            )
        mask = self._mask(bench, source.picture.image.size)
        branching = bench.painter.settings.branching
        branch = Branch(
            rule=branching.recolor,
            prompt=source.prompt,
            picture=source.picture,
            mask=None if mask is None else as_picture(mask),
            pinned=branching.recolor in branching.pinned,
            strength=self.strength,
            words=(self.color,) if self.color_strength else (),
            word_strength=self.color_strength,
        )
        width, height = source.picture.image.size
        request = bench.painter.settings.request(
            target, width=width, height=height, seed=resolve_seed(self.seed), branch=branch
        )
        call = self.model_copy(update={"seed": request.seed}).as_call()
        way = Way("branches", "as only a colour changes")
        return paint_edit(bench, request, Target(self.image, mask, f"the {self.what}"), way, call=call)

    def _mask(self, bench: Bench, size: tuple[int, int]) -> Mask | None:
        if self.mask:
            return mask_of(bench, self.mask, size)
        return mask_of_box(self.box, size) if self.box else None
