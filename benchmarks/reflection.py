"""What looking at its own pictures is worth: `python -m benchmarks reflection --n 200 --prompts demanding`.

Each held-out prompt goes through the assistant's own loop with at most four pictures. Beside it stand its
first draft alone, and the best of four drafts as the critic's eyes choose. The examiner, which is trained
apart from the eyes, says which pictures are right.
"""

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

import torch
from PIL import Image
from pydantic import Field
from triptych.agent.checks import checks_for
from triptych.agent.critic import PASS, summed_up
from triptych.agent.events import Judged, PictureReady, Replied
from triptych.agent.limits import Limits
from triptych.agent.phrasebook.scene import Figure, Thing
from triptych.agent.phrasebook.scene import Scene as Said
from triptych.agent.refine import fresh_seed
from triptych.agent.session import Project
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Check, Output, Plan, Verdict
from triptych.agent.steps import steps_for
from triptych.models import catalog
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.models.pocket.world import Scene

from benchmarks.benchmark import Benchmark
from benchmarks.cases import Case, demanding, mixed
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import paint
from benchmarks.progress import tell
from benchmarks.scoring import verdict
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

DRAFTS = 4
PROMPTS = {"mixed": mixed, "demanding": demanding}
SEEDS_APART = 1000


@dataclass(frozen=True)
class Outcome:
    """One prompt: whether each way's picture is right, what the eyes gave it, and pictures spent."""

    first: bool
    best_of_four: bool
    reflection: bool
    spent: int
    first_score: float
    delivered_score: float
    refined: int


class Reflection(Benchmark):
    """What looking at its own pictures is worth, beside one shot and the best of four."""

    quick: ClassVar[Mapping[str, Any]] = {"n": 10, "prompts": "demanding"}

    n: int = Field(default=200, ge=1, description="prompts")
    prompts: Literal["mixed", "demanding"] = Field(
        default="mixed", description="which scenes: mixed, demanding"
    )
    model: str = Field(default="pocket", description="the painter, a name of the catalog")
    eyes: str = Field(default="pocket-eyes", description="the critic, a name of the catalog")
    processes: int = Field(default=2, ge=1, description="prompts measured side by side")

    def run(self) -> Table:
        """Measure all prompts in some processes."""
        cases = PROMPTS[self.prompts](self.n).cases
        loaded, outcomes = (self.model, self.eyes, cases), list[Outcome]()
        with ProcessPoolExecutor(self.processes, initializer=_open_studio, initargs=loaded) as pool:
            for outcome in pool.map(_one, range(1, len(cases) + 1), cases):
                outcomes.append(outcome)
                tell(f"reflection {len(outcomes)}/{len(cases)}")
        return Table(
            about={"model": self.model, "eyes": self.eyes, "prompts": self.prompts},
            rows=tuple(rows(outcomes)),
            details=[asdict(outcome) for outcome in outcomes],
        )


class OnePicture:
    """Knows the brief of each prompt: the loop is measured here, not how sentences are read."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = {case.prompt: case for case in cases}

    def brief(self, text: str, _: Situation) -> Brief:
        """The prompt as it stands, with the checks of what it says."""
        output = Output(prompt=text, shows=text, checks=checks(self._cases[text]))
        return Brief(task="text_to_image", operation="generate", outputs=(output,))

    def plan(self, brief: Brief, _: Situation, seed: int | None) -> Plan:
        """One picture."""
        return Plan(steps=steps_for(brief, seed))


def checks(case: Case) -> tuple[Check, ...]:
    """What the assistant would ask about a picture of this prompt."""
    return checks_for(said(case.scene, case.asked), VOCABULARY)


def said(scene: Scene, asked: dict[str, str]) -> Said:
    """The scene as the planner thinks of it: what the prompt leaves open stays open."""
    people = tuple(
        Figure(
            kind=person.kind,
            color=person.color,
            clothing=None if person.clothing == "none" else person.clothing,
            clothing_color=person.clothing_color,
            facing=person.facing if "facing" + suffix in asked else None,
        )
        for person, suffix in zip(scene.characters, ("", "_2"), strict=False)
    )
    thing = Thing(scene.thing.kind, scene.thing.color, scene.thing.count) if scene.thing else None
    side = scene.relation if scene.relation != "none" else None
    return Said(people, scene.count, thing, side, scene.place, scene.style)


class Studio:
    """Painter, eyes and examiner, and one thread of a project: what refining paid off lasts in it."""

    def __init__(self, model: str, eyes: str, cases: Sequence[Case]) -> None:
        torch.set_num_threads(1)
        self._painter, self._eyes = catalog.load(model), catalog.load_vision(eyes)
        self._examiner = Examiner.load()
        self._folder = tempfile.TemporaryDirectory()
        limits = Limits(drafts=DRAFTS, seconds=10_000, calls=10_000)
        self._project = Project(
            self._folder.name, self._painter, planner=OnePicture(cases), eyes=self._eyes, limits=limits
        )

    def measure(self, number: int, case: Case) -> Outcome:
        """One prompt in all three ways; the first draft is shared."""
        seed = number * SEEDS_APART
        events = list(self._project.session().say(case.prompt, seed=seed))
        drafts = [event.record for event in events if isinstance(event, PictureReady)]
        scores = {e.critique.image: e.critique.score for e in events if isinstance(e, Judged)}
        (delivered,) = next(event for event in events if isinstance(event, Replied)).images
        first = self._project.store.open(drafts[0].id)
        others = [self._painted(case, fresh_seed(seed, draft)) for draft in range(2, DRAFTS + 1)]
        chosen = max([first, *others], key=lambda picture: self._score(case, picture))
        return Outcome(
            first=self._right(case, first),
            best_of_four=self._right(case, chosen),
            reflection=self._right(case, self._project.store.open(delivered)),
            spent=len(drafts),
            first_score=scores[drafts[0].id],
            delivered_score=scores[delivered],
            refined=sum((record.call or {}).get("tool") == "refine" for record in drafts),
        )

    def _right(self, case: Case, picture: Image.Image) -> bool:
        return all(verdict(case, self._examiner.read([picture])[0]).values())

    def _painted(self, case: Case, seed: int) -> Image.Image:
        return paint(self._painter, self._painter.settings.request(case.prompt, seed=seed))

    def _score(self, case: Case, picture: Image.Image) -> float:
        verdicts = []
        for check in checks(case):
            p = self._eyes.probability(check.question, [picture])
            verdicts.append(Verdict(check=check, p=p, passed=p >= PASS))
        return summed_up("", tuple(verdicts)).score


def rows(outcomes: Sequence[Outcome]) -> list[Row]:
    """The three ways: right pictures, and pictures spent; and whether the eyes' own score ever went down."""
    n = len(outcomes)
    right = {
        "one shot": sum(o.first for o in outcomes),
        "best of four": sum(o.best_of_four for o in outcomes),
        "reflection": sum(o.reflection for o in outcomes),
    }
    worse = Share(sum(o.delivered_score < o.first_score for o in outcomes), n)
    spent = [float(o.spent) for o in outcomes]
    return [
        *(
            share_row(f"right, {way}", Share(hit, n), judge="examiner", main=True)
            for way, hit in right.items()
        ),
        mean_row("pictures spent by reflection", spent, judge="count", better="lower", main=True),
        share_row("delivered worse than the first draft", worse, judge="its own eyes", better="lower"),
    ]


_studio: list[Studio] = []


def _open_studio(model: str, eyes: str, cases: Sequence[Case]) -> None:
    _studio.append(Studio(model, eyes, cases))


def _one(number: int, case: Case) -> Outcome:
    return _studio[0].measure(number, case)
