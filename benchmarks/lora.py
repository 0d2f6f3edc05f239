"""What the painter learns from thirty image sets: `python -m benchmarks lora --n 24`.

It is taught a relation that it does not know (lora_cases.py), then paints held-out sets with and without
the adapter: whole, and beside a first panel that is given. Pixels and the examiner judge. Also compared,
bit by bit: weight 0 with no adapter, and known panels with what was given.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.conditions import Adapter, AdapterFile
from triptych.models.image_model import ImageModel, ImageRequest
from triptych.models.lora_captions import in_grammar
from triptych.models.lora_recipe import Recipe
from triptych.models.lora_training import Taught, TeachingStep, teach
from triptych.models.panels import panels_request
from triptych.models.picture import Picture

from benchmarks.benchmark import Benchmark
from benchmarks.examiner.examiner import Examiner
from benchmarks.lora_cases import GRID, HELD, TAUGHT, Pair, kept, pairs
from benchmarks.painting import paint
from benchmarks.progress import counted, tell
from benchmarks.table import Row, Table, share_row, time_row
from benchmarks.wilson import Share

SETS = 30
Shares = dict[str, dict[str, Share]]


class Loras(Benchmark):
    """What the painter learns from thirty image sets. Teaching takes most of an hour on two cores."""

    n: int = Field(default=24, ge=2, description="held-out sets to paint")
    model: str = Field(default="pocket", description="a painter of the catalog")
    steps: int | None = Field(default=None, description="steps of the training, if not the painter's own")
    folder: Path | None = Field(default=None, description="where the training is kept, to go on with it")
    adapter: Path | None = Field(default=None, description="measure this LoRA instead of teaching one")

    def run(self) -> Table:
        """Teach, paint, compare."""
        model, spent = catalog.load(self.model), list[Row]()
        if self.adapter:
            file = AdapterFile.of(self.adapter)
        else:
            begun, before = time.monotonic(), time.process_time()
            file = self._taught(model)
            taught = {"by the clock": time.monotonic() - begun, "of the CPU": time.process_time() - before}
            spent = [time_row(f"teaching, {name}", [seconds]) for name, seconds in taught.items()]
        shares, exact = _measured(model, Adapter(name="cyanotype", file=file), pairs(HELD, self.n))
        rows = [
            share_row(name, share, part=way, judge="examiner, pixels", main=way == "taught")
            for way, found in shares.items()
            for name, share in found.items()
        ]
        notes = [f"{what}: {'yes, bit by bit' if holds else 'NO'}" for what, holds in exact.items()]
        about = {"model": model.name, "revision": model.revision, "sets": SETS}
        return Table(about=about, rows=(*rows, *spent), notes=tuple(notes))

    def _taught(self, model: ImageModel) -> AdapterFile:
        """The finished adapter."""
        folder = self.folder or Path(tempfile.mkdtemp(prefix="lora-"))
        folder.mkdir(parents=True, exist_ok=True)
        recipe = Recipe.for_world(small=model.vocabulary is not None)
        recipe = replace(recipe, steps=self.steps) if self.steps else recipe
        sets = [pair.as_set(str(number)) for number, pair in enumerate(pairs(TAUGHT, SETS))]
        for event in teach(model, sets, folder, recipe):
            if isinstance(event, TeachingStep):
                tell(f"step {event.index}/{event.of}, loss {event.loss:.3f}")
            if isinstance(event, Taught):
                event.sheet.save(folder / "sheet.png")
                print(f"the sheet is {folder / 'sheet.png'}", file=sys.stderr)
                return event.file
        raise RuntimeError("the training ended without an adapter; see what it printed")


def _measured(model: ImageModel, adapter: Adapter, held: Sequence[Pair]) -> tuple[Shares, dict[str, bool]]:
    """Shares by way of painting, and what must be equal bit by bit."""
    examiner, nothing = Examiner.load(), adapter.model_copy(update={"weight": 0.0})
    whole = {name: _painted(model, held, uses) for name, uses in (("base", ()), ("taught", (adapter,)))}
    beside = {
        name: _painted(model, held, uses, known=True) for name, uses in (("base", ()), ("taught", (adapter,)))
    }
    off = _painted(model, held[:2], (nothing,))
    exact = {
        "weight 0 is the base": [_bits(one) for one in off] == [_bits(one) for one in whole["base"][:2]],
        "known panels are kept": all(
            _bits(GRID.split(canvas)[0]) == _bits(pair.first)
            for canvases in beside.values()
            for canvas, pair in zip(canvases, held, strict=True)
        ),
    }
    table = {
        "base": kept(examiner, whole["base"]),
        "taught": kept(examiner, whole["taught"]),
        "base, first given": kept(examiner, beside["base"]),
        "taught, first given": kept(examiner, beside["taught"]),
        "renders": kept(examiner, [pair.canvas() for pair in held]),
    }
    return table, exact


def _painted(
    model: ImageModel, held: Sequence[Pair], adapters: tuple[Adapter, ...], known: bool = False
) -> list[Image.Image]:
    """A whole canvas for each pair, with its first panel given or painted, too."""
    return [
        paint(model, _request(model, pair, number, adapters, known))
        for number, pair in enumerate(counted(held, "painting"))
    ]


def _request(
    model: ImageModel, pair: Pair, seed: int, adapters: tuple[Adapter, ...], known: bool
) -> ImageRequest:
    prompt = in_grammar(pair.caption, 2, small_world=model.vocabulary is not None)
    request = panels_request(prompt, (Picture.of(pair.first),) if known else (), GRID, model.settings, seed)
    canvas = request.canvas and request.canvas.model_copy(update={"wanted": None})
    return request.model_copy(update={"adapters": adapters, "canvas": canvas})


def _bits(image: Image.Image) -> bytes:
    return image.tobytes()
