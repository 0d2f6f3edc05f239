"""Which way of editing obeys, and which keeps: `python benchmarks/edit_ways.py --n 20`.

The same colour edits by reference and by two branches; the examiner reads what came of it. Knows models
only by their name in the catalog.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from triptych.models import catalog
from triptych.models.image_model import ImageModel
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import HELD_OUT, random_color, solo_scene
from triptych.models.pocket.world import Scene
from triptych.tools.assets import Store
from triptych.tools.records import ImageRecord
from triptych.tools.tool import Bench, make_call

from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Examiner

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


def main() -> None:
    """Print a line a way."""
    arguments = _arguments()
    painter, examiner = catalog.load(arguments.model), Examiner.load()
    cases = [_case(number) for number in range(arguments.n)]
    print(f"{'way':12}{'obeyed':>8}{'structure':>11}{'both':>7}{'changed':>9}{'kept':>9}")
    for name, way in WAYS.items():
        with tempfile.TemporaryDirectory() as folder:
            records, images = _edited(painter, Path(folder), way, cases)
        print(f"{name:12}" + _line(records, images, cases, examiner), flush=True)


def _case(number: int) -> tuple[Scene, str]:
    rng = Random(FIRST + number)
    scene = solo_scene(rng)
    return scene, random_color(rng, scene.characters[0].color, scene.characters[0].clothing_color)


def _edited(
    painter: ImageModel, folder: Path, way: Way, cases: list[tuple[Scene, str]]
) -> tuple[list[ImageRecord], list[Image.Image]]:
    bench = Bench(Store(folder), painter)
    records = []
    for scene, color in cases:
        source = bench.store.add(scene.picture(SIZE))
        records.append(way(bench, scene, source.id, color))
    return records, [bench.store.open(record.id) for record in records]


def _line(
    records: list[ImageRecord],
    images: list[Image.Image],
    cases: list[tuple[Scene, str]],
    examiner: Examiner,
) -> str:
    obeyed, kept = [], []
    for (scene, color), answer in zip(cases, examiner.read(images), strict=True):
        wanted = truth(scene)
        obeyed.append(answer.get("color") == color)
        kept.append(all(answer.get(name) == wanted[name] for name in STRUCTURE if name in wanted))
    found = [(record.report or {})["fidelity"] for record in records]
    both = sum(map(all, zip(obeyed, kept, strict=True)))
    changed = sum(one["changed"] for one in found) / len(found)
    kept_pixels = sum(one["kept"] for one in found) / len(found)
    n = len(cases)
    return f"{sum(obeyed) / n:8.2f}{sum(kept) / n:11.2f}{both / n:7.2f}{changed:9.2f}{kept_pixels:9.2f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Which way of editing obeys, and which keeps.")
    parser.add_argument("--n", type=int, default=20, help="edits a way")
    parser.add_argument("--model", default="pocket", help="a name of the catalog")
    return parser.parse_args()


if __name__ == "__main__":
    main()
