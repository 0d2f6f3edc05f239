"""One picture and an instruction → the changed picture, and nothing else changed.

Picks the way of painting; what follows every edit is in `after_edit`, when a chain of edits is made again
from its original in `rebase`. Knows no pixels and no attention.
"""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from ..models.conditions import Canvas
from ..models.image_model import ImageRequest
from ..models.morphology import Mask
from ..models.picture import Picture
from .after_edit import Target, Way, finished, paint_edit
from .arguments import ADAPTERS, Adapters, ImageId, Prompt, Seed, resolve_seed
from .edit_asked import Asked
from .edit_by_tool import by_tool
from .in_context import fitted, in_context_request
from .rebase import AGAIN, chain_of, is_better, painted_again
from .tool import Bench, Finished, Tool, ToolResult
from .where import BOX, MASK, Part, as_picture, place

WHERE = "a word for the part that may change, such as “hat”, as the picture's prompt says it"
IMAGE_GUIDANCE = (
    "how strongly the picture guides, apart from the instruction: 1 adds nothing, 1.5 holds shapes in "
    "place more; needs a painter with references and guidance"
)


class Edit(Tool):
    """Change one existing picture as told, and keep all else: another colour, place, style or clothing; add,
    remove or move a thing.

    The instruction says only what becomes different.
    """

    image: ImageId = Field(description="id of the picture to change")
    instruction: Prompt = Field(description="what becomes different, such as “make the hat red”")
    mask: ImageId | None = Field(default=None, description=MASK)
    box: Part | None = Field(default=None, description=BOX)
    where: str | None = Field(default=None, min_length=1, max_length=60, description=WHERE)
    image_guidance: Annotated[float, Field(ge=0, le=10)] | None = Field(
        default=None, description=IMAGE_GUIDANCE
    )
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the changed picture, in the shape of the source; the source becomes its parent."""
        given = self.model_dump(include={"image", "instruction", "mask", "box", "seed"})
        asked = Asked(bench, **given)
        if not self._by_reference and (done := by_tool(asked)):
            return done
        source = fitted(bench, self.image)
        request = self._request(bench, self.image, self.instruction, resolve_seed(self.seed))
        mask = place(bench, self.image, source.image.size, mask=self.mask, box=self.box, where=self.where)
        request, way = _in_a_way(bench, request, source, mask)
        target = Target(self.image, mask, self.where or "")
        call = self.model_copy(update={"seed": request.seed}).as_call()
        if mask is not None:
            return paint_edit(bench, request, target, way, call=call)
        return paint_edit(
            bench,
            request,
            target,
            way,
            call=call,
            then=lambda done: self._rebased(bench, done, request.seed),
        )

    @property
    def _by_reference(self) -> bool:
        """Whether something is asked for that no other tool can do."""
        return bool(self.adapters or self.where or self.image_guidance is not None)

    def _request(self, bench: Bench, image: ImageId, instruction: str, seed: int) -> ImageRequest:
        source = fitted(bench, image)
        request = in_context_request(bench, instruction, [source], size=source.image.size, seed=seed)
        request = request.model_copy(update={"image_guidance_scale": self.image_guidance})
        return bench.adapted(request, self.adapters)

    def _rebased(self, bench: Bench, done: Finished, seed: int) -> Finished:
        """The edit as it was done step by step, or all edits of its chain from the original in one go."""
        chain = chain_of(bench, self.image, self.instruction)
        merged = chain and chain.merged(few_words=bench.painter.vocabulary is not None)
        if not chain or not merged:
            return done
        original, source = (bench.picture(id).image for id in (chain.original, self.image))
        if painted_again(original, source, done.image) <= AGAIN:
            return done
        request = self._request(bench, chain.original, merged, seed)
        why = f"as {chain.original} was changed at once: {merged}"
        again = finished(bench, bench.try_out(request), Target(chain.original), Way("rebased", why))
        if is_better(original, done.image, again.image):
            return replace(again, request=request)
        return replace(done, report={**done.report, "rebase": f"not better from {chain.original}"})


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
    return request.model_copy(update={"canvas": canvas}), Way("in-paint", "as a part was named")
