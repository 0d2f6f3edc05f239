"""One picture and an instruction → the changed picture. Knows no masks and no regions."""

from pydantic import Field

from .arguments import ADAPTERS, Adapters, ImageId, Prompt, Seed, resolve_seed
from .in_context import fitted, in_context_request
from .tool import Bench, Tool, ToolResult


class Edit(Tool):
    """Change one existing picture as told, and keep all else: another colour, place, style or clothing; add,
    remove or move a thing.

    The instruction says only what becomes different.
    """

    image: ImageId = Field(description="id of the picture to change")
    instruction: Prompt = Field(description="what becomes different, such as “make the hat red”")
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the changed picture, in the shape of the source; the source becomes its parent."""
        source = fitted(bench, self.image)
        request = in_context_request(
            bench, self.instruction, [source], size=source.image.size, seed=resolve_seed(self.seed)
        )
        request = bench.adapted(request, self.adapters)
        call = self.model_copy(update={"seed": request.seed}).as_call()
        return ToolResult(images=(bench.paint(request, call=call, parents=(self.image,)),))
