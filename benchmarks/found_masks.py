"""Do found masks recolour as well as true ones? `python -m benchmarks found_masks --n 200`.

The cases of the editing benchmark (held-out renders), each recoloured twice by the tool `recolor`: with the
true mask, and with the one that the eyes' box and the heat of the words give. Judge: the examiner, of the
picture that is delivered: "obeyed" is that the new colour is seen, "kept" that every other attribute is.
"""

import tempfile
from typing import Any, ClassVar

from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.image_model import ImageModel
from triptych.models.vision_model import VisionModel
from triptych.tools.assets import Store
from triptych.tools.recolor import Recolor
from triptych.tools.tool import Bench, ToolError

from benchmarks.benchmark import Benchmark
from benchmarks.editing_cases import SIZE, EditCase, cases
from benchmarks.examiner.examiner import Answers, Examiner
from benchmarks.progress import counted
from benchmarks.table import Row, Table, share_row
from benchmarks.wilson import Share

WAYS = {"true mask": True, "found mask": False}


class FoundMasks(Benchmark):
    """Do masks that the assistant finds recolour as well as true ones?"""

    quick: ClassVar[dict[str, Any]] = {"n": 5}

    n: int = Field(default=40, ge=1, description="edits, each in both ways")
    model: str = Field(default="pocket", description="the painter, a name of the catalog")
    eyes: str = Field(default="pocket-eyes", description="what finds things, a name of the catalog")

    def run(self) -> Table:
        """Recolour each case in both ways."""
        painter, eyes, examiner = catalog.load(self.model), catalog.load_vision(self.eyes), Examiner.load()
        read: dict[str, list[Answers]] = {way: [] for way in WAYS}
        asked = cases("recolor", self.n)
        for case in counted(asked, "found masks"):
            images = [recolored(painter, eyes, case, masked=masked) for masked in WAYS.values()]
            for way, answers in zip(WAYS, examiner.read(images), strict=True):
                read[way].append(answers)
        rows = [row for way, answers in read.items() for row in figures(way, asked, answers)]
        return Table(about={"model": painter.name, "revision": painter.revision}, rows=tuple(rows))


def recolored(painter: ImageModel, eyes: VisionModel, case: EditCase, *, masked: bool) -> Image.Image:
    """What the tool delivers; the picture as it was where the tool finds nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Store(folder), painter, eyes=eyes)
        source = bench.store.add(case.before.picture(SIZE))
        mask = bench.store.add(case.mask.convert("RGB")).id if masked else None
        who, shows = case.after.characters[0], case.source
        call = Recolor(
            image=source.id, what=who.kind, color=who.color, shows=shows, mask=mask, seed=case.seed
        )
        try:
            return bench.store.open(call.run(bench).images[0].id)
        except ToolError:
            return bench.store.open(source.id)


def figures(way: str, asked: tuple[EditCase, ...], answers: list[Answers]) -> list[Row]:
    """Shares by the examiner."""
    pairs = list(zip(asked, answers, strict=True))
    obeyed = [_says(seen, case.asked) for case, seen in pairs]
    kept = [_says(seen, case.kept) for case, seen in pairs]
    shares = {"obeyed": obeyed, "kept": kept, "both": [a and b for a, b in zip(obeyed, kept, strict=True)]}
    return [
        share_row(name, Share(sum(hits), len(hits)), part=way, judge="examiner", main=name == "both")
        for name, hits in shares.items()
    ]


def _says(seen: Answers, wanted: dict[str, str]) -> bool:
    return all(seen.get(name) == answer for name, answer in wanted.items())
