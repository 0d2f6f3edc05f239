"""One picture and an instruction → the changed picture, and nothing else changed.

Picks the way of painting; what follows every edit is in `after_edit`. Knows no pixels and no attention.
"""

from pydantic import Field

from ..models.conditions import Canvas
from ..models.image_model import ImageRequest
from ..models.morphology import Mask
from ..models.picture import Picture
from .after_edit import Target, Way, paint_edit
from .arguments import ADAPTERS, Adapters, ImageId, Prompt, Seed, resolve_seed
from .in_context import fitted, in_context_request
from .tool import Bench, Tool, ToolResult
from .where import BOX, MASK, Part, as_picture, mask_of, mask_of_box


class Edit(Tool):
    """Change one existing picture as told, and keep all else: another colour, place, style or clothing; add,
    remove or move a thing.

    The instruction says only what becomes different.
    """

    image: ImageId = Field(description="id of the picture to change")
    instruction: Prompt = Field(description="what becomes different, such as “make the hat red”")
    mask: ImageId | None = Field(default=None, description=MASK)
    box: Part | None = Field(default=None, description=BOX)
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the changed picture, in the shape of the source; the source becomes its parent."""
        source = fitted(bench, self.image)
        request = in_context_request(
            bench, self.instruction, [source], size=source.image.size, seed=resolve_seed(self.seed)
        )
        request = bench.adapted(request, self.adapters)
        mask = self._mask(bench, source.image.size)
        request, way = _in_a_way(bench, request, source, mask)
        call = self.model_copy(update={"seed": request.seed}).as_call()
        return paint_edit(bench, request, Target(self.image, mask), way, call=call)

    def _mask(self, bench: Bench, size: tuple[int, int]) -> Mask | None:
        if self.mask:
            return mask_of(bench, self.mask, size)
        return mask_of_box(self.box, size) if self.box else None


def _in_a_way(
    bench: Bench, request: ImageRequest, source: Picture, mask: Mask | None
) -> tuple[ImageRequest, Way]:
    """The request as it is best painted."""
    painter = bench.painter
    if not painter.max_references:
        return request, Way("panels", f"as {painter.name} takes no references")
    if mask is None or "canvas" not in painter.abilities:
        return request, Way("reference", f"as {painter.name} was taught")
    canvas = Canvas(picture=source, mask=Picture.of(as_picture(mask)))
    way = Way("in-paint", "as a part was named")
    return request.model_copy(update={"canvas": canvas}), way
