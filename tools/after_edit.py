"""What follows every edit, in one place: painted, aligned, put back, measured, recorded and told.

Knows no way of editing: it takes any request and says what the picture that came of it changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from ..models.fidelity import Fidelity, Kept, SeesSoftly, put_back, settled
from ..models.image_model import ImageRequest
from ..models.morphology import Mask
from .arguments import ImageId
from .edited_from import original_of
from .records import ImageRecord
from .tool import Bench, Finished, ToolResult

WayName = Literal["reference", "panels", "in-paint", "branches", "direction", "rebased"]
_NOTHING = 0.002  # of the picture: less than that nobody sees
_SLIPPED = 0.25  # pixels


@dataclass(frozen=True)
class Way:
    """How an edit is done, and why so, such as “as a part was named”."""

    name: WayName
    why: str


@dataclass(frozen=True)
class Target:
    """What an edit is about: a stored picture, perhaps the part of it that may change and that part's name.

    `mask` (h, w) bool has the size of the request; without one the change itself says what it touched.
    `first` has the stored picture's size and is put back instead of it: how it was before an earlier edit of
    the same part. `anew`: in the mask nothing is put back, though it may look as before.
    """

    image: ImageId
    mask: Mask | None = None
    name: str = ""
    first: Image.Image | None = None
    anew: bool = False


def paint_edit(
    bench: Bench,
    request: ImageRequest,
    target: Target,
    way: Way,
    *,
    call: Mapping[str, Any],
    first: Callable[[Image.Image], Image.Image] = lambda painted: painted,
    then: Callable[[Finished], Finished] = lambda done: done,
) -> ToolResult:
    """Paint a change of the target, all else as it was; the record says in which way, why, and how well.

    `first` has its hand on what was painted before anything is measured; `then` may put another picture in
    the place of the one that is done, before it is stored.
    """
    record = bench.paint(
        request,
        call=call,
        parents=(target.image,),
        finish=lambda painted: then(finished(bench, first(painted), target, way)),
    )
    return ToolResult(images=(record,), note=told(record, target))


def finished(bench: Bench, painted: Image.Image, target: Target, way: Way) -> Finished:
    """The painting after it was put right against its source, with the report for its record."""
    source = target.first or bench.picture(target.image).image
    seen = _seen(bench, source, painted.size)
    kept = put_back(source, painted, seen=seen, mask=target.mask, anew=target.anew)
    kept = _settled(bench, kept, source, target.image, painted.size)
    report: dict[str, Any] = {"way": way.name, "why": way.why} | (
        {"target": target.name} if target.name else {}
    )
    report["fidelity"] = kept.fidelity.model_dump(mode="json")
    return Finished(kept.image, report)


def told(record: ImageRecord, target: Target) -> str:
    """What changed, in numbers, and in which way it was done."""
    report = record.report or {}
    if "fidelity" not in report:
        return ""
    found = Fidelity.model_validate(report["fidelity"])
    return f"{record.id}: {_change(found, target)}{_slip(found)} ({report['way']}, {report['why']})."


def _change(found: Fidelity, target: Target) -> str:
    share = f"{found.changed:.0%}" if found.changed >= 0.01 else f"{found.changed:.1%}"
    name = target.name or "the mask"
    if found.outside is not None:
        spill = f", where {found.outside:.0%} was put back" if found.outside >= 0.01 else ""
        return f"changed {share} of the picture, nothing outside {name}{spill}"
    if found.whole:
        return f"changed {share} of the picture, so nothing of {target.image} was put back"
    if found.changed < _NOTHING:
        return f"nothing visible changed, so it is {target.image} as it was"
    return f"changed {share} of the picture; all else is {target.image}'s, pixel by pixel"


def _slip(found: Fidelity) -> str:
    shift = float(np.hypot(found.right, found.down))
    zoom = f" and a zoom of {abs(found.scale - 1):.1%}" if abs(found.scale - 1) >= 0.001 else ""
    return f"; a slip of {shift:.1f} pixels{zoom} was undone" if shift >= _SLIPPED or zoom else ""


def _settled(bench: Bench, kept: Kept, source: Image.Image, image: ImageId, size: tuple[int, int]) -> Kept:
    """With the original's pixels where this edit, one of several, painted what the original shows."""
    first = original_of(bench, image)
    if first == image or kept.fidelity.anew:
        return kept
    original = bench.picture(first).image
    seen = _seen(bench, original, size) or original.resize(size, Image.Resampling.LANCZOS)
    return settled(kept, source, original, seen=seen)


def _seen(bench: Bench, source: Image.Image, size: tuple[int, int]) -> Image.Image | None:
    """The source as the painter sees it, where it can tell."""
    if not isinstance(bench.painter, SeesSoftly):
        return None
    return bench.painter.round_trip(source.resize(size, Image.Resampling.LANCZOS))
