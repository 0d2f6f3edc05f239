"""A spoilt picture → a clean one. Knows no words about what the picture shows."""

from PIL import Image
from pydantic import Field

from ..models.picture import Picture
from .arguments import ImageId, Seed, resolve_seed
from .tool import Bench, Tool, ToolError, ToolResult


class Restore(Tool):
    """Make a blurred, noisy, blocky or tiny picture clean and sharp again; it shows the same as before."""

    image: ImageId = Field(description="id of the picture to restore")
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it anew from the spoilt one, which becomes its parent."""
        if not bench.painter.max_references:
            raise ToolError(
                f"restore needs a painter that takes references, but {bench.painter.name} takes none; "
                "choose another painter"
            )
        source, settings = bench.picture(self.image).image, bench.painter.settings
        size = settings.fit(*source.size)
        request = settings.request(
            settings.instructions.restore,
            references=(Picture.of(source.resize(size, Image.Resampling.LANCZOS)),),
            width=size[0],
            height=size[1],
            seed=resolve_seed(self.seed),
        )
        call = self.model_copy(update={"seed": request.seed}).as_call()
        return ToolResult(images=(bench.paint(request, call=call, parents=(self.image,)),))
