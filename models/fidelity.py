"""After an edit: aligned with its source, untouched pixels put back exactly, the change measured.

Knows pixels only: a source, what was painted from it, perhaps a mask that says where it may change. What
was asked for, and whether it was obeyed, others know.
"""

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from .alignment import slip, undone
from .change_map import change_map
from .morphology import Mask, dilate, erode, feathered

MOST = 0.6
"""Where more of what may change did change, all of it is taken as painted: a style, a place."""
_FEATHER = 96  # the soft edge is this fraction of the shorter side


@runtime_checkable
class SeesSoftly(Protocol):
    """A painter that can show how it sees a picture: its VAE's round trip."""

    def round_trip(self, image: Image.Image) -> Image.Image:
        """The picture after encoding and decoding, in the same size."""
        ...


class Fidelity(BaseModel):
    """What an edit did, measured between its source and the painting, before anything was put back.

    `changed` is the share of the picture that visibly changed, `outside` the share of what lies outside the
    mask (None without one); `drift` the PSNR in dB of all that was not meant to change; `kept` the share of
    the finished picture's pixels that are the source's, bit by bit, `original` of those that are of the
    picture with which a chain of edits began (None where that is the source). `whole` says that the edit
    changed nearly everything it might, and nothing of that was put back. The slip that was undone is in
    pixels.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    changed: float = Field(ge=0, le=1)
    outside: float | None = None
    drift: float | None = None
    kept: float = Field(ge=0, le=1)
    original: float | None = None
    whole: bool = False
    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0

    @property
    def anew(self) -> bool:
        """Whether the picture is all as painted, and no pixel was put back."""
        return self.whole and self.outside is None


@dataclass(frozen=True)
class Kept:
    """The finished picture, what was measured of it, and where it is not its source's, (h, w) bool."""

    image: Image.Image
    fidelity: Fidelity
    changed: Mask


def put_back(
    source: Image.Image,
    painted: Image.Image,
    *,
    seen: Image.Image | None = None,
    mask: Mask | None = None,
    anew: bool = False,
) -> Kept:
    """The painting with every pixel of the source that it was not to change.

    `source` may be of any size of the same shape, and what is kept of it has its size; `seen` is the source
    as the painter sees it and `mask` (h, w) bool where it may change, both in the painting's size. Outside
    the mask, or without one outside the feathered change, the picture is the source's bit by bit. `anew`:
    where it may change, all is taken as painted.
    """
    fitted = source.resize(painted.size, Image.Resampling.LANCZOS) if source.size != painted.size else source
    seen = seen or fitted
    slipped = slip(seen, painted)
    aligned = undone(painted, fitted, slipped)
    changed = change_map(seen, aligned)
    allowed = np.ones_like(changed) if mask is None else mask
    whole = allowed.any() and (anew or float(changed[allowed].mean()) > MOST)
    taken = allowed if whole else changed & allowed
    finished = painted if whole and mask is None else _composed(source, aligned, taken, mask)
    rest = ~mask if mask is not None else ~dilate(changed, 2)
    fidelity = Fidelity(
        changed=round(float(changed.mean()), 4),
        outside=_share(changed, ~mask) if mask is not None else None,
        drift=psnr(fitted, aligned, rest),
        kept=_equal(source, finished),
        whole=bool(whole),
        right=round(slipped.right, 3),
        down=round(slipped.down, 3),
        scale=round(slipped.scale, 5),
    )
    return Kept(finished, fidelity, taken)


def settled(kept: Kept, source: Image.Image, original: Image.Image, *, seen: Image.Image) -> Kept:
    """The finished picture with the pixels of a chain's `original` wherever the edit painted what that shows.

    Each edit paints a little more than it must, and softly; so what is no visible change of the original is
    the original again, and edits of edits do not wear it away. All three have one size; `seen` is the
    original as the painter sees it, in the size that is painted. What the edit left alone stays alone.
    """
    finished = kept.image
    changed = change_map(seen, finished.resize(seen.size, Image.Resampling.LANCZOS))
    soft = feathered(changed, max(1, round(min(seen.size) / _FEATHER)))
    alpha = np.asarray(soft.resize(finished.size, Image.Resampling.BILINEAR)).copy()
    alpha[(np.asarray(source) == np.asarray(finished)).all(-1)] = 255
    image = Image.composite(finished, original, Image.fromarray(alpha))
    measured = {"kept": _equal(source, image), "original": _equal(original, image)}
    return replace(kept, image=image, fidelity=kept.fidelity.model_copy(update=measured))


def _composed(source: Image.Image, painted: Image.Image, taken: Mask, mask: Mask | None) -> Image.Image:
    """The painting where it is taken, with a soft edge that never crosses the mask's."""
    width = max(1, round(min(painted.size) / _FEATHER))
    alpha = np.asarray(feathered(taken, width))
    if mask is not None:
        limit = np.asarray(feathered(erode(mask, 2 * width), width)) * mask
        alpha = np.minimum(alpha, limit)
    if source.size == painted.size:
        return Image.composite(painted, source, Image.fromarray(alpha))
    return _enlarged(source, painted, alpha)


def _enlarged(source: Image.Image, painted: Image.Image, alpha: np.ndarray) -> Image.Image:
    """As `_composed`, on a source of another size; no pixel is touched that no painted one covers."""
    covered = dilate(alpha > 0, 1)
    size = source.size
    large = np.asarray(Image.fromarray(alpha).resize(size, Image.Resampling.BILINEAR))
    inside = np.asarray(Image.fromarray(covered).resize(size, Image.Resampling.NEAREST))
    return Image.composite(
        painted.resize(size, Image.Resampling.LANCZOS), source, Image.fromarray(large * inside)
    )


def _share(changed: Mask, where: Mask) -> float:
    return round(float(changed[where].mean()), 4) if where.any() else 0.0


def _equal(source: Image.Image, finished: Image.Image) -> float:
    """The share of pixels that are the source's, bit by bit."""
    if source.size != finished.size:
        return 0.0
    return round(float((np.asarray(source) == np.asarray(finished)).all(-1).mean()), 4)


def psnr(one: Image.Image, other: Image.Image, where: Mask) -> float | None:
    """Peak signal-to-noise ratio in dB of two pictures of one size where the mask is; at most 99.

    None where the mask is empty.
    """
    if not where.any():
        return None
    difference = np.asarray(one, dtype=np.float64)[where] - np.asarray(other, dtype=np.float64)[where]
    error = float((difference**2).mean())
    return 99.0 if error == 0 else round(min(99.0, 10 * float(np.log10(255**2 / error))), 2)
