"""How well things are painted where they shall be: `python -m benchmarks layout --n 100`.

Scenes of a character and a thing, their boxes by the tool `layout`, beside the same words without a place
("text only") and with it ("words of place": to the left of, above). Boxes are found in the pictures by the
figures' known colours (layout_cases.py). An attribute is in its box where the examiner reads kind and colour
in the picture and the colour covers at least half as much of the box as in the right picture.
"""

import tempfile
from collections.abc import Callable, Sequence
from statistics import mean

from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.image_model import ImageModel
from triptych.tools.assets import Store
from triptych.tools.boxes import Box, in_words
from triptych.tools.layout import Layout
from triptych.tools.tool import Bench

from benchmarks.benchmark import Benchmark
from benchmarks.examiner.examiner import Examiner
from benchmarks.layout_cases import LayoutCase, anywhere, cover, found, iou, usual
from benchmarks.painting import paint
from benchmarks.progress import counted
from benchmarks.set_cases import follows
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

ENOUGH = 0.5
Way = Callable[[ImageModel, LayoutCase], Image.Image]


def boxes_of(case: LayoutCase) -> tuple[Box, ...]:
    """The case's boxes as the tool takes them."""
    return tuple(
        Box(description=one.description, left=left, top=top, width=right - left, height=bottom - top)
        for one in case.placed
        for left, top, right, bottom in (one.box,)
    )


def by_layout(painter: ImageModel, case: LayoutCase) -> Image.Image:
    """As the product does it."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Store(folder), painter)
        call = Layout(prompt=case.prompt, unit="fraction", boxes=boxes_of(case), seed=case.seed)
        (record,) = call.run(bench).images
        return bench.store.open(record.id)


def by_text(painter: ImageModel, case: LayoutCase) -> Image.Image:
    """Only what is to be seen."""
    return paint(painter, painter.settings.request(case.prompt, seed=case.seed))


def by_words(painter: ImageModel, case: LayoutCase) -> Image.Image:
    """What is to be seen, and how the two stand to each other."""
    told = f"{in_words(*boxes_of(case))} {case.where}"
    return paint(painter, painter.settings.request(told, seed=case.seed))


def by_rendering(_: ImageModel, case: LayoutCase) -> Image.Image:
    """The right picture: the most that can be measured."""
    return case.scene.picture(256)


WAYS: dict[str, Way] = {
    "layout": by_layout,
    "text only": by_text,
    "words of place": by_words,
    "right pictures": by_rendering,
}
SORTS = {"figures in their usual places": usual, "figures anywhere": anywhere}


class Layouts(Benchmark):
    """How well things are painted where they shall be, beside words alone."""

    n: int = Field(default=100, ge=1, description="scenes of each sort")
    model: str = Field(default="pocket", description="a painter of the catalog")

    def run(self) -> Table:
        """Measure all ways on both sorts of scenes."""
        painter, examiner = catalog.load(self.model), Examiner.load()
        rows = [
            row
            for name, make in SORTS.items()
            for way in WAYS
            for row in measure(f"{name}, {way}", WAYS[way], painter, examiner, make(self.n))
        ]
        return Table(about={"model": painter.name, "revision": painter.revision}, rows=tuple(rows))


def measure(
    part: str, way: Way, painter: ImageModel, examiner: Examiner, cases: Sequence[LayoutCase]
) -> list[Row]:
    """Mean IoU of character and thing, of both, and the share of attributes in their boxes."""
    overlaps: list[tuple[float, ...]] = []
    inside: list[bool] = []
    for case in counted(cases, part):
        picture, right = way(painter, case), case.scene.picture(256)
        (reading,) = examiner.read([picture])
        overlaps.append(tuple(iou(found(picture, one.color), one.box) for one in case.placed))
        inside += [
            follows(one.attributes, reading) and cover(picture, one) >= ENOUGH * cover(right, one)
            for one in case.placed
        ]
    by_color = {"part": part, "judge": "colours"}
    main = way is by_layout
    return [
        mean_row("box IoU", [mean(both) for both in overlaps], **by_color, main=main),
        mean_row("box IoU of the character", [both[0] for both in overlaps], **by_color),
        mean_row("box IoU of the thing", [both[1] for both in overlaps], **by_color),
        share_row(
            "attribute in its box", Share(sum(inside), len(inside)), part=part, judge="examiner", main=main
        ),
    ]
