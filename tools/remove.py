"""One thing in a picture is gone, what lies behind it is seen, all else stays. Knows no attention."""

from pydantic import Field

from .arguments import ImageId, Prompt, Seed
from .described import SHOWS, described
from .reworded import Word, unsaid
from .taken_out import without
from .tool import Bench, Tool, ToolResult
from .two_branches import Change, over_the_edge, paint_change, thing_in
from .where import BOX, MASK, Part


class Remove(Tool):
    """Take one thing out of an existing picture, and keep all else exactly."""

    image: ImageId = Field(description="id of the picture to change")
    what: Word = Field(description="the noun of what goes, as the picture's prompt says it, such as “ball”")
    shows: Prompt | None = Field(default=None, description=SHOWS)
    mask: ImageId | None = Field(default=None, description=MASK)
    box: Part | None = Field(default=None, description=BOX)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it beside its source: the rule of adding, with a prompt that says less."""
        source = described(bench, self.image, self.shows)
        target = without(source.prompt, self.what, bench.painter.vocabulary)
        if target == source.prompt:
            raise unsaid(self.what, source.prompt)
        goes = over_the_edge(thing_in(bench, self.image, self.what, source, mask=self.mask, box=self.box))
        change = Change(
            self.image,
            source,
            target,
            "add",
            about=goes,
            may_change=goes,
            name=f"where the {self.what} was",
            why="as something is only taken away",
        )
        return paint_change(bench, self, change, seed=self.seed)
