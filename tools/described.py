"""A stored picture as the source of two branches: its pixels at the painter's size, and what it shows.

The prompt that painted it says what it shows; of other pictures somebody must say it: the caller or the
eyes. Knows no rule.
"""

from dataclasses import dataclass

from ..models.image_model import Ability
from ..models.picture import Picture
from ..models.vision_model import VisionError
from .arguments import ImageId
from .enlarging import as_painted
from .in_context import fitted
from .records import ImageRecord
from .tool import Bench, ToolError

SHOWS = "what the picture shows, in one sentence; left out, the prompt that painted it, or what the eyes see"


@dataclass(frozen=True)
class Described:
    """A picture in the size that is painted, and the sentence for all of it."""

    picture: Picture
    prompt: str


def described(bench: Bench, image: ImageId, shows: str | None, needs: Ability = "branches") -> Described:
    """The picture with its sentence; `ToolError` where there is none, or the painter lacks what it needs."""
    if needs not in bench.painter.abilities:
        raise ToolError(
            f"{bench.painter.name} cannot paint with {needs}; choose another painter, or use edit instead"
        )
    return shown(bench, image, shows)


def shown(bench: Bench, image: ImageId, shows: str | None) -> Described:
    """The picture with its sentence; `ToolError` where there is none."""
    return Described(fitted(bench, image), sentence_for(bench, image, shows))


def sentence_for(bench: Bench, image: ImageId, shows: str | None) -> str:
    """What the picture shows, as somebody said or sees it; `ToolError` where nobody does."""
    return shows or _painted_from(as_painted(bench.store, image)) or _seen(bench, image)


def _painted_from(record: ImageRecord) -> str | None:
    """The prompt, where it said the whole picture: that of a canvas does, unless it has panels."""
    request = record.request or {}
    parts = ("references", "regional", "part")
    panels = (request.get("canvas") or {}).get("wanted")
    return None if panels or any(request.get(part) for part in parts) else request.get("prompt")


def _seen(bench: Bench, image: ImageId) -> str:
    if bench.eyes is None:
        raise ToolError(
            f"nobody said what {image} shows; say it with “shows”, or give the eyes that can see it"
        )
    try:
        return bench.eyes.describe(bench.picture(image).image)
    except VisionError as error:
        raise ToolError(f"the eyes could not say what {image} shows: {error}") from error
