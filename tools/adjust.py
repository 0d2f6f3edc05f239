"""A slider between two words: a little more night, a lot smaller.

An approximation of EIM and HSDS (zero-shot semantic editing): the way from one word to the other in the text
conditions, not refined to leave all other attributes alone. Knows no encoder.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from ..models.conditions import Branch, Direction
from ..models.image_model import ImageRequest
from .after_edit import Target, Way, paint_edit
from .arguments import ImageId, Prompt, Seed, resolve_seed
from .described import SHOWS, Described, described
from .records import ImageRecord
from .tool import Bench, Tool, ToolError, ToolResult

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
_HELD = 0.5
"""The share of the steps in which a picture that was not painted from words alone holds its shapes."""


class Adjust(Tool):
    """Move an existing picture a little or a lot from one word towards another: from day to night, from small
    to large, from red to blue. An approximation: other things may move along.
    """

    image: ImageId = Field(description="id of the picture to change")
    less: Word = Field(description="the word to leave, such as “day”")
    more: Word = Field(description="the word to go to, such as “night”")
    strength: Annotated[float, Field(ge=-1, le=1)] = Field(
        description="how far: 0.3 is a little, 1 all the way, below 0 the other way"
    )
    shows: Prompt | None = Field(default=None, description=SHOWS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it with the step made; the source becomes its parent."""
        if "directions" not in bench.painter.abilities:
            raise ToolError(
                f"{bench.painter.name} cannot paint along a direction; choose another painter, or use edit"
            )
        source = described(bench, self.image, self.shows)
        request = self._request(bench, source)
        call = self.model_copy(update={"seed": request.seed}).as_call()
        painted = request.branch is None
        why = "an approximation of EIM, " + ("from its own seed" if painted else "holding its shapes")
        return paint_edit(bench, request, Target(self.image), Way("direction", why), call=call)

    def _request(self, bench: Bench, source: Described) -> ImageRequest:
        """What painted it, from the same noise; else its sentence, beside the picture as the other branch."""
        direction = Direction(less=self.less, more=self.more, strength=self.strength)
        request = own_request(bench.store.get(self.image), bench.painter.name)
        if request and not self.shows:
            seed = request.seed if self.seed is None else self.seed
            return request.model_copy(update={"direction": direction, "seed": seed})
        branching = bench.painter.settings.branching
        branch = Branch(
            rule=branching.recolor,
            prompt=source.prompt,
            picture=source.picture,
            pinned=False,
            strength=_HELD,
        )
        width, height = source.picture.image.size
        request = bench.painter.settings.request(
            source.prompt, width=width, height=height, seed=resolve_seed(self.seed), branch=branch
        )
        return request.model_copy(update={"direction": direction})


def own_request(record: ImageRecord, painter: str) -> ImageRequest | None:
    """The request that painted a picture from words alone; None where pixels had a part in it, or a LoRA."""
    request = record.request
    if request is None or record.model != painter or record.report:
        return None
    pixels = ("references", "regional", "canvas", "branch", "part", "adapters")
    if any(request.get(part) for part in pixels):
        return None
    return ImageRequest.model_validate({name: value for name, value in request.items() if value is not None})
