"""A picture as in a mirror: whoever looks to the left looks to the right. Knows no painter."""

from PIL import ImageOps
from pydantic import Field

from .arguments import ImageId
from .tool import Bench, Tool, ToolResult


class Mirror(Tool):
    """Turn an existing picture round, as in a mirror: left becomes right, and nothing else changes."""

    image: ImageId = Field(description="id of the picture to mirror")

    def run(self, bench: Bench) -> ToolResult:
        """Mirror it; the picture becomes the parent of the new one."""
        mirrored = ImageOps.mirror(bench.picture(self.image).image)
        record = bench.keep(mirrored, call=self.as_call(), parents=(self.image,), report={})
        return ToolResult((record,), note=f"{record.id}: {self.image} as in a mirror; all of it is turned.")
