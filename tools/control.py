"""The outlines of one picture and a prompt → a new picture with those outlines. Knows no masks."""

from pydantic import Field

from ..models.edges import edges_of
from ..models.picture import Picture
from .arguments import ADAPTERS, Adapters, ImageId, Prompt, Seed, resolve_seed
from .in_context import fitted, in_context_request
from .tool import Bench, Tool, ToolResult


class Control(Tool):
    """Paint a new picture that keeps the outlines of another one: the same composition and shapes, in other
    colours, another style or place.

    The prompt describes the new picture, all of it.
    """

    prompt: Prompt = Field(description="what the new picture shows")
    image: ImageId = Field(description="id of the picture whose outlines are kept")
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it in the shape of the picture that gave the outlines, which becomes its parent."""
        outlines = edges_of(fitted(bench, self.image).image)
        request = in_context_request(
            bench,
            bench.painter.settings.instructions.outlines.replace("{prompt}", self.prompt),
            [Picture.of(outlines)],
            size=outlines.size,
            seed=resolve_seed(self.seed),
        )
        request = bench.adapted(request, self.adapters)
        call = self.model_copy(update={"seed": request.seed}).as_call()
        return ToolResult(images=(bench.paint(request, call=call, parents=(self.image,)),))
