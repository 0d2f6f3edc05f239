"""Image sets of this project → a LoRA in its `adapters/`, usable by its name. See teaching.py."""

from contextlib import closing
from functools import partial
from typing import Annotated

from PIL import Image
from pydantic import Field, StringConstraints

from ..models.image_model import ModelError
from ..models.lora_canvas import ImageSet
from ..models.lora_captions import scene_caption
from .adapters import NAME
from .arguments import ImageId, Prompt
from .records import StoreError
from .teaching import AdapterReady, teach_adapter
from .teaching_sets import FEWEST, MOST, check_sets
from .tool import Bench, PaintingStarted, PaintingStep, Tool, ToolError, ToolResult

Sets = Annotated[
    tuple[Annotated[tuple[ImageId, ...], Field(min_length=2, max_length=12)], ...],
    Field(min_length=FEWEST, max_length=MOST),
]


class Teach(Tool):
    """Teach the painter a style or a relation between pictures from example sets: each set has pictures that
    belong together, in the order of the panels. It takes minutes, and gives an adapter that other tools use
    by its name.
    """

    adapter: Annotated[str, StringConstraints(pattern=f"^{NAME.pattern}$")] = Field(
        description="the name of the new adapter: small letters, digits, - and _"
    )
    sets: Sets = Field(description="ids of the pictures of each set; all sets have the same number")
    captions: tuple[Prompt, ...] = Field(
        default=(),
        description="a text for each set: one sentence, then [SCENE-1] … [SCENE-2] …; left out, what the "
        "pictures were painted from",
    )

    def run(self, bench: Bench) -> ToolResult:
        """Learn, reporting each step; what was learnt before a cancel is gone on with the next time."""
        if self.captions and len(self.captions) != len(self.sets):
            raise ToolError(
                f"teach got {len(self.captions)} captions for {len(self.sets)} sets; give one each"
            )
        bench.report(PaintingStarted(0, f"teaching {self.adapter}"))
        try:
            ready = self._teach(bench)
        except (ModelError, StoreError) as error:
            raise ToolError(str(error)) from error
        files = ready.path, ready.path.with_suffix(".toml"), ready.path.with_suffix(".png")
        return ToolResult(files=files, note=f"The adapter {self.adapter} can be used by its name now.")

    def _teach(self, bench: Bench) -> AdapterReady:
        sets = [self._set(bench, number) for number in range(len(self.sets))]
        check_sets(sets)
        sheet = sets[0].pictures[0].image
        with closing(teach_adapter(bench.store.folder, bench.painter, self.adapter, sets)) as events:
            for event in events:
                if isinstance(event, AdapterReady):
                    return event
                sheet = event.sheet or sheet
                bench.report(PaintingStep(0, event.index, event.of, partial(_same, sheet)))
                bench.check_cancelled()
        raise ToolError(f"teaching {self.adapter} ended without an adapter; try again")

    def _set(self, bench: Bench, number: int) -> ImageSet:
        ids = self.sets[number]
        caption = self.captions[number] if self.captions else _painted_from(bench, ids)
        pictures = tuple(bench.picture(id) for id in ids)
        return ImageSet(", ".join(ids), pictures, caption, panels=len(ids))


def _same(sheet: Image.Image) -> Image.Image:
    return sheet


def _painted_from(bench: Bench, ids: tuple[ImageId, ...]) -> str:
    prompts = []
    for id in ids:
        request = bench.store.get(id).request
        if request is None:
            raise ToolError(f"nothing says what {id} shows, for it was not painted here; give captions")
        prompts.append(str(request["prompt"]))
    return scene_caption("", prompts)
