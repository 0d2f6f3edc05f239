"""Are pictures better afterwards? `python benchmarks/mending.py --n 200 --restored 100`.

Restoring: held-out renders are spoilt and restored; PSNR against the clean picture, and whether the
examiner still reads what they show. Correcting: of first drafts that the examiner finds wrong, each fault
that there is advice for is corrected once, by the advice alone and by the whole prompt with the advice
(Reflect-DiT); whether that fault is gone, and whether anything else broke.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PIL import Image
from triptych.models import catalog
from triptych.models.image_model import ImageModel, ImageRequest, Painting
from triptych.models.picture import Picture
from triptych.models.pocket.control_lessons import say_tries
from triptych.models.pocket.controls import degrade
from triptych.models.pocket.scenes import HELD_OUT, random_scene
from triptych.models.pocket.words import NOUNS, THINGS
from triptych.tools.restore import with_low_band

from benchmarks.cases import SIZE, Case, demanding
from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Answers, Examiner
from benchmarks.painting import contact_sheet
from benchmarks.reflection import checks
from benchmarks.scoring import verdict
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


def main() -> None:
    """Measure both and print."""
    arguments = _arguments()
    model, examiner = catalog.load(arguments.model), Examiner.load()
    print(_restored_table([_restored(model, examiner, n) for n in range(arguments.restored)]))
    corrected = [c for case in demanding(arguments.n).cases for c in _corrected(model, examiner, case)]
    for way in WAYS:
        print(_corrected_table(way, [one for one in corrected if one.way == way]))
    if arguments.sheet and corrected:
        pictures = [picture for one in corrected[:SHEET] for picture in one.pictures]
        captions = [text for one in corrected[:SHEET] for text in ("before", f"{one.way}: {one.advice}")]
        contact_sheet(pictures, captions).save(arguments.sheet)


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
    draft = _painted(model, case.request(model.settings))
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
    request = model.settings.request(
        prompt, references=(Picture.of(source),), width=SIZE, height=SIZE, seed=seed
    )
    return _painted(model, request)


def _painted(model: ImageModel, request: ImageRequest) -> Image.Image:
    *_, last = model.paint(request)
    assert isinstance(last, Painting)
    return last.image


def _psnr(one: Image.Image, other: Image.Image) -> float:
    error = np.mean((np.asarray(one, np.float64) - np.asarray(other)) ** 2)
    return float(10 * np.log10(255**2 / max(float(error), 1e-9)))


def _restored_table(restored: list[Restored]) -> str:
    if not restored:
        return ""
    better = Share(sum(r.after > r.before for r in restored), len(restored))
    labels = Share(sum(r.right for r in restored), sum(r.asked for r in restored))
    before, after = (float(np.mean([getattr(r, name) for r in restored])) for name in ("before", "after"))
    return "\n".join(
        [
            f"restored, n = {len(restored)}: PSNR {before:.1f} dB before, {after:.1f} dB after",
            f"higher than its input {_said(better)}",
            f"attributes still read right {_said(labels)}",
        ]
    )


def _corrected_table(way: str, corrected: list[Corrected]) -> str:
    n = len(corrected)
    fixed, broken = (
        Share(sum(c.fixed for c in corrected), n),
        Share(sum(bool(c.broken) for c in corrected), n),
    )
    return f"corrected by {way}, n = {n}: fixed {_said(fixed)}, something else broken {_said(broken)}"


def _said(share: Share) -> str:
    low, high = share.interval()
    return f"{share.value:.3f} ({low:.3f}–{high:.3f})"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Are pictures better afterwards?")
    parser.add_argument("--n", type=int, default=200, help="demanding prompts; wrong pictures are corrected")
    parser.add_argument("--restored", type=int, default=100, help="pictures spoilt and restored")
    parser.add_argument("--model", default="pocket", help="the painter, a name of the catalog")
    parser.add_argument("--sheet", type=Path, help="write some corrected pictures here as a PNG")
    return parser.parse_args()


if __name__ == "__main__":
    main()
