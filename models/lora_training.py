"""Teaches a painter an in-context LoRA: plain flow matching on panel canvases (arXiv 2410.23775).

Latents and texts are read once. The step number seeds everything, so a run that was cancelled or killed
goes on exactly. Works in one folder that it is given; knows no project and no tool.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import torch
from PIL import Image
from torch import Tensor

from .conditions import Adapter, AdapterFile
from .image_model import ImageModel, ModelError, Painting
from .lora_canvas import ImageSet, canvas, fingerprint, grid_for
from .lora_captions import in_grammar
from .lora_files import write_lora
from .lora_lessons import Lesson, Teachable, lesson, teachable
from .lora_recipe import Recipe
from .lora_run import LoraRun
from .lora_student import Student, pairs_of
from .panel_grid import Grid

SHOWN = 2
"""How many captions a sample sheet shows."""
TOWARDS_NOISE = 0.5
"""The middle of the logit-normal noise levels: what one panel takes from another is decided early."""


@dataclass(frozen=True)
class TeachingStep:
    """Step `index` of `of` (from 1) is done; now and then with a sheet of what is painted by now."""

    index: int
    of: int
    loss: float
    sheet: Image.Image | None = None


@dataclass(frozen=True)
class Taught:
    """The finished LoRA, its grid, its captions as the painter read them, and the last sheet."""

    file: AdapterFile
    grid: Grid
    captions: tuple[str, ...]
    sheet: Image.Image


def teach(
    painter: ImageModel, sets: Sequence[ImageSet], folder: Path, recipe: Recipe
) -> Generator[TeachingStep | Taught, None, None]:
    """Yield each step and the LoRA at last. Closing the generator cancels and keeps what was learnt.

    A run of the same sets, recipe and painter in `folder` is gone on with. Raises `ModelError` before the
    first step where something cannot be used.
    """
    grid = grid_for(sets, painter.settings)
    captions = tuple(_caption(painter, one) for one in sets)
    pupil = teachable(painter)
    lessons = [_lesson(pupil, one, grid, caption) for one, caption in zip(sets, captions, strict=True)]
    student = Student(pupil, recipe.rank, recipe.seed)
    same = fingerprint(sets, asdict(recipe), grid, painter.name, painter.revision)
    run = LoraRun(folder / "run.pt", student.parameters, same, rate=recipe.rate, average=recipe.average)
    sheets = _Sheets(painter, grid, captions[:SHOWN], folder)
    try:
        for step in range(run.step, recipe.steps):
            loss = _learn(student, run, lessons, recipe)
            due = run.step % recipe.sheet_every == 0 and run.step < recipe.steps
            if run.step % recipe.save_every == 0:
                run.save()
            yield TeachingStep(step + 1, recipe.steps, loss, sheets.painted(run) if due else None)
    except GeneratorExit:
        run.save()
        raise
    sheet = sheets.painted(run)
    yield Taught(AdapterFile.of(sheets.path), grid, captions, sheet)


def _caption(painter: ImageModel, one: ImageSet) -> str:
    try:
        return in_grammar(one.caption, one.panels, small_world=painter.vocabulary is not None)
    except ModelError as error:
        raise ModelError(f"set {one.name!r}: {error}") from error


def _lesson(painter: Teachable, one: ImageSet, grid: Grid, caption: str) -> Lesson:
    try:
        return lesson(painter, canvas(one, grid), caption)
    except ModelError as error:
        raise ModelError(f"set {one.name!r}: {error}") from error


def _learn(student: Student, run: LoraRun, lessons: Sequence[Lesson], recipe: Recipe) -> float:
    """One step; the loss before it."""
    rng = Random(f"lora {recipe.seed} {run.step}")
    batch = _batch(lessons, recipe.batch, rng)
    told = [rng.random() >= recipe.dropout for _ in batch]
    target = torch.stack([one.target for one in batch])
    generator = torch.Generator().manual_seed(rng.getrandbits(62))
    noise = torch.randn(target.shape, generator=generator).to(target.device)
    sigma = torch.sigmoid(torch.randn(len(batch), generator=generator) + TOWARDS_NOISE).to(target.device)
    with student.learning():
        velocity = student.velocity(torch.lerp(target, noise, sigma[:, None, None]), sigma, batch, told)
        loss: Tensor = (velocity - (noise - target)).square().mean()
        run.learn(loss)
    return loss.item()


def _batch(lessons: Sequence[Lesson], size: int, rng: Random) -> list[Lesson]:
    """Lessons with texts of one length, each length as often as it has lessons."""
    length = rng.choice(lessons).length
    alike = [one for one in lessons if one.length == length]
    return rng.sample(alike, size) if len(alike) >= size else rng.choices(alike, k=size)


class _Sheets:
    """Paints the first captions with what is learnt so far, as anybody would paint with the finished file."""

    def __init__(self, painter: ImageModel, grid: Grid, captions: Sequence[str], folder: Path) -> None:
        self.path = folder / "lora.safetensors"
        self._painter, self._grid, self._captions = painter, grid, captions

    def painted(self, run: LoraRun) -> Image.Image:
        file = write_lora(self.path, pairs_of(run.average))
        width, height = self._grid.size
        sheet = Image.new("RGB", (width, height * len(self._captions)))
        for row, caption in enumerate(self._captions):
            adapter = Adapter(name=self.path.stem, file=file)
            request = self._painter.settings.request(
                caption, width=width, height=height, seed=row, adapters=(adapter,)
            )
            with closing(self._painter.paint(request)) as events:
                image = next(event.image for event in events if isinstance(event, Painting))
            sheet.paste(image, (0, row * height))
        return sheet
