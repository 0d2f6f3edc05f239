"""Teaches an adapter into a project's folder: captions, training, and the finished files under its name.

What is half done lies in `adapters/.NAME/` and is gone on with the next time. Knows no screen.
"""

import json
import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from PIL import Image

from ..models.image_model import ImageModel
from ..models.lora_canvas import ImageSet, fingerprint
from ..models.lora_captions import written
from ..models.lora_recipe import Recipe
from ..models.vision_model import VisionModel
from .adapters import AdapterCard, adapter_path, keep_card
from .files import write_atomically
from .records import StoreError

if TYPE_CHECKING:
    from ..models.lora_training import Taught, TeachingStep

CAPTIONS = "captions.json"
SHOWN = 3


@dataclass(frozen=True)
class AdapterReady:
    """The finished adapter: its weights; the card and the last sheet lie beside them."""

    path: Path
    card: AdapterCard


def teach_adapter(
    project: Path,
    painter: ImageModel,
    name: str,
    sets: Sequence[ImageSet],
    *,
    eyes: VisionModel | None = None,
    steps: int | None = None,
) -> Generator["TeachingStep | AdapterReady", None, None]:
    """Yield the steps and the adapter at last; closing the generator keeps what was learnt for the next time.

    Raises `StoreError`, `ModelError` or `VisionError` before the first step where something cannot be used.
    """
    from ..models.lora_training import Taught, teach  # noqa: PLC0415 - torch is slow to import

    path = adapter_path(project, name)
    if path.exists():
        raise StoreError(f"there is an adapter {name!r} in this project already; give another name")
    folder = path.parent / f".{name}"
    with _alone_in(folder, name):
        recipe = _recipe(Recipe.for_world(small=painter.vocabulary is not None), steps)
        told = _with_captions(sets, eyes, folder, small_world=painter.vocabulary is not None)
        with closing(teach(painter, told, folder, recipe)) as events:
            for event in events:
                if isinstance(event, Taught):
                    card = _card(name, painter, told, recipe, event)
                    _finish(path, card, event)
                else:
                    _keep_sheet(folder, event)
                    yield event
    shutil.rmtree(folder, ignore_errors=True)
    yield AdapterReady(path, card)


def _recipe(usual: Recipe, steps: int | None) -> Recipe:
    return usual if steps is None else replace(usual, steps=steps)


@contextmanager
def _alone_in(folder: Path, name: str) -> Iterator[None]:
    """Two trainings of one name would write into each other's checkpoint."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock", timeout=0):
            yield
    except Timeout as error:
        raise StoreError(f"{name!r} is being taught already; wait for it, or give another name") from error
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be used ({error.strerror}); see that it may be written to and has space left"
        ) from error


def _with_captions(
    sets: Sequence[ImageSet], eyes: VisionModel | None, folder: Path, *, small_world: bool
) -> list[ImageSet]:
    """Captions that are missing are written by the eyes, and kept so that the run can be gone on with."""
    silent = [one for one in sets if not one.caption]
    if not silent:
        return list(sets)
    if eyes is None:
        names = ", ".join(one.name for one in silent[:SHOWN])
        raise StoreError(
            f"{len(silent)} sets have no caption, such as {names}; write a caption.txt in each, or name eyes "
            "that write them"
        )
    kept = _read(folder / CAPTIONS)
    for one in silent:
        key = fingerprint([one], eyes.name, eyes.revision, small_world)
        if key not in kept:
            images = [picture.image for picture in one.pictures]
            kept[key] = written(eyes, images, small_world=small_world)
            write_atomically(folder / CAPTIONS, json.dumps(kept, ensure_ascii=False).encode())
    return [
        one
        if one.caption
        else replace(one, caption=kept[fingerprint([one], eyes.name, eyes.revision, small_world)])
        for one in sets
    ]


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep_sheet(folder: Path, step: "TeachingStep") -> None:
    if step.sheet is not None:
        step.sheet.save(folder / f"sheet-{step.index:05}.png")


def _card(
    name: str, painter: ImageModel, sets: Sequence[ImageSet], recipe: Recipe, taught: "Taught"
) -> AdapterCard:
    return AdapterCard(
        name=name,
        model=painter.name,
        revision=painter.revision,
        sha256=taught.file.sha256,
        sets=len(sets),
        steps=recipe.steps,
        rank=recipe.rank,
        rows=taught.grid.rows,
        columns=taught.grid.columns,
        panel_width=taught.grid.panel_width,
        panel_height=taught.grid.panel_height,
        captions=taught.captions[:SHOWN],
    )


def _finish(path: Path, card: AdapterCard, taught: "Taught") -> None:
    """The weights come last: where they are, the adapter is whole."""
    sheet: Image.Image = taught.sheet
    sheet.save(path.with_suffix(".png"))
    keep_card(path, card)
    os.replace(taught.file.path, path)
