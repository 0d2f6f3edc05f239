"""What painting a set together is worth: `python benchmarks/image_sets.py --n 100 --eyes pocket-eyes`.

Sets of four pictures of one hero, by the tool `image_set`, from one joint prompt on the same canvas, and
each alone. The examiner says which pictures show their own prompt, and whether the hero agrees where no
prompt says its looks. With eyes, T2IS-Eval's three dimensions beside it: identity and style of each pair, and
logic, here that both pictures of a pair show their own place; each is the mean of P(yes).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from statistics import mean

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from triptych.models import catalog, questions
from triptych.models.image_model import ImageModel, ImageRequest, Painting
from triptych.models.panel_grid import grid_of
from triptych.models.panel_prompt import joint_prompt
from triptych.models.pocket.words import PLACE_PHRASES
from triptych.models.vision_model import VisionModel
from triptych.tools.assets import Store
from triptych.tools.image_set import ImageSet
from triptych.tools.tool import Bench

from benchmarks.examiner.examiner import Examiner
from benchmarks.set_cases import PICTURES, SetCase, agreement, follows, set_cases
from benchmarks.wilson import Share

Pictures = tuple[Image.Image, ...]
Way = Callable[[ImageModel, SetCase, tuple[str, ...]], Pictures]


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
    return grid.split(_painted(painter, request))


def alone(painter: ImageModel, case: SetCase, prompts: tuple[str, ...]) -> Pictures:
    """Each prompt for itself."""
    requests = [painter.settings.request(prompt, seed=case.seed + n) for n, prompt in enumerate(prompts)]
    return tuple(_painted(painter, request) for request in requests)


WAYS: dict[str, Way] = {"together": together, "one joint prompt": jointly, "each alone": alone}


def _painted(painter: ImageModel, request: ImageRequest) -> Image.Image:
    *_, last = painter.paint(request)
    assert isinstance(last, Painting)
    return last.image


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


def measure(
    way: Way, painter: ImageModel, examiner: Examiner, eyes: VisionModel | None, cases: Sequence[SetCase]
) -> dict[str, object]:
    """One way's figures: pictures that show their own prompt; sets, and pairs, in which the hero agrees."""
    own: list[bool] = []
    pairs: list[list[bool]] = []
    seen: list[dict[str, float]] = []
    for number, case in enumerate(cases, start=1):
        print(f"\r{number}/{len(cases)} ", end="", file=sys.stderr, flush=True)
        readings = examiner.read(way(painter, case, case.prompts))
        own += [follows(asked, reading) for asked, reading in zip(case.asked, readings, strict=True)]
        pictures = way(painter, case, case.open_prompts)
        pairs.append(agreement(tuple(examiner.read(pictures))))
        if eyes:
            seen.append(dimensions(eyes, case, pictures))
    agreeing = Share(sum(all(pair) for pair in pairs), len(pairs))
    return {
        "own prompt": _row(Share(sum(own), len(own))),
        "hero agrees in all four": _row(agreeing),
        "hero agrees in a pair": round(mean(mean(pair) for pair in pairs), 4),
        **{name: round(mean(one[name] for one in seen), 4) for name in (seen[0] if seen else ())},
    }


def _row(share: Share) -> dict[str, float]:
    low, high = share.interval()
    return {"share": round(share.value, 4), "low": round(low, 4), "high": round(high, 4), "n": share.n}


def table(results: dict[str, dict[str, object]], cases: int) -> str:
    """The ways side by side."""
    names = list(next(iter(results.values())))
    lines = [f"n = {cases} sets of {PICTURES}", f"{'':26}" + "".join(f"{way:>26}" for way in results)]
    lines += [
        f"{name:26}" + "".join(f"{_cell(figures[name]):>26}" for figures in results.values())
        for name in names
    ]
    return "\n".join(lines)


def _cell(figure: object) -> str:
    if isinstance(figure, dict):
        return f"{figure['share']:.3f} ({figure['low']:.3f}–{figure['high']:.3f})"
    return f"{figure:.3f}"


def main() -> None:
    """Measure all ways on the same sets."""
    arguments = _arguments()
    painter, examiner = catalog.load(arguments.model), Examiner.load()
    eyes = catalog.load_vision(arguments.eyes) if arguments.eyes else None
    cases, results = set_cases(arguments.n), {}
    for name, way in WAYS.items():
        results[name] = measure(way, painter, examiner, eyes, cases)
        print(f"\n{name}: {results[name]}", file=sys.stderr)
    print(table(results, len(cases)))
    if arguments.json:
        report = {"model": painter.name, "revision": painter.revision, "eyes": arguments.eyes, **results}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What painting a set together is worth.")
    parser.add_argument("--n", type=int, default=100, help="sets")
    parser.add_argument("--model", default="pocket", help="the painter, a name of the catalog")
    parser.add_argument("--eyes", default="", help="a vision model of the catalog, for T2IS-Eval")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
