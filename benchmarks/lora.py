"""What the painter learns from thirty image sets: `python benchmarks/lora.py --n 24 --json lora.json`.

It is taught a relation that it does not know (lora_cases.py), then paints held-out sets with and without
the adapter: whole, and beside a first panel that is given. Pixels and the examiner judge. Also compared,
bit by bit: weight 0 with no adapter, and known panels with what was given.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    # Run as a file: its folder is on the path, the repository's root is not.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from triptych.models import catalog
from triptych.models.conditions import Adapter, AdapterFile
from triptych.models.image_model import ImageModel, ImageRequest, Painting
from triptych.models.lora_captions import in_grammar
from triptych.models.lora_recipe import Recipe
from triptych.models.lora_training import Taught, TeachingStep, teach
from triptych.models.panels import panels_request
from triptych.models.picture import Picture

from benchmarks.examiner.examiner import Examiner
from benchmarks.lora_cases import GRID, HELD, TAUGHT, Pair, kept, pairs
from benchmarks.wilson import Share

SETS = 30
Table = dict[str, dict[str, Share]]


def main() -> None:
    """Teach, paint, compare, print."""
    arguments = _arguments()
    model = catalog.load(arguments.model)
    seconds = cpu = 0.0
    if arguments.adapter:
        file = AdapterFile.of(arguments.adapter)
    else:
        begun, before = time.monotonic(), time.process_time()
        file = _taught(model, arguments)
        seconds, cpu = time.monotonic() - begun, time.process_time() - before
        print(f"\n{SETS} sets taught in {seconds / 60:.1f} minutes, {cpu / 60:.1f} of them on the CPU")
    adapter = Adapter(name="cyanotype", file=file)
    held = pairs(HELD, arguments.n)
    table, exact = _measured(model, adapter, held)
    _print(table, exact)
    if arguments.json:
        report = {
            "model": model.name,
            "revision": model.revision,
            "seconds": round(seconds),
            "cpu": round(cpu),
            **exact,
        }
        report["rows"] = {way: {k: _row(v) for k, v in rows.items()} for way, rows in table.items()}
        arguments.json.write_text(json.dumps(report, indent=1) + "\n")


def _taught(model: ImageModel, arguments: argparse.Namespace) -> AdapterFile:
    """The finished adapter."""
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="lora-"))
    folder.mkdir(parents=True, exist_ok=True)
    recipe = Recipe.for_world(small=model.vocabulary is not None)
    recipe = replace(recipe, steps=arguments.steps) if arguments.steps else recipe
    sets = [pair.as_set(str(number)) for number, pair in enumerate(pairs(TAUGHT, SETS))]
    for event in teach(model, sets, folder, recipe):
        if isinstance(event, TeachingStep):
            print(f"\rstep {event.index}/{event.of}, loss {event.loss:.3f} ", end="", file=sys.stderr)
        if isinstance(event, Taught):
            event.sheet.save(folder / "sheet.png")
            print(f"the sheet is {folder / 'sheet.png'}", file=sys.stderr)
            return event.file
    raise RuntimeError("the training ended without an adapter; see what it printed")


def _measured(model: ImageModel, adapter: Adapter, held: Sequence[Pair]) -> tuple[Table, dict[str, bool]]:
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
    canvases = []
    for number, pair in enumerate(held):
        print(f"\rpainting {number + 1}/{len(held)} ", end="", file=sys.stderr, flush=True)
        last = deque(model.paint(_request(model, pair, number, adapters, known)), maxlen=1).pop()
        assert isinstance(last, Painting)
        canvases.append(last.image)
    return canvases


def _request(
    model: ImageModel, pair: Pair, seed: int, adapters: tuple[Adapter, ...], known: bool
) -> ImageRequest:
    prompt = in_grammar(pair.caption, 2, small_world=model.vocabulary is not None)
    request = panels_request(prompt, (Picture.of(pair.first),) if known else (), GRID, model.settings, seed)
    canvas = request.canvas and request.canvas.model_copy(update={"wanted": None})
    return request.model_copy(update={"adapters": adapters, "canvas": canvas})


def _bits(image: Image.Image) -> bytes:
    return image.tobytes()


def _row(share: Share) -> dict[str, Any]:
    low, high = share.interval()
    return {"right": share.hits, "of": share.n, "low": round(low, 4), "high": round(high, 4)}


def _print(table: Table, exact: dict[str, bool]) -> None:
    names = list(table["base"])
    print(f"\n{'':24}" + "".join(f"{name:>22}" for name in names))
    for way, rows in table.items():
        cells = [
            f"{rows[name].value:.2f} ({rows[name].interval()[0]:.2f}–{rows[name].interval()[1]:.2f})"
            for name in names
        ]
        print(f"{way:24}" + "".join(f"{cell:>22}" for cell in cells))
    for what, holds in exact.items():
        print(f"{what}: {'yes, bit by bit' if holds else 'NO'}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What the painter learns from thirty image sets.")
    parser.add_argument("--n", type=int, default=24, help="held-out sets to paint")
    parser.add_argument("--model", default="pocket", help="a name of the catalog")
    parser.add_argument("--steps", type=int, help="steps of the training, if not the painter's own")
    parser.add_argument("--folder", type=Path, help="where the training is kept, to go on with it")
    parser.add_argument("--adapter", type=Path, help="measure this LoRA instead of teaching one")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
