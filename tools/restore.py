"""A spoilt picture → a clean one. Knows no words about what the picture shows."""

from PIL import Image
from pydantic import Field

from ..models.picture import Picture
from .arguments import ImageId, Seed, resolve_seed
from .in_context import in_context_request, size_like
from .tool import Bench, Tool, ToolResult


class Restore(Tool):
    """Make a blurred, noisy, blocky or tiny picture clean and sharp again; it shows the same as before."""

    image: ImageId = Field(description="id of the picture to restore")
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it anew from the spoilt one, which becomes its parent."""
        source = bench.picture(self.image)
        size = size_like(bench, source)
        spoilt = Picture.of(source.image.resize(size, Image.Resampling.LANCZOS))
        request = in_context_request(
            bench,
            bench.painter.settings.instructions.restore,
            [spoilt],
            size=size,
            seed=resolve_seed(self.seed),
        )
        call = self.model_copy(update={"seed": request.seed}).as_call()
        return ToolResult(images=(bench.paint(request, call=call, parents=(self.image,)),))
