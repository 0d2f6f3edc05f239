"""What painting a set together is worth: `python -m benchmarks image_sets --n 100 --eyes pocket-eyes`.

Sets of four pictures of one hero, by the tool `image_set`, from one joint prompt on the same canvas, and
each alone. The examiner says which pictures show their own prompt, and whether the hero agrees where no
prompt says its looks. With eyes, T2IS-Eval's three dimensions beside it: identity and style of each pair, and
logic, here that both pictures of a pair show their own place; each is the mean of P(yes).
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from statistics import mean
from typing import Any, ClassVar, Literal, get_args

from PIL import Image
from pydantic import Field
from triptych.models import catalog, questions
from triptych.models.image_model import ImageModel
from triptych.models.panel_grid import grid_of
from triptych.models.panel_prompt import joint_prompt
from triptych.models.pocket.words import PLACE_PHRASES
from triptych.models.vision_model import VisionModel
from triptych.tools.assets import Store
from triptych.tools.image_set import ImageSet
from triptych.tools.tool import Bench

from benchmarks.benchmark import Benchmark
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import paint
from benchmarks.progress import counted
from benchmarks.set_cases import SetCase, agreement, follows, set_cases
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

Pictures = tuple[Image.Image, ...]
Way = Callable[[ImageModel, SetCase, tuple[str, ...]], Pictures]
WayName = Literal["together", "one joint prompt", "each alone"]


def together(painter: ImageModel, case: SetCase, prompts: tuple[str, ...]) -> Pictures:
    """As the product does it."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Store(folder), painter)
        result = ImageSet(prompt=case.shared, prompts=prompts, seed=case.seed).run(bench)
        return tuple(bench.store.open(record.id) for record in result.images)


def jointly(painter: ImageModel, case: SetCase, prompts: tuple[str, ...]) -> Pictures:
    """The same canvas from one prompt that says all panels."""
    grid = grid_of(len(prompts), 1.0, painter.settings)
    width, height = grid.size
    request = painter.settings.request(joint_prompt(prompts), width=width, height=height, seed=case.seed)
    return grid.split(paint(painter, request))


def alone(painter: ImageModel, case: SetCase, prompts: tuple[str, ...]) -> Pictures:
    """Each prompt for itself."""
    requests = [painter.settings.request(prompt, seed=case.seed + n) for n, prompt in enumerate(prompts)]
    return tuple(paint(painter, request) for request in requests)


WAYS: dict[WayName, Way] = {"together": together, "one joint prompt": jointly, "each alone": alone}


def dimensions(eyes: VisionModel, case: SetCase, pictures: Pictures) -> dict[str, float]:
    """T2IS-Eval's identity, style and logic of one set, 0..1."""
    pairs = list(combinations(pictures, 2))
    places = [
        eyes.probability(questions.placed(PLACE_PHRASES[scene.place][0]), [picture])
        for scene, picture in zip(case.scenes, pictures, strict=True)
    ]
    return {
        "identity": mean(eyes.probability(questions.SAME_CHARACTER, pair) for pair in pairs),
        "style": mean(eyes.probability(questions.SAME_STYLE, pair) for pair in pairs),
        "logic": mean(one * two for one, two in combinations(places, 2)),
    }


class ImageSets(Benchmark):
    """What painting a set together is worth: four pictures of one hero, in three ways."""

    quick: ClassVar[Mapping[str, Any]] = {"n": 4, "eyes": "pocket-eyes", "ways": ("together", "each alone")}

    n: int = Field(default=100, ge=1, description="sets")
    ways: tuple[WayName, ...] = Field(default=get_args(WayName), description="how they are painted")
    model: str = Field(default="pocket", description="a painter of the catalog")
    eyes: str = Field(default="", description="a vision model of the catalog, for T2IS-Eval")

    def run(self) -> Table:
        """Measure all ways on the same sets."""
        painter, examiner = catalog.load(self.model), Examiner.load()
        eyes = catalog.load_vision(self.eyes) if self.eyes else None
        cases = set_cases(self.n)
        rows = [row for way in self.ways for row in measure(way, painter, examiner, eyes, cases)]
        about = {"model": painter.name, "revision": painter.revision, "eyes": self.eyes}
        return Table(about=about, rows=tuple(rows))


def measure(
    way: WayName, painter: ImageModel, examiner: Examiner, eyes: VisionModel | None, cases: Sequence[SetCase]
) -> list[Row]:
    """One way's figures: pictures that show their own prompt; sets, and pairs, in which the hero agrees."""
    own: list[bool] = []
    pairs: list[list[bool]] = []
    seen: list[dict[str, float]] = []
    for case in counted(cases, way):
        readings = examiner.read(WAYS[way](painter, case, case.prompts))
        own += [follows(asked, reading) for asked, reading in zip(case.asked, readings, strict=True)]
        pictures = WAYS[way](painter, case, case.open_prompts)
        pairs.append(agreement(tuple(examiner.read(pictures))))
        if eyes:
            seen.append(dimensions(eyes, case, pictures))
    agreeing = Share(sum(all(pair) for pair in pairs), len(pairs))
    found = {"part": way, "judge": "examiner", "main": way == "together"}
    asked = {"part": way, "judge": eyes.name if eyes else "", "main": way == "together"}
    return [
        share_row("own prompt", Share(sum(own), len(own)), **found),
        share_row("hero agrees in all four", agreeing, **found),
        mean_row("hero agrees in a pair", [mean(pair) for pair in pairs], **(found | {"main": False})),
        *(mean_row(name, [one[name] for one in seen], **asked) for name in (seen[0] if seen else ())),
    ]
