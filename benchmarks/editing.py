"""How well edits do what was asked and leave the rest: `python -m benchmarks editing --n 40`.

Sources are renders of held-out scenes with true masks (editing_cases.py), read as real pictures: inverted.
The ways are the instruction that the painter was taught ("instruction"), the same seed with other words
("fixed seed"), and two branches by one rule or another. Judge: the examiner. "obeyed" is that what was asked
is seen, "kept" that every other attribute is; "in place" that what differs from the empty place has the box
that it has in the right picture after the VAE, at IoU ≥ 0.8 (a colour's own box misleads where the place has
that colour), "arrived" that the boxes of its colour have their middles within a tenth of the picture;
"leaked" that the place of a subject's picture is still seen;
"untouched" is the PSNR in dB of pixels that both scenes share, to the source after the VAE, before any is
put back; "beyond" the same without the tokens that the mask touches. What is put back after that equals the
source exactly (tests/test_fidelity.py).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args

from pydantic import Field
from triptych.models import catalog
from triptych.models.conditions import Branch, RuleName
from triptych.models.flux2 import Flux2Painter
from triptych.models.image_model import ImageRequest
from triptych.models.picture import Picture

from benchmarks.benchmark import Benchmark
from benchmarks.editing_cases import SIZE, EditCase, cases
from benchmarks.editing_judge import Judge, Verdict
from benchmarks.painting import contact_sheet, paint
from benchmarks.progress import counted
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

Kind = Literal["recolor", "background", "move", "add", "remove", "subject"]
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


class Editing(Benchmark):
    """How well edits do what was asked and leave the rest, in several ways."""

    quick: ClassVar[Mapping[str, Any]] = {
        "n": 5,
        "kinds": ("recolor", "background", "add"),
        "ways": ("instruction", "branches"),
    }

    n: int = Field(default=40, ge=1, description="edits of each kind")
    kinds: tuple[Kind, ...] = Field(default=get_args(Kind), description="kinds of edits")
    ways: tuple[str, ...] = Field(default=(), description="only these ways")
    model: str = Field(default="pocket", description="the painter, a name of the catalog")
    sheets: Path | None = Field(default=None, description="a folder for a contact sheet of each kind")

    def run(self) -> Table:
        """Measure the kinds that were asked for."""
        painter, rows = catalog.load(self.model), list[Row]()
        assert isinstance(painter, Flux2Painter), f"{self.model} has no branches"
        judge = Judge(painter)
        for kind in self.kinds:
            ways = {name: way for name, way in WAYS[kind].items() if name in (self.ways or WAYS[kind])}
            if self.sheets:
                _sheet(kind, ways, painter, self.sheets)
            for name, way in ways.items():
                rows += measure(kind, name, way, painter, judge, self.n)
        return Table(about={"model": painter.name, "revision": painter.revision}, rows=tuple(rows))


def measure(kind: Kind, name: str, way: Way, painter: Flux2Painter, judge: Judge, n: int) -> list[Row]:
    """One way's figures."""
    told = counted(cases(kind, n), f"{kind}, {name}")
    verdicts = [judge.verdict(case, paint(painter, way(painter, case))) for case in told]
    return figures(f"{kind}, {name}", verdicts, main=name == "branches")


def figures(part: str, verdicts: Sequence[Verdict], *, main: bool = False) -> list[Row]:
    """Shares by the examiner, boxes by colour, and decibels of what is shared."""
    shares = {
        ("obeyed", "examiner"): [one.obeyed for one in verdicts],
        ("kept", "examiner"): [one.kept for one in verdicts],
        ("both", "examiner"): [one.obeyed and one.kept for one in verdicts],
        ("in place", "pixels"): [one.in_place for one in verdicts if one.in_place is not None],
        ("arrived", "colours"): [one.arrived for one in verdicts],
    }
    decibels = {
        name: [value for one in verdicts if (value := getattr(one, name)) == value]
        for name in ("untouched", "beyond")
    }
    return [
        *(
            share_row(name, Share(sum(right), len(right)), part=part, judge=by, main=main and name == "both")
            for (name, by), right in shares.items()
            if right
        ),
        *([_leak(part, verdicts)] if part.startswith("subject") else []),
        *(
            mean_row(name, values, part=part, unit="dB", judge="PSNR")
            for name, values in decibels.items()
            if values
        ),
    ]


def _leak(part: str, verdicts: Sequence[Verdict]) -> Row:
    """How often a subject brings its old place along."""
    leaked = Share(sum(one.leaked for one in verdicts), len(verdicts))
    return share_row("leaked", leaked, part=part, judge="examiner", better="lower")


def _sheet(kind: str, ways: Mapping[str, Way], painter: Flux2Painter, folder: Path) -> None:
    pictures, captions = [], []
    for case in cases(kind, 6):
        pictures.append(case.before.picture(SIZE))
        captions.append(case.instruction or case.target)
        for name, way in ways.items():
            pictures.append(paint(painter, way(painter, case)))
            captions.append(f"{name}: {case.target}")
    folder.mkdir(parents=True, exist_ok=True)
    contact_sheet(pictures, captions, columns=1 + len(ways)).save(folder / f"{kind}.png")
