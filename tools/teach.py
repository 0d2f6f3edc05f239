"""Image sets of a project or a folder → a LoRA in its `adapters/`, usable by its name. See teaching.py."""

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

from PIL import Image
from pydantic import Field, StringConstraints

from ..models.image_model import ModelError
from ..models.lora_canvas import ImageSet
from ..models.lora_captions import scene_caption
from ..models.vision_model import VisionError
from .adapters import NAME
from .arguments import ImageId, Prompt
from .records import StoreError
from .teaching import AdapterReady, teach_adapter
from .teaching_sets import FEWEST, MOST, check_sets, read_sets
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
    sets: Sets | None = Field(
        default=None, description="ids of the pictures of each set; all sets have the same number"
    )
    folder: str = Field(
        default="",
        max_length=200,
        description="instead of sets: a folder of them, in the project or where Triptych was started",
    )
    captions: tuple[Prompt, ...] = Field(
        default=(),
        description="a text for each set: one sentence, then [SCENE-1] … [SCENE-2] …; left out, what the "
        "pictures were painted from, or what the eyes see",
    )

    def run(self, bench: Bench) -> ToolResult:
        """Learn, reporting each step; what was learnt before a cancel is gone on with the next time."""
        bench.report(PaintingStarted(0, f"teaching {self.adapter}"))
        try:
            ready = self._teach(bench)
        except (ModelError, StoreError, VisionError) as error:
            raise ToolError(str(error)) from error
        files = ready.path, ready.path.with_suffix(".toml"), ready.path.with_suffix(".png")
        return ToolResult(files=files, note=f"The adapter {self.adapter} can be used by its name now.")

    def _teach(self, bench: Bench) -> AdapterReady:
        sets = self._sets(bench)
        sheet = sets[0].pictures[0].image
        lessons = teach_adapter(bench.store.folder, bench.painter, self.adapter, sets, eyes=bench.eyes)
        with closing(lessons) as events:
            for event in events:
                if isinstance(event, AdapterReady):
                    return event
                sheet = event.sheet or sheet
                bench.report(PaintingStep(0, event.index, event.of, partial(_same, sheet)))
                bench.check_cancelled()
        raise ToolError(f"teaching {self.adapter} ended without an adapter; try again")

    def _sets(self, bench: Bench) -> list[ImageSet]:
        if self.folder:
            return read_sets(_inside(bench, self.folder), small_world=bench.painter.vocabulary is not None)
        if not self.sets:
            raise ToolError("teach got neither sets nor a folder; give one of them")
        if self.captions and len(self.captions) != len(self.sets):
            raise ToolError(
                f"teach got {len(self.captions)} captions for {len(self.sets)} sets; give one each"
            )
        captions = self.captions or tuple(_painted_from(bench, ids) for ids in self.sets)
        sets = [self._set(bench, *one) for one in zip(self.sets, captions, strict=True)]
        check_sets(sets)
        return sets

    def _set(self, bench: Bench, ids: tuple[ImageId, ...], caption: str) -> ImageSet:
        pictures = tuple(bench.picture(id) for id in ids)
        return ImageSet(", ".join(ids), pictures, caption, panels=len(ids))


def _inside(bench: Bench, folder: str) -> Path:
    """A folder that whoever talks may name: not any one of the machine."""
    for base in (bench.store.folder.resolve(), Path.cwd()):
        found = (base / folder).resolve()
        if found.is_relative_to(base) and found.is_dir():
            return found
    raise ToolError(
        f"there is no folder {folder!r} in the project or where Triptych was started; put it there, or use "
        "`triptych teach FOLDER --name NAME`"
    )


def _same(sheet: Image.Image) -> Image.Image:
    return sheet


def _painted_from(bench: Bench, ids: tuple[ImageId, ...]) -> str:
    prompts = []
    for id in ids:
        request = bench.store.get(id).request
        if request is None and bench.eyes:
            return ""  # the eyes write a caption
        if request is None:
            raise ToolError(f"nothing says what {id} shows, for it was not painted here; give captions")
        prompts.append(str(request["prompt"]))
    return scene_caption("", prompts)
