"""A picture → the same picture, made again from the record in its PNG, and what differs between the two.

Works in a project of its own that lasts a moment: pictures that the call needs are copied into it, and
nothing is added to the user's. Knows no screen.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from pydantic import ValidationError

from ..models.image_model import ImageModel
from ..models.picture import psnr
from ..models.vision_model import VisionModel
from ..tools.assets import Store
from ..tools.intake import read_picture
from ..tools.made_with import made_with
from ..tools.records import ImageRecord, StoreError
from ..tools.tool import Bench, ToolError, make_call
from .replay_sources import ReplayError, Sources, copied, in_file
from .state import Step


@dataclass(frozen=True)
class Replayed:
    """The picture made again; `differs` has a line for each thing that was otherwise when it was made.

    `greatest` is the greatest difference of a channel, 0 to 255; `share` that of pixels that differ.
    """

    image: Image.Image
    record: ImageRecord
    differs: tuple[str, ...]
    greatest: int
    share: float
    decibels: float

    @property
    def identical(self) -> bool:
        """Whether all pixels are the same."""
        return self.greatest == 0


def record_of(path: Path) -> ImageRecord:
    """The record in a PNG. Raises `ReplayError` where it has none that makes a picture."""
    try:
        known = in_file(path)
    except StoreError as error:
        raise ReplayError(str(error)) from error
    if known is None:
        raise ReplayError(f"{path.name} carries no record of how it was made; give a PNG made by Triptych")
    if known.record.call is None:
        raise ReplayError(f"{path.name} is an upload, so no call made it; give a picture that was painted")
    return known.record


def replayed(path: Path, painter: ImageModel, eyes: VisionModel | None, sources: Sources) -> Replayed:
    """Make a picture again. Raises `ReplayError`, where pictures are missing with their ids."""
    record = record_of(path)
    image = read_picture(path)[0]
    assert record.call is not None
    with tempfile.TemporaryDirectory(prefix="triptych-replay-") as folder:
        try:
            store = Store(folder)
            ids = copied(record, sources, store)
            if sources.project and (adapters := sources.project / "adapters").is_dir():
                (store.folder / "adapters").symlink_to(adapters.resolve(), target_is_directory=True)
            step = Step(tool=record.call["tool"], arguments=record.call["arguments"])
            result = make_call(step.tool, step.named(ids).arguments).run(Bench(store, painter, eyes=eyes))
            again = _like(record, result.images)
            made = store.open(again.id)
        except (ToolError, StoreError, KeyError, TypeError, ValidationError) as error:
            if isinstance(error, ToolError | StoreError):
                raise ReplayError(str(error)) from error
            raise ReplayError(
                f"the record in {path.name} is damaged; give the picture as it was made"
            ) from error
    return _compared(record, image, again, made)


def _like(record: ImageRecord, images: Sequence[ImageRecord]) -> ImageRecord:
    """Of all that a call gave, the one that the record is of."""
    if not images:
        raise ToolError("the call made no picture this time; see that the project is as it was")
    same = [one for one in images if one.request == record.request] if record.request else []
    word = (record.report or {}).get("word")
    told = [one for one in images if word and (one.report or {}).get("word") == word]
    seeded = [one for one in images if one.seed == record.seed]
    return next(iter([*same, *told, *seeded, *images]))


def _compared(record: ImageRecord, image: Image.Image, again: ImageRecord, made: Image.Image) -> Replayed:
    differs = tuple(_differences(record, again))
    if image.size != made.size:
        size = f"size {image.width}×{image.height}, now {made.width}×{made.height}"
        return Replayed(made, again, (*differs, size), 255, 1.0, 0.0)
    apart = np.abs(np.asarray(image, np.int16) - np.asarray(made, np.int16))
    return Replayed(
        made, again, differs, int(apart.max()), float((apart > 0).any(-1).mean()), psnr(image, made)
    )


def _differences(record: ImageRecord, again: ImageRecord) -> Iterator[str]:
    """What was otherwise: painter, request, libraries, machine."""
    for name in ("model", "revision"):
        then, now = getattr(record, name), getattr(again, name)
        if then != now:
            yield f"{name} {then}, now {now}"
    then_with, now_with = record.made_with or {}, made_with()
    if not then_with:
        yield "the versions that made it are not in its record"
    for name in then_with:
        if then_with[name] != now_with.get(name):
            yield f"{name} {then_with[name]}, now {now_with.get(name)}"
    then_asked, now_asked = record.request or {}, again.request or {}
    for name in dict.fromkeys([*then_asked, *now_asked]):
        if then_asked.get(name) != now_asked.get(name):
            yield f"the request's {name}"
