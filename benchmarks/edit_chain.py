"""Ten edits in a row on one picture: `python -m benchmarks edit_chain --n 10`.

The colour of who is seen and of its clothes change in turn; the last wish of each wins. "branches" edits the
result before by `recolor`, "edit" by the edit tool as it chooses and rebases, "unaware of the chain" without
what is made again or put back from the first picture, "peer-like" paints the picture anew each time with the
last one as the reference, and puts nothing back. Judge: the examiner. "kept" are the attributes that no turn
asked for (kind, clothing, style, figures, place), "asked" the last two wishes; "untouched" is the PSNR in dB,
to the first picture, of pixels that no right picture of any turn changes, after some of the turns, and "lost"
how much of it went from the first turn to the worst.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from pydantic import Field
from triptych.models import catalog
from triptych.models.fidelity import psnr
from triptych.models.image_model import ImageModel
from triptych.models.picture import Picture
from triptych.models.pocket.captions import caption
from triptych.models.pocket.scenes import HELD_OUT, random_color, solo_scene
from triptych.models.pocket.tasks import say_edit
from triptych.models.pocket.world import Scene
from triptych.models.vision_model import VisionModel
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, make_call

from benchmarks.benchmark import Benchmark
from benchmarks.examiner.attributes import truth
from benchmarks.examiner.examiner import Examiner
from benchmarks.painting import paint
from benchmarks.progress import counted
from benchmarks.table import Row, Table, mean_row, share_row
from benchmarks.wilson import Share

FIRST = HELD_OUT + 21_000_000
SIZE = 256
BLEED = 17
SHOWN = (1, 2, 5, 10)
"""Turns whose decibels are told, and the last one."""
KEPT = ("kind", "clothing", "style", "figures", "place")
Asked = tuple[Scene, Scene, str]
"""Before and after a turn, and the instruction."""


@dataclass(frozen=True)
class Chain:
    """A first picture and its turns."""

    first: Scene
    turns: tuple[Asked, ...]

    @property
    def untouched(self) -> NDArray[np.bool_]:
        """(h, w): pixels that are the same in the right picture of every turn, away from the others."""
        first = np.asarray(self.first.picture(SIZE))
        changed = np.logical_or.reduce(
            [(np.asarray(after.picture(SIZE)) != first).any(-1) for _, after, _ in self.turns]
        )
        return ~np.asarray(Image.fromarray(changed).convert("L").filter(ImageFilter.MaxFilter(BLEED)), bool)


@dataclass(frozen=True)
class Outcome:
    """What a chain came to; `untouched` in dB after each turn."""

    kept: int
    of: int
    asked: int
    of_asked: int
    untouched: tuple[float, ...]


def by_branches(bench: Bench, image: str, turn: Asked) -> str:
    """Two branches from the result before."""
    before, after, _ = turn
    who, now = before.characters[0], after.characters[0]
    what, color = (who.clothing, now.clothing_color) if now.color == who.color else (who.kind, now.color)
    call = {"image": image, "what": what, "color": color, "shows": caption(before, Random(0)), "seed": 1}
    return make_call("recolor", call).run(bench).images[0].id


def by_edit(bench: Bench, image: str, turn: Asked) -> str:
    """The edit tool in front."""
    return make_call("edit", {"image": image, "instruction": turn[2], "seed": 1}).run(bench).images[0].id


def by_edit_unaware(bench: Bench, image: str, turn: Asked) -> str:
    """The edit tool, to which each picture is an original: nothing is made again from the first one."""
    return bench.store.add(bench.store.open(by_edit(bench, image, turn))).id


def as_peers(bench: Bench, image: str, turn: Asked) -> str:
    """Painted anew with the last picture as the reference; nothing is put back."""
    request = bench.painter.settings.request(
        turn[2], references=(Picture.of(bench.store.open(image)),), seed=1
    )
    return bench.store.add(paint(bench.painter, request)).id


WAYS: Mapping[str, Callable[[Bench, str, Asked], str]] = {
    "branches": by_branches,
    "edit": by_edit,
    "edit, unaware of the chain": by_edit_unaware,
    "peer-like": as_peers,
}


class EditChain(Benchmark):
    """Does a picture stay itself over ten edits?"""

    quick: ClassVar[Mapping[str, Any]] = {"n": 2}

    n: int = Field(default=10, ge=1, description="chains")
    turns: int = Field(default=10, ge=2, description="edits of each chain")
    ways: tuple[str, ...] = Field(default=tuple(WAYS), description="only these ways")
    model: str = Field(default="pocket", description="the painter, a name of the catalog")
    eyes: str = Field(default="pocket-eyes", description="the eyes, a name of the catalog")

    def run(self) -> Table:
        """Measure each way."""
        model, eyes, examiner = catalog.load(self.model), catalog.load_vision(self.eyes), Examiner.load()
        rows = list[Row]()
        for way in self.ways:
            done = [
                _outcome(model, eyes, examiner, way, chain)
                for chain in counted(chains(self.n, self.turns), way)
            ]
            rows += _rows(way, done)
        return Table(about={"model": model.name, "revision": model.revision}, rows=tuple(rows))


def chains(n: int, turns: int) -> list[Chain]:
    """The first `n`; the same numbers give the same chains."""
    return [_chain(scene, turns, rng) for scene, rng in islice(_dressed(), n)]


def _dressed() -> Iterator[tuple[Scene, Random]]:
    for number in count(FIRST):
        rng = Random(number)
        scene = solo_scene(rng).model_copy(update={"style": "flat"})
        if scene.characters[0].clothing != "none":
            yield scene, rng


def _chain(first: Scene, turns: int, rng: Random) -> Chain:
    """The colour of who is seen and of the clothes, in turn."""
    made, scene = list[Asked](), first
    for turn in range(turns):
        who = scene.characters[0]
        color = random_color(rng, who.color, who.clothing_color)
        changed = who.model_copy(update={"clothing_color" if turn % 2 else "color": color})
        after = scene.model_copy(update={"characters": (changed,)})
        made.append((scene, after, say_edit(scene, after, rng)))
        scene = after
    return Chain(first, tuple(made))


def _outcome(model: ImageModel, eyes: VisionModel, examiner: Examiner, way: str, chain: Chain) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Store(Path(folder)), model, eyes=eyes)
        ids = [bench.store.add(chain.first.picture(SIZE)).id]
        for turn in chain.turns:
            ids.append(WAYS[way](bench, ids[-1], turn))
        first, *pictures = (bench.store.open(id) for id in ids)
    (seen,) = examiner.read(pictures[-1:])
    wanted = truth(chain.turns[-1][1])
    kept, asked = [name for name in KEPT if name in wanted], ("color", "clothing_color")
    return Outcome(
        sum(seen.get(name) == wanted[name] for name in kept),
        len(kept),
        sum(seen.get(name) == wanted[name] for name in asked),
        len(asked),
        tuple(psnr(first, picture, chain.untouched) or 0.0 for picture in pictures),
    )


def _rows(way: str, done: Sequence[Outcome]) -> list[Row]:
    share = partial(share_row, part=way, judge="examiner", main=True)
    decibels = partial(mean_row, part=way, judge="PSNR", unit="dB")
    turns = len(done[0].untouched)
    return [
        share("kept at the end", Share(sum(one.kept for one in done), sum(one.of for one in done))),
        share("asked, seen at the end", Share(sum(o.asked for o in done), sum(o.of_asked for o in done))),
        *(
            decibels(f"untouched after turn {turn}", [one.untouched[turn - 1] for one in done])
            for turn in sorted({*SHOWN, turns})
            if turn <= turns
        ),
        decibels(
            "lost to the worst turn",
            [o.untouched[0] - min(o.untouched) for o in done],
            better="lower",
            main=True,
        ),
    ]
