"""Which upscaler suits a stored picture: the one that learned from pictures of its painter.

Enlarges nothing.
"""

from ..models import catalog
from ..models.image_model import ModelError
from ..models.upscaler import Upscaler
from .tool import Bench, ToolError


def upscaler_of(bench: Bench, id: str, name: str | None = None) -> Upscaler:
    """The upscaler with a name; left out, the one that suits the picture."""
    try:
        return catalog.load_upscaler(name or catalog.upscaler_for(_painter(bench, id)))
    except ModelError as error:
        raise ToolError(str(error)) from error


def _painter(bench: Bench, id: str) -> str | None:
    """Who painted it, also where it was enlarged since; None of an upload."""
    record = bench.store.get(id)
    while record.call and record.call["tool"] == "upscale":
        record = bench.store.get(record.parents[0])
    return record.model
