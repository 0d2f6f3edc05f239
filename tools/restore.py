"""A spoilt picture → a clean one. Knows no words about what the picture shows."""

import numpy as np
from PIL import Image, ImageFilter
from pydantic import Field

from .arguments import ADAPTERS, Adapters, ImageId, Seed, resolve_seed
from .in_context import fitted, in_context_request
from .tool import Bench, Finished, Tool, ToolResult


class Restore(Tool):
    """Make a blurred, noisy, blocky or tiny picture clean and sharp again; it shows the same as before."""

    image: ImageId = Field(description="id of the picture to restore")
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it anew from the spoilt one, which becomes its parent."""
        spoilt = fitted(bench, self.image)
        request = in_context_request(
            bench,
            bench.painter.settings.instructions.restore,
            [spoilt],
            size=spoilt.image.size,
            seed=resolve_seed(self.seed),
        )
        request = bench.adapted(request, self.adapters)
        call = self.model_copy(update={"seed": request.seed}).as_call()
        record = bench.paint(
            request,
            call=call,
            parents=(self.image,),
            finish=lambda painted: Finished(with_low_band(painted, spoilt.image)),
        )
        return ToolResult(images=(record,))


def with_low_band(painted: Image.Image, source: Image.Image) -> Image.Image:
    """The details of `painted` on the coarse colours of `source`, both of one size.

    Spoiling harms details; what a picture looks like from afar is right, and painters drift in it. After
    LucidFlux's wavelet colour fix, with a Gaussian of a sixty-fourth of the shorter side.
    """
    blur = ImageFilter.GaussianBlur(min(painted.size) / 64)
    fine, coarse, drifted = (
        np.asarray(image, dtype=np.float32) for image in (painted, source.filter(blur), painted.filter(blur))
    )
    return Image.fromarray((fine + coarse - drifted).round().clip(0, 255).astype(np.uint8))
