"""One thing in a picture gets another colour; its shape and all else stay (ColorCtrl, ConsistEdit).

Works on any picture whose content can be said, without an instruction that the painter was taught. Knows no
attention.
"""

from typing import Annotated

from pydantic import Field

from .arguments import ImageId, Prompt, Seed
from .described import SHOWS, described
from .recolored_before import before_recolored
from .reworded import Word, recolored, unsaid
from .tool import Bench, Tool, ToolResult
from .two_branches import Change, over_the_edge, paint_change, thing_in
from .where import BOX, MASK, Part


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
        """Paint it beside its source."""
        source = described(bench, self.image, self.shows)
        first = None if self.mask or self.box else before_recolored(bench, self.image, self.what, source)
        source = first.seen if first else source
        target = recolored(source.prompt, self.what, self.color, bench.painter.vocabulary)
        if target is None:
            raise unsaid(self.what, source.prompt)
        thing = thing_in(bench, self.image, self.what, source, mask=self.mask, box=self.box, shade=True)
        change = Change(
            self.image,
            source,
            target,
            bench.painter.settings.branching.recolor,
            about=thing,
            may_change=over_the_edge(thing),
            name=f"the {self.what}",
            why="as only a colour changes" + (f", from the first one in {first.of}" if first else ""),
            first=first.image if first else None,
        )
        words = {"words": (self.color,), "word_strength": self.color_strength}
        return paint_change(bench, self, change, seed=self.seed, strength=self.strength, **words)
