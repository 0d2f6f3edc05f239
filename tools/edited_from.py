"""Which pictures came of which by edits: where a chain of edits began, and how it would be without some.

Knows records and pixels; paints nothing.
"""

from collections.abc import Sequence, Set

import numpy as np
from PIL import Image

from ..models.fidelity import Fidelity
from .arguments import ImageId
from .records import ImageRecord
from .tool import Bench


def edits_up_to(bench: Bench, image: ImageId) -> tuple[ImageRecord, ...]:
    """The edits that a picture came of, one after the other, the picture's own the last.

    Empty where it is an original: painted from words, uploaded, or changed as a whole or in size.
    """
    edits = list[ImageRecord]()
    record = bench.store.get(image)
    while _keeps_pixels(bench, record):
        edits.insert(0, record)
        record = bench.store.get(record.parents[0])
    return tuple(edits)


def original_of(bench: Bench, image: ImageId) -> ImageId:
    """The picture with which the chain of edits began; an original is its own."""
    edits = edits_up_to(bench, image)
    return edits[0].parents[0] if edits else image


def without(bench: Bench, edits: Sequence[ImageRecord], gone: Set[ImageId]) -> Image.Image:
    """The picture of a chain without some of its edits: the pixels of the others on the original."""
    picture = np.asarray(bench.store.open(edits[0].parents[0])).copy()
    for edit in edits:
        if edit.id not in gone:
            before, after = (np.asarray(bench.store.open(id)) for id in (edit.parents[0], edit.id))
            changed = (before != after).any(-1)
            picture[changed] = after[changed]
    return Image.fromarray(picture)


def _keeps_pixels(bench: Bench, record: ImageRecord) -> bool:
    """Whether a picture was edited so that it has its parent's size and many of its pixels."""
    measured = (record.report or {}).get("fidelity")
    if not measured or Fidelity.model_validate(measured).anew or not bench.store.has(record.parents[0]):
        return False
    parent = bench.store.get(record.parents[0])
    return (parent.width, parent.height) == (record.width, record.height)
