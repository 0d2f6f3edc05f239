"""Who is in a picture stays, the place round about becomes another one (FreeFlux). Knows no attention."""

from typing import Annotated

import numpy as np
from pydantic import Field

from ..models.morphology import erode
from .arguments import ImageId, Prompt, Seed
from .described import SHOWS, described
from .reworded import Word, elsewhere
from .tool import Bench, Tool, ToolResult
from .two_branches import RIM, Change, lifted, paint_change, thing_in
from .where import Part


class Background(Tool):
    """Put who or what an existing picture shows in another place, looking exactly the same."""

    image: ImageId = Field(description="id of the picture to change")
    what: Word = Field(description="the noun of what stays, as the picture's prompt says it, such as “cat”")
    place: Prompt = Field(description="where it is now, such as “on the beach”")
    shows: Prompt | None = Field(default=None, description=SHOWS)
    mask: ImageId | None = Field(default=None, description="id of a picture whose white is what stays")
    box: Part | None = Field(default=None, description="what stays: left, top, width, height in fractions")
    strength: Annotated[float, Field(ge=0, le=1)] = Field(
        default=1.0, description="share of the steps in which it is held"
    )
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it beside its source."""
        source = described(bench, self.image, self.shows)
        stays = thing_in(bench, self.image, self.what, source, mask=self.mask, box=self.box, dressed=True)
        figure = lifted(source.picture.image, stays)
        share = np.asarray(figure.getchannel("A"))
        # Round the figure there is a soft edge, which must not show the old place either.
        surely = erode(share == 255, max(figure.size) // RIM)
        change = Change(
            self.image,
            source,
            elsewhere(source.prompt, self.place, bench.painter.vocabulary),
            "background",
            about=stays,
            may_change=~surely,
            name=f"the background of the {self.what}",
            why="as only the place changes",
            over=figure,
            anew=True,
        )
        return paint_change(bench, self, change, seed=self.seed, strength=self.strength)
