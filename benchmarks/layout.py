"""How well things are painted where they shall be: `python benchmarks/layout.py --n 100`.

Scenes of a character and a thing, their boxes by the tool `layout`, beside the same words without a place
("text only") and with it ("words of place": to the left of, above). Boxes are found in the pictures by the
figures' known colours (layout_cases.py). An attribute is in its box where the examiner reads kind and colour
in the picture and the colour covers at least half as much of the box as in the right picture.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from triptych.models import catalog
from triptych.models.image_model import ImageModel, Painting
from triptych.tools.assets import Store
from triptych.tools.boxes import Box, in_words
from triptych.tools.layout import Layout
from triptych.tools.tool import Bench

from benchmarks.examiner.examiner import Examiner
from benchmarks.layout_cases import LayoutCase, anywhere, cover, found, iou, usual
from benchmarks.set_cases import follows
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
    return _painted(painter, case.prompt, case.seed)


def by_words(painter: ImageModel, case: LayoutCase) -> Image.Image:
    """What is to be seen, and how the two stand to each other."""
    return _painted(painter, f"{in_words(*boxes_of(case))} {case.where}", case.seed)


def by_rendering(_: ImageModel, case: LayoutCase) -> Image.Image:
    """The right picture: the most that can be measured."""
    return case.scene.picture(256)


WAYS: dict[str, Way] = {
    "layout": by_layout,
    "text only": by_text,
    "words of place": by_words,
    "right pictures": by_rendering,
}


def _painted(painter: ImageModel, prompt: str, seed: int) -> Image.Image:
    *_, last = painter.paint(painter.settings.request(prompt, seed=seed))
    assert isinstance(last, Painting)
    return last.image


def measure(
    way: Way, painter: ImageModel, examiner: Examiner, cases: Sequence[LayoutCase]
) -> dict[str, float]:
    """Mean IoU of character and thing, of both, and the share of attributes in their boxes."""
    overlaps: list[tuple[float, ...]] = []
    inside: list[bool] = []
    for number, case in enumerate(cases, start=1):
        print(f"\r{number}/{len(cases)} ", end="", file=sys.stderr, flush=True)
        picture, right = way(painter, case), case.scene.picture(256)
        (reading,) = examiner.read([picture])
        overlaps.append(tuple(iou(found(picture, one.color), one.box) for one in case.placed))
        inside += [
            follows(one.attributes, reading) and cover(picture, one) >= ENOUGH * cover(right, one)
            for one in case.placed
        ]
    low, high = Share(sum(inside), len(inside)).interval()
    return {
        "box IoU": mean(mean(both) for both in overlaps),
        "of the character": mean(both[0] for both in overlaps),
        "of the thing": mean(both[1] for both in overlaps),
        "attribute in box": sum(inside) / len(inside),
        "95% from": low,
        "to": high,
    }


def table(name: str, results: dict[str, dict[str, float]], cases: int) -> str:
    """The ways, one a line."""
    heads = list(next(iter(results.values())))
    lines = [f"\n{name}, n = {cases}", f"{'':18}" + "".join(f"{head:>18}" for head in heads)]
    lines += [
        f"{way:18}" + "".join(f"{figures[head]:18.3f}" for head in heads) for way, figures in results.items()
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure all ways on both sorts of scenes."""
    arguments = _arguments()
    painter, examiner = catalog.load(arguments.model), Examiner.load()
    report: dict[str, object] = {"model": painter.name, "revision": painter.revision}
    sorts = {"figures in their usual places": usual, "figures anywhere": anywhere}
    for name, make in sorts.items():
        cases = make(arguments.n)
        results = {way: measure(paint, painter, examiner, cases) for way, paint in WAYS.items()}
        print(table(name, results, len(cases)), flush=True)
        report[name] = results
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How well things are painted where they shall be.")
    parser.add_argument("--n", type=int, default=100, help="scenes of each sort")
    parser.add_argument("--model", default="pocket", help="the painter, a name of the catalog")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
