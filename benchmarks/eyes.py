"""How well the eyes see: `python -m benchmarks eyes --n 300 --painted 200`.

On held-out renders: each attribute of the description, yes/no questions with their calibration, and
whether two pictures show the same character; chance is the answer that is true most often. On pictures by
the painter: how often the eyes and the examiner read the same, for there the truth is not known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from PIL import Image
from pydantic import Field
from triptych.models import catalog, questions
from triptych.models.pocket.description import SceneDescription
from triptych.models.pocket.eyes_questions import ask
from triptych.models.pocket.eyes_scenes import scene_of
from triptych.models.pocket.scenes import HELD_OUT, random_scene

from benchmarks.benchmark import Benchmark
from benchmarks.cases import mixed
from benchmarks.examiner.attributes import ATTRIBUTES, truth
from benchmarks.examiner.examiner import Answers, Examiner
from benchmarks.eyes_reader import EyesReader
from benchmarks.painting import painted
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

FIRST = HELD_OUT + 12_000_000
"""Seeds of its own, apart from those of the other benchmarks."""
WEIGHTS = Path(__file__).resolve().parents[1] / "models/pocket/weights/eyes"
QUESTIONS = 4
BINS = 10


class Eyes(Benchmark):
    """How well the eyes see, beside the truth of rendered scenes."""

    quick: ClassVar[Mapping[str, Any]] = {"n": 100, "pairs": 60}

    n: int = Field(default=300, ge=1, description="held-out renders")
    pairs: int = Field(default=200, ge=1, description="pairs of characters")
    painted: int = Field(default=0, ge=0, description="pictures by the painter, for the examiner")
    model: str = Field(default="pocket", description="the painter of those, a name of the catalog")
    eyes: Path = Field(default=WEIGHTS, description="weights, or the training's folder")

    def run(self) -> Table:
        """Look at renders, then at pictures by the painter."""
        eyes = EyesReader.load(self.eyes)
        scenes = [random_scene(Random(FIRST + number)) for number in range(self.n)]
        pictures = [scene.picture(256) for scene in scenes]
        truths = list(map(truth, scenes))
        rows = described("descriptions", truths, eyes.describe(pictures), judge="true scenes")
        asked = [ask(scene, QUESTIONS, Random(f"eyes {n}")) for n, scene in enumerate(scenes)]
        plain = [(text, [picture]) for told, picture in zip(asked, pictures, strict=True) for text, _ in told]
        answers = [answer for told in asked for _, answer in told]
        rows += answered("yes/no questions", eyes.probabilities(plain), answers)
        pairs, same = _pairs(self.pairs)
        rows += answered("same character", eyes.probabilities(pairs), same)
        if self.painted:
            rows += _against_examiner(eyes, self.model, self.painted)
        return Table(about={"eyes": self.eyes.name, "model": self.model}, rows=tuple(rows))


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


def _against_examiner(eyes: EyesReader, name: str, n: int) -> list[Row]:
    model, skill = catalog.load(name), mixed(n)
    pictures = list(painted(model, skill, model.settings))
    readings = Examiner.load().read(pictures)
    return described("painted pictures", readings, eyes.describe(pictures), judge="examiner")


def described(
    part: str, expected: Sequence[Answers], found: Iterable[SceneDescription | None], judge: str
) -> list[Row]:
    """Attribute → how often the eyes say what is expected; "all" is the whole picture."""
    hits: dict[str, list[bool]] = {name: [] for name in ("all", *ATTRIBUTES)}
    for answers, description in zip(expected, found, strict=True):
        said = {} if description is None else read(description)
        right = {name: said.get(name) == answer for name, answer in answers.items()}
        hits["all"].append(all(right.values()))
        for name, value in right.items():
            hits[name].append(value)
    return [
        share_row(
            name,
            Share(sum(values), len(values)),
            part=part,
            judge=judge,
            chance=_commonest([str(one.get(name, one)) for one in expected if name in one or name == "all"]),
            main=name == "all",
        )
        for name, values in hits.items()
        if values
    ]


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


def answered(part: str, probabilities: list[float], answers: list[bool]) -> list[Row]:
    """Right answers and their calibration; chance is the commonest answer."""
    right = [(p > 0.5) == answer for p, answer in zip(probabilities, answers, strict=True)]
    share = Share(sum(right), len(right))
    gap = calibration(probabilities, answers)
    yes = mean_row("true answer yes", [float(answer) for answer in answers], part=part, judge="true scenes")
    return [
        share_row("right", share, part=part, judge="true scenes", chance=_commonest(answers), main=True),
        yes.model_copy(update={"better": "neither"}),
        Row(
            part=part,
            name=f"expected calibration error, {BINS} bins",
            value=round(gap, 4),
            low=0,
            high=1,
            n=len(answers),
            judge="true scenes",
            better="neither",
        ),
    ]


def _commonest(answers: Sequence[object]) -> float:
    """How often the most common answer is true."""
    return round(max(Counter(answers).values()) / len(answers), 4)


def calibration(probabilities: list[float], answers: list[bool]) -> float:
    """Expected calibration error of P(yes) (Guo et al. 2017): mean gap of promise and truth over bins."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, answer in zip(probabilities, answers, strict=True):
        bins[min(int(p * BINS), BINS - 1)].append((p, answer))
    gaps = (abs(sum(p for p, _ in some) - sum(answer for _, answer in some)) for some in bins)
    return sum(gaps) / max(1, len(answers))
