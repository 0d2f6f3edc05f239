"""The few small pictures that a planner looks at: this message's uploads and what lies on the table.

Knows no words and no model.
"""

from collections.abc import Callable

from PIL import Image

from ..tools.records import StoreError
from .situation import Situation

MOST_PREVIEWS = 8
PREVIEW_SIDE = 512


def previews(situation: Situation, open_image: Callable[[str], Image.Image]) -> dict[str, Image.Image]:
    """Id → small picture, uploads first; a picture that cannot be opened is left out."""
    table = situation.table.images if situation.table else ()
    matter = dict.fromkeys([*(seen.id for seen in situation.uploads), *table])
    small = {id: _preview(id, open_image) for id in list(matter)[:MOST_PREVIEWS]}
    return {id: image for id, image in small.items() if image}


def _preview(id: str, open_image: Callable[[str], Image.Image]) -> Image.Image | None:
    try:
        image = open_image(id).convert("RGB")
    except (StoreError, OSError):
        return None
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return image
