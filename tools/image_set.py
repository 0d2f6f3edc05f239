"""Pictures that belong together, painted side by side so that they see each other. Knows no story.

Up to four pictures are panels of one canvas, each with its own prompt (regional attention); larger sets are
painted in groups that all see the set's first picture.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from ..models.conditions import Region, Regional
from ..models.image_model import ImageModel, ImageRequest, ModelError
from ..models.panel_grid import Grid, grid_of, grid_of_size
from ..models.panel_prompt import joint_prompt
from ..models.panels import TOGETHER, canvas_of
from ..models.picture import Picture
from .arguments import ADAPTERS, Adapters, Prompt, Seed, Side, resolve_seed
from .records import ImageRecord
from .tool import Bench, Tool, ToolError, ToolResult


class ImageSet(Tool):
    """Paint a set of pictures that belong together: the same character in several scenes, the four seasons of
    one house, a storyboard, a character sheet. The pictures see each other while they are painted, so that
    what they share looks alike.

    Each prompt stands for itself: it names everything that is to be seen, without "the same" or "it".
    """

    prompt: Prompt = Field(description="what all pictures share")
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=2, max_length=12)] = Field(
        description="one self-contained description for each picture, in their order"
    )
    width: Side | None = Field(default=None, description="pixels of each; left out, what is painted best")
    height: Side | None = Field(default=None, description="pixels of each; left out, what is painted best")
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same pictures")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the groups in order; group n has the seed `seed` + n."""
        seed = resolve_seed(self.seed)
        call = self.model_copy(update={"seed": seed}).as_call()
        images: list[ImageRecord] = []
        for number, prompts in enumerate(self._groups(bench.painter)):
            first = bench.picture(images[0].id) if images else None
            request, parts = self._request(bench.painter, prompts, first, seed + number)
            request = bench.adapted(request, self.adapters)
            parents = [images[0].id] if images else []
            images += bench.paint_parts(request, parts, call=call, parents=parents, output=len(images))
        return ToolResult(images=tuple(images))

    def _groups(self, painter: ImageModel) -> list[tuple[str, ...]]:
        """As few groups as fit the painter's canvas, as equal as can be."""
        # Beside the first picture there is one panel less for new ones, where it is shown as a panel.
        spare = 0 if painter.max_references or len(self.prompts) <= TOGETHER else 1
        most = max(1, max(n for n in range(1, TOGETHER + 1) if n == 1 or self._fits(painter, n)) - spare)
        count = -(-len(self.prompts) // most)
        starts = [round(n * len(self.prompts) / count) for n in range(count + 1)]
        return [self.prompts[start:end] for start, end in pairwise(starts)]

    def _fits(self, painter: ImageModel, panels: int) -> bool:
        try:
            self._grid(painter, panels)
        except ToolError:
            return False
        return True

    def _grid(self, painter: ImageModel, panels: int) -> Grid:
        side = painter.settings.side
        try:
            if self.width or self.height:
                return grid_of_size(panels, (self.width or side, self.height or side), painter.settings)
            return grid_of(panels, 1.0, painter.settings)
        except ModelError as error:
            raise ToolError(str(error)) from error

    def _request(
        self, painter: ImageModel, prompts: Sequence[str], first: Picture | None, seed: int
    ) -> tuple[ImageRequest, tuple[Region, ...]]:
        """The request for a group, and which parts of its canvas are new pictures."""
        as_panel = first is not None and not painter.max_references
        panels = [self.prompts[0], *prompts] if as_panel else list(prompts)
        grid = self._grid(painter, len(panels))
        regions = tuple(Region(prompt=prompt, **grid.box(n).model_dump()) for n, prompt in enumerate(panels))
        apart = "regions" in painter.abilities
        canvas = canvas_of([first], grid) if first and as_panel else None
        request = painter.settings.request(
            self.prompt if apart else joint_prompt(panels, self.prompt),
            references=(first,) if first and not as_panel else (),
            width=grid.size[0],
            height=grid.size[1],
            seed=seed,
            regional=Regional(regions=regions, separate=True) if apart else None,
            # All of the canvas comes back: its parts are cut out of it.
            canvas=canvas.model_copy(update={"wanted": None}) if canvas else None,
        )
        return request, regions[len(panels) - len(prompts) :]
