"""A thing that gets a colour again, as it was in its first one.

Painted each time from what it was at first, it wears no more after ten colours than after one. Paints
nothing.
"""

from dataclasses import dataclass

from PIL import Image

from ..models.picture import Picture
from ..models.vocabulary import Vocabulary
from .arguments import ImageId
from .described import Described
from .edited_from import edits_up_to, without
from .records import ImageRecord
from .reworded import color_of, names_of, recolored
from .tool import Bench


@dataclass(frozen=True)
class Before:
    """A picture as it would be had a thing never been recoloured, and how the painter sees that.

    `of` is the picture in which the thing had its first colour.
    """

    image: Image.Image
    seen: Described
    of: ImageId


def before_recolored(bench: Bench, image: ImageId, what: str, source: Described) -> Before | None:
    """Without the earlier colours of a thing; None where it had none, or nobody said its first one.

    All other edits of the chain stay.
    """
    words = bench.painter.vocabulary
    edits = edits_up_to(bench, image)
    again = [edit for edit in edits if _recolors(edit, what, words)]
    prompt = again and _in_its_first_color(again[0], what, source.prompt, words)
    if not prompt:
        return None
    picture = without(bench, edits, {edit.id for edit in again})
    small = picture.resize(source.picture.image.size, Image.Resampling.LANCZOS)
    return Before(picture, Described(Picture.of(small), prompt), again[0].parents[0])


def _recolors(edit: ImageRecord, what: str, words: Vocabulary | None) -> bool:
    """Whether it gave all of the thing another colour."""
    call = edit.call or {}
    asked = call.get("arguments", {})
    if call.get("tool") != "recolor" or asked.get("mask") or asked.get("box"):
        return False
    return set(names_of(asked["what"], words)) == set(names_of(what, words))


def _in_its_first_color(edit: ImageRecord, what: str, sentence: str, words: Vocabulary | None) -> str | None:
    """A sentence with the colour that the thing had before an edit; None where that was not said."""
    said = ((edit.request or {}).get("branch") or {}).get("prompt", "")
    color = color_of(said, what, words)
    if color is None or recolored(said, what, color, words) != said:
        return None
    return recolored(sentence, what, color, words)
