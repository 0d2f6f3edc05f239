"""A public set of prompts, any painter, any judge:
`python -m benchmarks prompt_set --kind geneval --prompts evaluation_metadata.jsonl --judge qwen3-vl-4b`.

The judge answers yes or no about each picture, as geneval.py, compbench.py and dpg.py ask; chance is what it
says of the picture of another prompt. A painter of a small world paints the prompts inside of it, in the
words of the phrasebook; the others are counted. Knows models only by their name in the catalog.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from pydantic import Field
from triptych.models import catalog
from triptych.models.image_model import ImageModel, ImageRequest
from triptych.models.vision_model import VisionModel
from triptych.ui.assembly import Loaders

from benchmarks import compbench, dpg, geneval
from benchmarks.benchmark import Benchmark
from benchmarks.painting import paint
from benchmarks.progress import counted
from benchmarks.prompted import Prompted, PromptFileError, SmallWorld
from benchmarks.table import Table, share_row
from benchmarks.verdicts import Kind, details, figures, judged
from benchmarks.wilson import Share


class PromptSet(Benchmark):
    """Prompts of GenEval, T2I-CompBench or DPG-Bench from a file, for any painter and any judge."""

    kind: Kind = Field(description="geneval, t2i-compbench or dpg")
    prompts: Path = Field(description="its prompts: a file, or a folder of lists")
    questions: Path | None = Field(default=None, description="for dpg: its dpg_bench.csv")
    n: int | None = Field(default=None, ge=1, description="prompts, spread over the set, if not all")
    images: int = Field(default=1, ge=1, description="pictures a prompt, each with a seed of its own")
    model: str = Field(default="pocket", description="a painter of the catalog")
    judge: str = Field(default="pocket-eyes", description="a vision model of the catalog, or “endpoint”")
    pictures: Path | None = Field(default=None, description="keep pictures here, and go on with those there")

    def run(self) -> Table:
        """Paint what can be painted, ask, and count."""
        return self.measure(catalog.load(self.model), Loaders().vision(self.judge))

    def measure(self, painter: ImageModel, judge: VisionModel) -> Table:
        """The same with a painter and a judge at hand."""
        everything = self._read()
        told = [(one, said) for one in everything if (said := _words_for(painter)(one))]
        chosen = _spread(told, self.n)
        tries = [(one, said, seed) for seed in range(self.images) for one, said in chosen]
        verdicts = judged(
            ((one, self._painted(painter, said, seed)) for one, said, seed in counted(tries, self.kind)),
            judge,
        )
        inside = Share(len(told), len(everything))
        rows = [
            *figures(self.kind, verdicts, judge.name),
            share_row("prompts in its world", inside, judge="its vocabulary", better="neither", main=True),
        ]
        about = {"model": painter.name, "revision": painter.revision, "eyes": judge.name, "kind": self.kind}
        return Table(about=about, rows=tuple(rows), notes=self._notes(inside), details=details(verdicts))

    def _read(self) -> list[Prompted]:
        if not self.prompts.exists():
            raise PromptFileError(f"{self.prompts} does not exist; give the prompts of {self.kind}")
        if self.kind == "dpg":
            return dpg.read(self.prompts, self.questions)
        return geneval.read(self.prompts) if self.kind == "geneval" else compbench.read(self.prompts)

    def _painted(self, painter: ImageModel, prompt: str, seed: int) -> Image.Image:
        request = painter.settings.request(prompt, seed=seed)
        return kept(self.pictures, painter, request) if self.pictures else paint(painter, request)

    def _notes(self, inside: Share) -> tuple[str, ...]:
        out = inside.n - inside.hits
        notes = [f"{out} of {inside.n} prompts are not in its world and were not painted."] if out else []
        if self.kind == "dpg" and not self.questions:
            notes.append("Without its questions (--questions dpg_bench.csv) these are no DPG scores.")
        return tuple(notes)


def kept(folder: Path, painter: ImageModel, request: ImageRequest) -> Image.Image:
    """The picture from the folder, where this painter has made it before."""
    made_by = f"{painter.name} {painter.revision} {request.model_dump_json()}"
    path = folder / f"{hashlib.sha256(made_by.encode()).hexdigest()[:20]}.png"
    if path.exists():
        return Image.open(path).convert("RGB")
    picture = paint(painter, request)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    picture.save(unfinished, "PNG")
    unfinished.replace(path)
    return picture


def _words_for(painter: ImageModel) -> Callable[[Prompted], str | None]:
    """How the painter is told; a painter that knows all words is told what the set says."""
    if painter.vocabulary is None:
        return lambda one: one.prompt
    return SmallWorld(painter.vocabulary, painter.settings).in_its_words


def _spread(items: list[tuple[Prompted, str]], n: int | None) -> list[tuple[Prompted, str]]:
    if n is None or n >= len(items):
        return items
    return [items[round(k * (len(items) - 1) / max(1, n - 1))] for k in range(n)]
