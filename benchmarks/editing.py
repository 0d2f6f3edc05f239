"""How well edits do what was asked and leave the rest: `python benchmarks/editing.py --n 40`.

Sources are renders of held-out scenes with true masks (editing_cases.py), read as real pictures: inverted.
The ways are the instruction that the painter was taught ("instruction"), the same seed with other words
("fixed seed"), and two branches by one rule or another. Judge: the examiner. "obeyed" is that what was asked
is seen, "kept" that every other attribute is; "in place" that the figure's colour has the box that it has in
the right picture, at IoU ≥ 0.8, "arrived" that the boxes' middles are within a tenth of the picture;
"untouched" is the PSNR in dB of pixels that both scenes share, to the source after the VAE, before any is
put back; "beyond" the same without the tokens that the mask touches. What is put back after that equals the
source exactly (tests/test_fidelity.py).
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from triptych.models import catalog
from triptych.models.conditions import Branch, RuleName
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest, Painting
from triptych.models.picture import Picture

from benchmarks.editing_cases import KINDS, SIZE, EditCase, cases
from benchmarks.examiner.examiner import Examiner
from benchmarks.layout_cases import colored
from benchmarks.painting import contact_sheet
from benchmarks.wilson import Share

TOKEN = 32
Way = Callable[[Flux2Painter, EditCase], ImageRequest]


def by_instruction(painter: Flux2Painter, case: EditCase) -> ImageRequest:
    """As the painter was taught."""
    source = Picture.of(case.before.picture(SIZE))
    return painter.settings.request(case.instruction, references=(source,), seed=case.seed)


def by_seed(painter: Flux2Painter, case: EditCase) -> ImageRequest:
    """The target's words from the source's noise, nothing shared: a rule that holds for no step of twenty."""
    return by_rule("recolor", painter, case, pinned=False, strength=0.01)


def by_words(painter: Flux2Painter, case: EditCase) -> ImageRequest:
    """The target's words alone."""
    return painter.settings.request(case.target, seed=case.seed)


def by_rule(
    rule: RuleName, painter: Flux2Painter, case: EditCase, *, masked: bool = True, **more: object
) -> ImageRequest:
    """Two branches, with the settings of the painter's card."""
    settings = painter.settings
    branching = settings.branching
    values = {
        "pinned": rule in branching.pinned,
        "gain": branching.gain,
        "every_layer": branching.every_layer,
        **more,
    }
    branch = Branch.model_validate(
        {
            "rule": rule,
            "prompt": case.source,
            "picture": Picture.of(case.before.picture(SIZE)),
            "mask": Picture.of(case.mask) if masked else None,
            "shift": case.shift,
            **values,
        }
    )
    return settings.request(case.target, seed=case.seed, branch=branch)


WAYS: Mapping[str, Mapping[str, Way]] = {
    "recolor": {
        "instruction": by_instruction,
        "fixed seed": by_seed,
        "maps": partial(by_rule, "recolor", masked=False, pinned=False),
        "maps, values": partial(by_rule, "recolor", pinned=False),
        "maps, values, latents": partial(by_rule, "recolor", pinned=True),
        "queries, keys, values": partial(by_rule, "recolor_closely", pinned=False),
        "branches": partial(by_rule, "recolor_closely"),
    },
    "background": {
        "instruction": by_instruction,
        "values": partial(by_rule, "background", pinned=False),
        "branches": partial(by_rule, "background"),
    },
    "move": {
        "instruction": by_instruction,
        "values": partial(by_rule, "move", pinned=False),
        "branches": partial(by_rule, "move"),
    },
    "add": {"instruction": by_instruction, "branches": partial(by_rule, "add")},
    "remove": {"instruction": by_instruction, "branches": partial(by_rule, "add")},
    "subject": {
        "words": by_words,
        "instruction": by_instruction,
        "branches": partial(by_rule, "subject"),
    },
}


@dataclass(frozen=True)
class Verdict:
    """One edit; `untouched` and `beyond` in dB."""

    obeyed: bool
    kept: bool
    in_place: bool
    arrived: bool
    untouched: float
    beyond: float


class Judge:
    """Examiner and pixels; one for all ways."""

    def __init__(self, painter: Flux2Painter) -> None:
        self._painter, self._examiner = painter, Examiner.load()

    def verdict(self, case: EditCase, painted: Image.Image) -> Verdict:
        """What the painting made of the case."""
        (reading,) = self._examiner.read([painted])
        seen = self._painter.round_trip(case.before.picture(SIZE))
        found, right = (colored(one, case.color) for one in (painted, case.after.picture(SIZE)))
        return Verdict(
            obeyed=all(reading.get(name) == answer for name, answer in case.asked.items()),
            kept=all(reading.get(name) == answer for name, answer in case.kept.items()),
            in_place=_box_iou(found, right) >= 0.8,
            arrived=_apart(found, right) <= 0.1,
            untouched=_psnr(painted, seen, case.untouched),
            beyond=_psnr(painted, seen, case.untouched & ~_tokens(case)),
        )


def measure(kind: str, ways: Mapping[str, Way], painter: Flux2Painter, n: int) -> dict[str, dict[str, float]]:
    """Way → figures; progress goes to stderr."""
    judge, rows = Judge(painter), {}
    for name, way in ways.items():
        verdicts = []
        for number, case in enumerate(cases(kind, n), start=1):
            print(f"\r{kind}, {name}: {number}/{n} ", end="", file=sys.stderr, flush=True)
            verdicts.append(judge.verdict(case, _painted(painter, way(painter, case))))
        rows[name] = _figures(verdicts)
        print(f"\r{row(kind, name, rows[name])}", flush=True)
    return rows


def row(kind: str, way: str, figures: Mapping[str, float]) -> str:
    """One line of the table."""
    return f"{kind:11}{way:24}" + "  ".join(f"{name} {value:.2f}" for name, value in figures.items())


def _figures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name in ("obeyed", "kept", "in_place", "arrived"):
        share = Share(sum(getattr(one, name) for one in verdicts), len(verdicts))
        figures[name.replace("_", " ")] = round(share.value, 3)
        if name in ("obeyed", "kept"):
            low, high = share.interval()
            figures |= {f"{name} from": round(low, 3), f"{name} to": round(high, 3)}
    both = [one.obeyed and one.kept for one in verdicts]
    figures["both"] = round(mean(both), 3)
    for name in ("untouched", "beyond"):
        values = [value for one in verdicts if (value := getattr(one, name)) == value]
        figures[name] = round(mean(values), 2) if values else float("nan")
    return figures


def _painted(painter: Flux2Painter, request: ImageRequest) -> Image.Image:
    *_, last = painter.paint(request)
    assert isinstance(last, Painting)
    return last.image


def _tokens(case: EditCase) -> NDArray[np.bool_]:
    """(256, 256): the tokens that the mask touches, and those where it is moved to."""
    mask = np.asarray(case.mask.convert("L")) > 127
    mask = mask | np.roll(mask, case.shift[0], axis=1)
    cells = mask.reshape(SIZE // TOKEN, TOKEN, SIZE // TOKEN, TOKEN).any((1, 3))
    return np.kron(cells, np.ones((TOKEN, TOKEN), dtype=bool))


def _psnr(one: Image.Image, two: Image.Image, where: NDArray[np.bool_]) -> float:
    if not where.any():
        return float("nan")
    difference = np.asarray(one, float)[where] - np.asarray(two, float)[where]
    return float(10 * np.log10(255**2 / max(np.mean(difference**2), 1e-3)))


def _edges(mask: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """The box that holds all but the last hundredth of a colour on each side."""
    if not mask.any():
        return None
    rows, columns = np.nonzero(mask)
    left, right = np.quantile(columns, (0.02, 0.98))
    top, bottom = np.quantile(rows, (0.02, 0.98))
    return int(left), int(top), int(right) + 1, int(bottom) + 1


def _box_iou(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> float:
    a, b = _edges(one), _edges(two)
    if a is None or b is None:
        return 0.0
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0, across) * max(0, down)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return float(shared / (sum(areas) - shared))


def _apart(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> float:
    """How far the middles of two boxes are apart along the worse side, as a share of the picture."""
    a, b = _edges(one), _edges(two)
    if a is None or b is None:
        return 1.0
    across, down = abs(a[0] + a[2] - b[0] - b[2]), abs(a[1] + a[3] - b[1] - b[3])
    return max(across, down) / (2 * len(one))


def _sheet(kind: str, ways: Mapping[str, Way], painter: Flux2Painter, folder: Path) -> None:
    pictures, captions = [], []
    for case in cases(kind, 6):
        pictures.append(case.before.picture(SIZE))
        captions.append(case.instruction or case.target)
        for name, way in ways.items():
            pictures.append(_painted(painter, way(painter, case)))
            captions.append(f"{name}: {case.target}")
    folder.mkdir(parents=True, exist_ok=True)
    contact_sheet(pictures, captions, columns=1 + len(ways)).save(folder / f"{kind}.png")


def main() -> None:
    """Measure the kinds that were asked for."""
    arguments = _arguments()
    painter = catalog.load(arguments.model)
    assert isinstance(painter, Flux2Painter), f"{arguments.model} has no branches"
    report: dict[str, object] = {"model": painter.name, "revision": painter.revision, "n": arguments.n}
    for kind in arguments.kinds:
        ways = {name: way for name, way in WAYS[kind].items() if name in (arguments.ways or WAYS[kind])}
        if arguments.sheets:
            _sheet(kind, ways, painter, arguments.sheets)
        report[kind] = measure(kind, ways, painter, arguments.n)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How well edits do what was asked and leave the rest.")
    parser.add_argument("--n", type=int, default=40, help="edits of each kind")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--ways", nargs="+", help="only these ways")
    parser.add_argument("--model", default="pocket", help="the painter, a name of the catalog")
    parser.add_argument("--sheets", type=Path, help="a folder for a contact sheet of each kind")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
