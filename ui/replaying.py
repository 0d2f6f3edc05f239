"""`triptych replay PICTURE.png`: what a terminal says of a picture that is made again."""

import json
from collections.abc import Sequence
from pathlib import Path

from ..agent.replay import Replayed, record_of, replayed
from ..agent.replay_sources import ReplayError, Sources
from ..models.image_model import ModelError
from ..models.vision_model import VisionError
from ..tools.records import StoreError
from .assembly import Loaders, Refused, eyes_of
from .options import fail


def replay_picture(
    path: Path,
    choice: tuple[str | None, str | None],
    loaders: Loaders,
    project: Path | None,
    images: Sequence[Path],
    out: Path | None,
    *,
    as_json: bool,
) -> int:
    """Make it again with these (painter, eyes), and tell; 0 where all pixels are the same, else 1."""
    model, eyes = choice
    try:
        record = record_of(path)
        painter = loaders.painter(model or record.model or "pocket")
        again = replayed(path, painter, eyes_of(eyes, loaders), Sources(project, images))
        if out:
            again.image.save(out.expanduser(), "PNG")
    except (ReplayError, ModelError, VisionError, StoreError, Refused, OSError) as error:
        if as_json:
            print(json.dumps({"outcome": "refused", "error": str(error)}, ensure_ascii=False))
        fail(str(error))
    if as_json:
        print(json.dumps(_as_json(again), ensure_ascii=False))
    else:
        _tell(again)
    return 0 if again.identical else 1


def _as_json(again: Replayed) -> dict[str, object]:
    return {
        "outcome": "done",
        "identical": again.identical,
        "greatest_difference": again.greatest,
        "share_of_pixels": again.share,
        "psnr": again.decibels,
        "differs": list(again.differs),
    }


def _tell(again: Replayed) -> None:
    if again.identical:
        print("The same, pixel by pixel.")
    else:
        print(
            f"{again.share:.1%} of the pixels differ, by {again.greatest} of 255 at most "
            f"({again.decibels:.1f} dB)."
        )
    for line in again.differs:
        print(f"  differs: {line}")
