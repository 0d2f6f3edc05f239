"""Which way of editing obeys, and which keeps: `python -m benchmarks edit_ways --n 20`.

The same colour edits by reference and by two branches; the examiner reads what came of it. Knows models
only by their name in the catalog.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.image_model import ImageModel
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import HELD_OUT, random_color, solo_scene
from triptych.models.pocket.world import Scene
from triptych.tools.assets import Store
from triptych.tools.records import ImageRecord
from triptych.tools.tool import Bench, make_call

from benchmarks.benchmark import Benchmark
from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Examiner
from benchmarks.progress import counted
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

SIZE = 256
FIRST = HELD_OUT + 9_000_000
STRUCTURE = ("kind", "clothing", "clothing_color", "place", "style", "facing")
Way = Callable[[Bench, Scene, str, str], ImageRecord]


def by_reference(bench: Bench, scene: Scene, said: str, color: str) -> ImageRecord:
    """ "Make the cat green", as the painter was taught."""
    instruction = f"make the {scene.characters[0].kind} {color}"
    return make_call("edit", {"image": said, "instruction": instruction, "seed": 1}).run(bench).images[0]


def by_branches(bench: Bench, scene: Scene, said: str, color: str) -> ImageRecord:
    """With attention shared, as the picture's sentence says it."""
    call = {"image": said, "what": scene.characters[0].kind, "color": color, "seed": 1}
    prompt = caption(scene, Random(0))
    return make_call("recolor", call | {"shows": prompt}).run(bench).images[0]


WAYS: dict[str, Way] = {"reference": by_reference, "branches": by_branches}


class EditWays(Benchmark):
    """Which way of editing obeys, and which keeps: the same colour edits by reference and by two branches."""

    n: int = Field(default=20, ge=1, description="edits a way")
    model: str = Field(default="pocket", description="a painter of the catalog")

    def run(self) -> Table:
        """All ways on the same edits."""
        painter, examiner = catalog.load(self.model), Examiner.load()
        cases, rows = [_case(number) for number in range(self.n)], list[Row]()
        for name in WAYS:
            with tempfile.TemporaryDirectory() as folder:
                records, images = _edited(painter, Path(folder), name, cases)
            rows += figures(name, records, images, cases, examiner)
        return Table(about={"model": painter.name, "revision": painter.revision}, rows=tuple(rows))


def _case(number: int) -> tuple[Scene, str]:
    rng = Random(FIRST + number)
    scene = solo_scene(rng)
    return scene, random_color(rng, scene.characters[0].color, scene.characters[0].clothing_color)


def _edited(
    painter: ImageModel, folder: Path, name: str, cases: list[tuple[Scene, str]]
) -> tuple[list[ImageRecord], list[Image.Image]]:
    bench = Bench(Store(folder), painter)
    records = []
    for scene, color in counted(cases, name):
        source = bench.store.add(scene.picture(SIZE))
        records.append(WAYS[name](bench, scene, source.id, color))
    return records, [bench.store.open(record.id) for record in records]


def figures(
    part: str,
    records: Sequence[ImageRecord],
    images: Sequence[Image.Image],
    cases: Sequence[tuple[Scene, str]],
    examiner: Examiner,
) -> list[Row]:
    """One way's shares, and what of the pixels changed and was kept as the records have it."""
    obeyed, kept = [], []
    for (scene, color), answer in zip(cases, examiner.read(images), strict=True):
        wanted = truth(scene)
        obeyed.append(answer.get("color") == color)
        kept.append(all(answer.get(name) == wanted[name] for name in STRUCTURE if name in wanted))
    both = [one and other for one, other in zip(obeyed, kept, strict=True)]
    found = [(record.report or {})["fidelity"] for record in records]
    shares = {"obeyed": obeyed, "structure kept": kept, "both": both}
    return [
        *(
            share_row(name, Share(sum(right), len(right)), part=part, judge="examiner")
            for name, right in shares.items()
        ),
        *(
            mean_row(f"pixels {name}", [one[name] for one in found], part=part, judge="pixels", better=better)
            for name, better in (("changed", "neither"), ("kept", "higher"))
        ),
    ]
