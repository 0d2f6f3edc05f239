"""What an upload shows where nothing says so: the eyes look at it when it is taken in.

Only drawings are described. The embedded eyes know nothing else and would call a photograph something that
it is not; a language model that plans sees the uploads itself. Knows no text.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from ..models.vision_model import Usage, VisionError, VisionModel
from ..tools.records import StoreError
from .context import Context
from .estimate import reflects
from .state import Seen

SIDE = 256
EVEN = 8
"""Levels of 255 by which neighbours of one colour may differ."""
FLAT = 0.6
"""The share of even places: .63 is the least in 32 pictures by the painter, .52 the most in photographs."""


def looked_at(uploads: Sequence[Seen], context: Context) -> tuple[list[Seen], Usage]:
    """The uploads with what the eyes see in drawings that came without a word, and what that took."""
    if context.eyes is None or not reflects(context) or all(one.shows for one in uploads):
        return [*uploads], Usage()
    eyes = context.eyes.for_turn()
    before, most = eyes.usage, context.limits.calls
    looked = list[Seen]()
    for upload in uploads:
        left = eyes.usage.calls - before.calls < most and not context.cancelled.is_set()
        shows = upload.shows or (_seen(upload.id, eyes, context) if left else "")
        looked.append(upload.model_copy(update={"shows": shows}))
    return looked, Usage(eyes.usage.calls - before.calls, eyes.usage.tokens - before.tokens)


def _seen(id: str, eyes: VisionModel, context: Context) -> str:
    """ "" for what is no drawing, and where the eyes have no answer."""
    try:
        image = context.store.open(id)
        return eyes.describe(image).strip().rstrip(".") if is_drawn(image) else ""
    except (StoreError, VisionError):
        return ""


def is_drawn(image: Image.Image) -> bool:
    """Whether most of a picture is even, as drawings are and photographs are not."""
    grey = image.convert("L")
    grey.thumbnail((SIDE, SIDE))
    most = np.asarray(grey.filter(ImageFilter.MaxFilter(3)), np.int16)
    least = np.asarray(grey.filter(ImageFilter.MinFilter(3)), np.int16)
    return float((most - least <= EVEN).mean()) >= FLAT
