"""Are pictures better afterwards? `python -m benchmarks mending --n 200 --restored 100`.

Restoring: held-out renders are spoilt and restored; PSNR against the clean picture, and whether the
examiner still reads what they show. Correcting: of first drafts that the examiner finds wrong, each fault
that there is advice for is corrected once, by the advice alone and by the whole prompt with the advice
(Reflect-DiT); whether that fault is gone, and whether anything else broke.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.image_model import ImageModel
from triptych.models.picture import Picture
from triptych.models.pocket.control_lessons import say_tries
from triptych.models.pocket.controls import degrade
from triptych.models.pocket.scenes import HELD_OUT, random_scene
from triptych.models.pocket.words import NOUNS, THINGS
from triptych.tools.restore import with_low_band

from benchmarks.benchmark import Benchmark
from benchmarks.cases import SIZE, Case, demanding
from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Answers, Examiner
from benchmarks.painting import contact_sheet, paint
from benchmarks.progress import counted
from benchmarks.reflection import checks
from benchmarks.scoring import verdict
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

FIRST = HELD_OUT + 14_000_000
"""Seeds of its own, apart from those of the other benchmarks."""
SHEET = 8
WAYS: dict[str, Callable[[str, str], str]] = {
    "the advice alone": lambda _, advice: advice,
    "the whole prompt with it": lambda prompt, advice: say_tries(prompt, [advice]),
}


@dataclass(frozen=True)
class Restored:
    """One spoilt picture: decibels before and after, and the attributes read right of all."""

    before: float
    after: float
    right: int
    asked: int


@dataclass(frozen=True)
class Corrected:
    """One fault with advice: whether it is gone, and what was right and is wrong now."""

    way: str
    advice: str
    fixed: bool
    broken: tuple[str, ...]
    pictures: tuple[Image.Image, Image.Image]


class Mending(Benchmark):
    """Are pictures better afterwards? Spoilt ones restored, wrong ones corrected."""

    n: int = Field(default=200, ge=0, description="demanding prompts; wrong pictures are corrected")
    restored: int = Field(default=100, ge=0, description="pictures spoilt and restored")
    model: str = Field(default="pocket", description="the painter, a name of the catalog")
    sheet: Path | None = Field(default=None, description="write some corrected pictures here as a PNG")

    def run(self) -> Table:
        """Measure both."""
        model, examiner = catalog.load(self.model), Examiner.load()
        restored = [_restored(model, examiner, n) for n in counted(range(self.restored), "restoring")]
        cases = counted(demanding(self.n).cases, "correcting")
        corrected = [c for case in cases for c in _corrected(model, examiner, case)]
        if self.sheet and corrected:
            _sheet(corrected[:SHEET]).save(self.sheet)
        rows = _restored_rows(restored) + [row for way in WAYS for row in _corrected_rows(way, corrected)]
        return Table(about={"model": model.name, "revision": model.revision}, rows=tuple(rows))


def _sheet(corrected: Sequence[Corrected]) -> Image.Image:
    pictures = [picture for one in corrected for picture in one.pictures]
    captions = [text for one in corrected for text in ("before", f"{one.way}: {one.advice}")]
    return contact_sheet(pictures, captions)


def _restored(model: ImageModel, examiner: Examiner, number: int) -> Restored:
    rng = Random(FIRST + number)
    scene = random_scene(rng)
    clean = scene.picture(SIZE)
    spoilt = degrade(clean, rng)
    painted = _paint(model, model.settings.instructions.restore, spoilt, number)
    after = with_low_band(painted, spoilt)
    read, known = examiner.read([after])[0], truth(scene)
    right = sum(read.get(name) == answer for name, answer in known.items())
    return Restored(_psnr(clean, spoilt), _psnr(clean, after), right, len(known))


def _corrected(model: ImageModel, examiner: Examiner, case: Case) -> Iterator[Corrected]:
    draft = paint(model, case.request(model.settings))
    before = verdict(case, examiner.read([draft])[0])
    for check in checks(case) if not all(before.values()) else ():
        faults = [name for name in _spoken_of(check.fix) if not before.get(name, True)]
        if faults:
            for way, told in WAYS.items():
                picture = _paint(model, told(case.prompt, check.fix), draft, case.seed)
                after = verdict(case, _read(examiner, picture))
                broken = tuple(name for name, right in before.items() if right and not after[name])
                fixed = all(after[name] for name in faults)
                yield Corrected(way, check.fix, fixed, broken, (draft, picture))


def _read(examiner: Examiner, picture: Image.Image) -> Answers:
    return examiner.read([picture])[0]


def _spoken_of(fix: str) -> tuple[str, ...]:
    """The examiner's attributes that an advice is about; none where there is no advice."""
    if fix.startswith("give "):
        return "clothing", "clothing_color", "clothing_2", "clothing_color_2"
    if fix.startswith("add ") or fix.endswith(" now"):
        return "thing", "count"
    if fix.startswith("make "):
        things = [noun for thing in THINGS for noun in NOUNS[thing]]
        return ("thing_color",) if any(noun in fix for noun in things) else ("color", "color_2")
    starts = {"change the style": "style", "put ": "place", "move ": "relation"}
    return tuple(name for start, name in starts.items() if fix.startswith(start))


def _paint(model: ImageModel, prompt: str, source: Image.Image, seed: int) -> Image.Image:
    references = (Picture.of(source),)
    request = model.settings.request(prompt, references=references, width=SIZE, height=SIZE, seed=seed)
    return paint(model, request)


def _psnr(one: Image.Image, other: Image.Image) -> float:
    error = np.mean((np.asarray(one, np.float64) - np.asarray(other)) ** 2)
    return float(10 * np.log10(255**2 / max(float(error), 1e-9)))


def _restored_rows(restored: Sequence[Restored]) -> list[Row]:
    if not restored:
        return []
    better = Share(sum(r.after > r.before for r in restored), len(restored))
    read = Share(sum(r.right for r in restored), sum(r.asked for r in restored))
    decibels = {"part": "restored", "unit": "dB", "judge": "PSNR"}
    return [
        mean_row("spoilt", [r.before for r in restored], better="neither", **decibels),
        mean_row("restored", [r.after for r in restored], main=True, **decibels),
        share_row("nearer to the clean one", better, part="restored", judge="PSNR", main=True),
        share_row("attributes still read right", read, part="restored", judge="examiner", main=True),
    ]


def _corrected_rows(way: str, corrected: Sequence[Corrected]) -> list[Row]:
    some = [one for one in corrected if one.way == way]
    fixed, broken = sum(c.fixed for c in some), sum(bool(c.broken) for c in some)
    told = {"part": f"corrected by {way}", "judge": "examiner", "main": True}
    if not some:
        return []
    return [
        share_row("fixed", Share(fixed, len(some)), **told),
        share_row("something else broken", Share(broken, len(some)), better="lower", **told),
    ]
