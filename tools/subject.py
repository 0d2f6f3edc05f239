"""Somebody from a picture in a new scene, without training (FreeCus). Knows no attention."""

from typing import Annotated

from pydantic import Field

from ..models.conditions import Branch
from ..models.picture import Picture
from .arguments import ImageId, Prompt, Seed, resolve_seed
from .described import SHOWS, described
from .reworded import Word
from .tool import Bench, Tool, ToolResult
from .two_branches import thing_in
from .where import Part, as_picture


class Subject(Tool):
    """Paint a new scene with somebody from an existing picture, for painters that were not taught to look at
    references; use compose for those that were.
    """

    image: ImageId = Field(description="id of the picture that shows the subject")
    what: Word = Field(description="the noun of the subject, as the picture's prompt says it, such as “cat”")
    prompt: Prompt = Field(description="what the new picture shows, all of it")
    shows: Prompt | None = Field(default=None, description=SHOWS)
    mask: ImageId | None = Field(default=None, description="id of a picture whose white is the subject")
    box: Part | None = Field(default=None, description="the subject: left, top, width, height in fractions")
    strength: Annotated[float, Field(ge=0, le=1)] = Field(
        default=1.0, description="share of the steps in which the subject is seen"
    )
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it beside the subject's picture, which becomes its parent."""
        source, settings = described(bench, self.image, self.shows), bench.painter.settings
        width, height = source.picture.image.size
        mask = thing_in(bench, self.image, self.what, source, mask=self.mask, box=self.box, dressed=True)
        branch = Branch(
            rule="subject",
            prompt=source.prompt,
            picture=source.picture,
            mask=Picture.of(as_picture(mask)),
            strength=self.strength,
            gain=settings.branching.gain,
            every_layer=settings.branching.every_layer,
        )
        seed = resolve_seed(self.seed)
        request = settings.request(self.prompt, width=width, height=height, seed=seed, branch=branch)
        call = self.model_copy(update={"seed": seed}).as_call()
        return ToolResult(images=(bench.paint(request, call=call, parents=(self.image,)),))
