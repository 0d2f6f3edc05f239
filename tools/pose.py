"""Somebody in a picture stands or looks otherwise, in the same colours and clothes (FreeFlux). Knows no
attention.
"""

from typing import Annotated

from pydantic import Field

from .arguments import ImageId, Prompt, Seed
from .described import SHOWS, described
from .reworded import Word, posed, unsaid
from .tool import Bench, Tool, ToolResult
from .two_branches import Change, paint_change


class Pose(Tool):
    """Change how somebody in an existing picture stands, sits or looks, and keep the looks and the place."""

    image: ImageId = Field(description="id of the picture to change")
    what: Word = Field(description="the noun of who it is, as the picture's prompt says it, such as “cat”")
    pose: Word = Field(description="what it does now, such as “facing left”")
    shows: Prompt | None = Field(default=None, description=SHOWS)
    strength: Annotated[float, Field(ge=0, le=1)] = Field(
        default=1.0, description="share of the steps in which the looks are held"
    )
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it beside its source, with the keys and values of content layers from there."""
        source = described(bench, self.image, self.shows)
        target = posed(source.prompt, self.what, self.pose, bench.painter.vocabulary)
        if target is None:
            raise unsaid(self.what, source.prompt)
        change = Change(
            self.image,
            source,
            target,
            "pose",
            about=None,
            may_change=None,
            name=f"the {self.what}",
            why="as only a pose changes",
        )
        return paint_change(bench, self, change, seed=self.seed, strength=self.strength)
