"""Enlarged pictures: which one they were, and which upscaler suits it: the one that learned from its painter.

Enlarges nothing.
"""

from ..models import catalog
from ..models.image_model import ModelError
from ..models.upscaler import Upscaler
from .assets import Store
from .records import ImageRecord
from .tool import Bench, ToolError


def upscaler_of(bench: Bench, id: str, name: str | None = None) -> Upscaler:
    """The upscaler with a name; left out, the one that suits the picture."""
    try:
        return catalog.load_upscaler(name or catalog.upscaler_for(as_painted(bench.store, id).model))
    except ModelError as error:
        raise ToolError(str(error)) from error


def as_painted(store: Store, id: str) -> ImageRecord:
    """The record of a picture; of an enlarged one, that of the picture before."""
    record = store.get(id)
    while record.call and record.call["tool"] == "upscale":
        record = store.get(record.parents[0])
    return record
