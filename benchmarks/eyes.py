"""How well the eyes see: `python benchmarks/eyes.py --n 300`.

On held-out renders: each attribute of the description, yes/no questions with their calibration, and
whether two pictures show the same character. On pictures by the painter: how often the eyes and the
examiner read the same, for there the truth is not known.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from random import Random

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from triptych.models import catalog, questions
from triptych.models.pocket.description import SceneDescription
from triptych.models.pocket.eyes_questions import ask
from triptych.models.pocket.eyes_scenes import scene_of
from triptych.models.pocket.scenes import HELD_OUT, random_scene

from benchmarks.cases import mixed
from benchmarks.examiner.attributes import ATTRIBUTES, truth
from benchmarks.examiner.examiner import Answers, Examiner
from benchmarks.eyes_reader import EyesReader
from benchmarks.painting import painted
from benchmarks.wilson import Share

FIRST = HELD_OUT + 12_000_000
"""Seeds of its own, apart from those of the other benchmarks."""
WEIGHTS = Path(__file__).resolve().parents[1] / "models/pocket/weights/eyes"
QUESTIONS = 4
BINS = 10


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    eyes = EyesReader.load(arguments.eyes)
    scenes = [random_scene(Random(FIRST + number)) for number in range(arguments.n)]
    pictures = [scene.picture(256) for scene in scenes]
    _print("descriptions of held-out renders", _agreement(map(truth, scenes), eyes.describe(pictures)))
    asked = [ask(scene, QUESTIONS, Random(f"eyes {n}")) for n, scene in enumerate(scenes)]
    plain = [(text, [picture]) for told, picture in zip(asked, pictures, strict=True) for text, _ in told]
    answers = [answer for told in asked for _, answer in told]
    _report("yes/no", eyes.probabilities(plain), answers)
    pairs, same = _pairs(arguments.pairs)
    _report("same character", eyes.probabilities(pairs), same)
    if arguments.painted:
        _against_examiner(eyes, arguments.painted)


def _pairs(n: int) -> tuple[list[tuple[str, list[Image.Image]]], list[bool]]:
    """Two pictures of one character each, the same or nearly, and which it is."""
    asked: list[tuple[str, list[Image.Image]]] = []
    same: list[bool] = []
    seed = FIRST
    while len(asked) < n:
        pair = [scene_of("render", seed), scene_of("render", seed + 1)]
        seed += 2
        if all(len(scene.characters) == 1 and scene.count == 1 for scene in pair):
            asked.append((questions.SAME_CHARACTER, [scene.picture(256) for scene in pair]))
            who = [scene.characters[0].model_copy(update={"facing": "left"}) for scene in pair]
            same.append(who[0] == who[1])
    return asked, same


def _against_examiner(eyes: EyesReader, n: int) -> None:
    model, skill = catalog.load("pocket"), mixed(n)
    pictures = list(painted(model, skill, model.settings))
    readings = Examiner.load().read(pictures)
    _print("agreement with the examiner on painted pictures", _agreement(readings, eyes.describe(pictures)))


def _agreement(expected: Iterable[Answers], found: Iterable[SceneDescription | None]) -> dict[str, Share]:
    """Attribute → how often the eyes say what is expected; "all" is the whole picture."""
    hits: dict[str, list[bool]] = {name: [] for name in ("all", *ATTRIBUTES)}
    for answers, description in zip(expected, found, strict=True):
        said = {} if description is None else read(description)
        right = {name: said.get(name) == answer for name, answer in answers.items()}
        hits["all"].append(all(right.values()))
        for name, value in right.items():
            hits[name].append(value)
    return {name: Share(sum(values), len(values)) for name, values in hits.items()}


def read(description: SceneDescription) -> Answers:
    """A description in the examiner's words."""
    people, things = description.characters, description.things
    answers = {"style": description.style, "place": description.place, "figures": str(len(people))}
    for suffix, who in zip(("", "_2"), (people[:1], people[1:][-1:]), strict=True):
        looks = who[0].model_dump(exclude={"box"}, exclude_none=True) if who else {}
        answers |= {name + suffix: value for name, value in looks.items()}
    if not things:
        return answers | {"thing": "none", "count": "0"}
    it = things[0]
    answers |= {"thing": it.kind, "thing_color": it.color, "count": str(it.count)}
    if len(people) == 1:
        answers["relation"] = _side(it.box, people[0].box)
    return answers


def _side(thing: tuple[int, ...], who: tuple[int, ...]) -> str:
    """Above where its middle is over the head, else the side of the middles."""
    if (thing[1] + thing[3]) / 2 < who[1] + 4:
        return "above"
    return "left" if thing[0] + thing[2] < who[0] + who[2] else "right"


def _report(name: str, probabilities: list[float], answers: list[bool]) -> None:
    right = [(p > 0.5) == answer for p, answer in zip(probabilities, answers, strict=True)]
    _print(
        name, {"right": Share(sum(right), len(right)), "true answer yes": Share(sum(answers), len(answers))}
    )
    print(f"expected calibration error, {BINS} bins: {calibration(probabilities, answers):.3f}\n")


def calibration(probabilities: list[float], answers: list[bool]) -> float:
    """Expected calibration error of P(yes) (Guo et al. 2017): mean gap of promise and truth over bins."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, answer in zip(probabilities, answers, strict=True):
        bins[min(int(p * BINS), BINS - 1)].append((p, answer))
    gaps = (abs(sum(p for p, _ in some) - sum(answer for _, answer in some)) for some in bins)
    return sum(gaps) / max(1, len(answers))


def _print(title: str, shares: dict[str, Share]) -> None:
    print(f"{title}\n| attribute | n | right | 95% |\n| --- | ---: | ---: | --- |")
    for name, share in shares.items():
        if share.n:
            low, high = share.interval()
            print(f"| {name} | {share.n} | {share.value:.3f} | {low:.3f}–{high:.3f} |")
    print(flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How well the eyes see.")
    parser.add_argument("--eyes", type=Path, default=WEIGHTS, help="weights, or the training's folder")
    parser.add_argument("--n", type=int, default=300, help="held-out renders")
    parser.add_argument("--pairs", type=int, default=200, help="pairs of characters")
    parser.add_argument("--painted", type=int, default=0, help="pictures by the painter, for the examiner")
    return parser.parse_args()


if __name__ == "__main__":
    main()
